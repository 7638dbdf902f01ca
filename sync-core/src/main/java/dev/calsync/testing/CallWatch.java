package dev.calsync.testing;

import dev.calsync.model.CalendarRef;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.EventWrite;
import dev.calsync.store.Lease;
import dev.calsync.store.WorkCompletion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What runs ask the provider: under which lease, how often after it is lost, and which writes take effect how often. */
final class CallWatch {
    private static final int LATE_CALLS_MAX = 1;

    /** A session, and for which run it was last used. */
    private static final class Conversation {
        final SimulatedProcess process;
        final String user;
        final boolean ofRuns;

        @Nullable
        Lease lease;

        Conversation(SimulatedProcess process, String user, boolean ofRuns) {
            this.process = process;
            this.user = user;
            this.ofRuns = ofRuns;
        }
    }

    /** How a run behaves that was told to stop. */
    private static final class Conduct {
        int late;
        boolean throttled;
    }

    private final SimulatedWorld world;
    private final IdentityHashMap<CalendarSession, Conversation> open = new IdentityHashMap<>();
    /** By fencing token. */
    private final Map<Long, Conduct> conducts = new HashMap<>();
    /** Until when each calendar was told not to ask, by the clock that nobody sets. */
    private final Map<CalendarRef, Long> quietUntilNanos = new HashMap<>();
    /** The same for runs whose end is not durable yet, by their fencing tokens. */
    private final Map<Long, Long> hints = new HashMap<>();
    /** What each idempotency key is about, and after how many writes somebody else changed that, for each event. */
    private final Map<String, String> keys = new HashMap<>();

    private final Map<String, List<Integer>> touched = new HashMap<>();
    private Duration turnedBack = Duration.ZERO;

    CallWatch(SimulatedWorld world) {
        this.world = world;
    }

    /** @param ofRuns whether runs will use it; a host that connects an account has one, too */
    void opened(CalendarSession session, SimulatedProcess process, String user, boolean ofRuns) {
        open.put(session, new Conversation(process, user, ofRuns));
        List<Conversation> going = open.values().stream()
                .filter(other -> other.ofRuns && other.process == process)
                .toList();
        long ofUser = going.stream().filter(other -> other.user.equals(user)).count();
        world.violations()
                .require(
                        going.size() <= Fleet.WORKERS && ofUser <= Fleet.PER_USER,
                        Invariant.BOUNDED,
                        () -> going.size() + " sessions at once on " + process.name() + ", " + ofUser + " of " + user);
    }

    void closed(CalendarSession session) {
        open.remove(session);
    }

    void calling(CalendarSession session, String calendarId) {
        Conversation conversation = open.get(session);
        Lease lease = conversation == null ? null : conversation.process.fenced(calendarId, conversation.user);
        if (conversation == null || lease == null) {
            world.violations().add(Invariant.FENCING, "a run asks about " + calendarId + " without a lease");
            return;
        }
        conversation.lease = lease;
        world.note("call", lease.calendar() + " " + lease.fencingToken());
        Conduct conduct = conducts.computeIfAbsent(lease.fencingToken(), key -> new Conduct());
        if (!world.books().holds(lease, world.store().now())) {
            conduct.late++;
        }
        world.violations()
                .require(
                        conduct.late <= LATE_CALLS_MAX,
                        Invariant.FENCING,
                        () -> "a run goes on asking after it lost " + lease);
        world.violations()
                .require(
                        !conduct.throttled,
                        Invariant.FREE_DEFERRAL,
                        () -> "a run goes on asking after it was told to slow down: " + lease);
        long quiet = quietUntilNanos.getOrDefault(lease.calendar(), Long.MIN_VALUE);
        world.violations()
                .require(
                        conduct.late > 0 || world.time().nanoTime() >= quiet,
                        Invariant.FREE_DEFERRAL,
                        () -> "asked " + Duration.ofNanos(quiet - world.time().nanoTime()) + " before it may be: "
                                + lease);
    }

    /** A run was told not to ask again for so long. */
    void throttled(CalendarSession session, Duration hint) {
        Conversation conversation = open.get(session);
        Lease lease = conversation == null ? null : conversation.lease;
        if (lease != null) {
            conducts.computeIfAbsent(lease.fencingToken(), key -> new Conduct()).throttled = true;
            hints.put(lease.fencingToken(), world.time().nanoTime() + hint.toNanos());
        }
    }

    /** How a run ended is durable. What it was told counts from then on: a hint that died with its process binds nobody. */
    void ended(WorkCompletion completion) {
        Lease lease = completion.lease();
        conducts.remove(lease.fencingToken());
        Long until = hints.remove(lease.fencingToken());
        if (until == null) {
            return;
        }
        if (completion instanceof WorkCompletion.Deferred) {
            quietUntilNanos.put(lease.calendar(), until);
        }
        world.violations()
                .require(
                        !(completion instanceof WorkCompletion.Retry)
                                || world.books().refused.contains(lease.fencingToken()),
                        Invariant.FREE_DEFERRAL,
                        () -> "a run that was told to slow down costs an attempt: " + completion);
    }

    /** Nobody can tell any more how long a hint lasts. */
    void clockJumped(Duration span) {
        quietUntilNanos.clear();
        hints.replaceAll((token, until) -> Long.MIN_VALUE);
        if (span.isNegative()) {
            turnedBack = turnedBack.minus(span);
        }
    }

    /** By how much the clock was turned back in all. */
    Duration turnedBack() {
        return turnedBack;
    }

    /** For which run a session is used; null if it is not. */
    @Nullable
    Lease lease(CalendarSession session) {
        Conversation conversation = open.get(session);
        return conversation == null ? null : conversation.lease;
    }

    void writing(String calendarId, EventWrite write) {
        String uid = write instanceof EventWrite.Create create
                ? create.series().uid()
                : write instanceof EventWrite.Update update
                        ? update.target().uid()
                        : ((EventWrite.Delete) write).current().series().uid();
        keys.put(write.idempotencyKey(), calendarId + "/" + uid);
        world.note("write", write.getClass().getSimpleName() + " " + calendarId + "/" + uid);
    }

    /** Somebody else changed an event at the provider. */
    void touched(ScriptedCalendar calendar, String uid) {
        touched.computeIfAbsent(calendar.id() + "/" + uid, key -> new ArrayList<>())
                .add(calendar.appliedKeys().size());
    }

    /** How many conversations of processes that are still there were not ended. */
    long open() {
        return open.values().stream()
                .filter(conversation -> !conversation.process.gone())
                .count();
    }

    /** Twice is once too often unless somebody else changed or deleted the event between. */
    void nothingAppliedTwice(ScriptedCalendar calendar) {
        List<String> applied = calendar.appliedKeys();
        Map<String, Integer> before = new TreeMap<>();
        for (int at = 0; at < applied.size(); at++) {
            String key = applied.get(at);
            String event = keys.get(key);
            Integer first = before.put(key, at);
            if (first != null && !changedBetween(event, first, at, applied)) {
                world.violations().add(Invariant.NO_DUPLICATE, key + " of " + event + " took effect twice");
            }
        }
    }

    private boolean changedBetween(@Nullable String event, int first, int now, List<String> applied) {
        return touched.getOrDefault(event, List.of()).stream().anyMatch(touch -> touch > first && touch <= now)
                || applied.subList(first + 1, now).stream()
                        .anyMatch(other -> event != null && event.equals(keys.get(other)));
    }
}
