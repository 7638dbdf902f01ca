package dev.calsync;

import static dev.calsync.SyncWorld.master;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.JobId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.ScheduleId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.system.Environment;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A world in which anything may happen, drawn from a seed: two users share three calendars of one provider, two nodes
 * share one store, everybody edits the same few events, and line, store, clocks, listeners and nodes fail at any moment.
 */
final class Simulation implements AutoCloseable {
    static final List<String> USERS = List.of("alice", "bob");
    static final int CALENDARS = 3;
    private static final int UIDS = 6;
    private static final int CALM_MAX = 720;
    private static final Duration CALM = Duration.ofSeconds(10);
    private static final List<ConflictPolicy> POLICIES = List.of(
            ConflictPolicy.MERGE, ConflictPolicy.REMOTE_WINS, ConflictPolicy.LOCAL_WINS, ConflictPolicy.LATEST_WINS);

    /** What is counted, and has to happen at least once in the seeds of a build. */
    static final Set<String> HAPPENS = Set.of(
            "remote put",
            "remote delete",
            "garbled",
            "local put",
            "local delete",
            "scheduled",
            "unscheduled",
            "paused",
            "resumed",
            "reconnected",
            "cursors expired",
            "asked FULL",
            "asked INCREMENTAL",
            "asked HIGH",
            "asked NORMAL",
            "asked LOW",
            "closed",
            "crashed",
            "crashed during a run",
            "restarted",
            "replaced",
            "clock forward",
            "clock back",
            "frozen",
            "frozen, then others",
            "slow call",
            "acted during a call",
            "answer lost",
            "broken answer",
            "transient",
            "throttled",
            "unrecoverable",
            "revoked",
            "corrupt",
            "undeclared",
            "interrupted",
            "close failed",
            "listener threw",
            "store outage",
            "store away",
            "store failed",
            "commit unanswered",
            "RunStarted",
            "RunProgressed",
            "RunFinished",
            "RunDeferred",
            "RetryPlanned",
            "LeaseLost",
            "ConflictFound",
            "SeriesQuarantined",
            "AccountNeedsAttention",
            "CalendarPaused",
            "CalendarResumed",
            "finished COMPLETED",
            "finished PARTIAL",
            "finished FAILED",
            "finished DEAD");

    /** A node: an engine, and the doors by which it can be made to crash. */
    private record Node(String name, CalendarSync engine, Environment doors) {}

    record Asked(String user, JobId job) {}

    final VirtualWorld world;
    final ScriptedProvider provider = new ScriptedProvider();
    final WatchedStore store;
    final EditLedger ledger = new EditLedger();
    final List<Asked> jobs = new ArrayList<>();
    final Map<String, List<CalendarRef>> calendars = new TreeMap<>();
    private final Map<String, List<ScheduleId>> schedules = new TreeMap<>();
    final SplittableRandom random;
    final Weather weather;
    private final Map<String, Integer> counts;
    private final ConflictPolicy policy;
    private final List<Node> nodes = new ArrayList<>();
    /** What each idempotency key is about, and after how many writes somebody else changed that, for each event. */
    final Map<String, String> keys = new TreeMap<>();

    final Map<String, List<Integer>> touched = new TreeMap<>();

    private int nodesStarted;
    private int values;

    Simulation(long seed, Map<String, Integer> counts) {
        this.counts = counts;
        random = new SplittableRandom(seed);
        world = VirtualWorld.create(seed);
        weather = new Weather(this);
        store = new WatchedStore(MemorySyncStore.create(world.time()), weather::storeFault);
        policy = POLICIES.get(random.nextInt(POLICIES.size()));
        for (int i = 0; i < CALENDARS; i++) {
            provider.calendar("c" + i);
        }
        provider.pageSize(1 + random.nextInt(4));
        startNode("node-0");
        startNode("node-1");
        USERS.forEach(this::connect);
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    void steps(int number) {
        for (int i = 0; i < number; i++) {
            step();
        }
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> runTasks(1 + random.nextInt(40));
            case 5 -> runFor(Duration.ofMillis(random.nextInt(20_000)));
            case 6 -> runFor(Duration.ofSeconds(random.nextInt(200)));
            case 7 -> nodesComeAndGo();
            case 8 -> weather.change();
            default -> somebodyActs();
        }
    }

    void runTasks(int number) {
        weather.inEngine(() -> {
            for (int i = 0; i < number; i++) {
                world.tasks().runNext();
            }
        });
    }

    void runFor(Duration span) {
        weather.inEngine(() -> world.tasks().runFor(span));
    }

    /** One thing that a user, or another client of the provider, does. */
    void somebodyActs() {
        weather.outside(() -> {
            String user = USERS.get(random.nextInt(USERS.size()));
            CalendarRef calendar = calendars.get(user).get(random.nextInt(CALENDARS));
            String uid = "e" + random.nextInt(UIDS);
            switch (random.nextInt(24)) {
                case 0, 1, 2, 3 -> remotePut(calendar.calendarId(), uid);
                case 4 -> remoteDelete(calendar.calendarId(), uid);
                case 5 -> remoteGarble(calendar.calendarId(), uid);
                case 6, 7, 8, 9, 10 -> localPut(user, calendar, uid);
                case 11 -> localDelete(user, calendar, uid);
                case 12, 13, 14 -> syncNow(user);
                case 15 -> schedule(user, calendar);
                case 16 -> unschedule(user);
                case 17 -> pause(user, calendar);
                case 18, 19 -> resume(user, calendar);
                case 20 -> reconnect(user);
                case 21 -> provider.pageSize(1 + random.nextInt(4));
                case 22 -> expireCursors(calendar.calendarId());
                default -> loseAnswers();
            }
        });
    }

    private void expireCursors(String calendarId) {
        count("cursors expired");
        provider.calendar(calendarId).expireCursors();
    }

    private void loseAnswers() {
        count("answer lost");
        provider.loseNextAnswers(1 + random.nextInt(2));
    }

    private CalendarEvent changed(CalendarEvent event) {
        String value = "v" + ++values;
        return random.nextBoolean()
                ? event.toBuilder().summary(value).build()
                : event.toBuilder().location(value).build();
    }

    private void remotePut(String calendarId, String uid) {
        count("remote put");
        ScriptedCalendar calendar = provider.calendar(calendarId);
        EventSeries seen = calendar.events().get(uid);
        CalendarEvent event = seen == null ? master(uid, "") : seen.events().get(0);
        EventSeries next = EventSeries.of(changed(event));
        calendar.put(next);
        touched(calendarId, uid);
        ledger.edited(seen, next);
    }

    private void remoteDelete(String calendarId, String uid) {
        ScriptedCalendar calendar = provider.calendar(calendarId);
        EventSeries seen = calendar.events().get(uid);
        if (seen != null) {
            count("remote delete");
            calendar.delete(uid);
            touched(calendarId, uid);
            ledger.edited(seen, null);
        }
    }

    private void touched(String calendarId, String uid) {
        touched.computeIfAbsent(calendarId + "/" + uid, key -> new ArrayList<>())
                .add(provider.calendar(calendarId).appliedKeys().size());
    }

    private void remoteGarble(String calendarId, String uid) {
        count("garbled");
        provider.calendar(calendarId).garble(uid, "it is garbled");
    }

    private void localPut(String user, CalendarRef calendar, String uid) {
        CalendarEvents events = sync(user).events(calendar);
        EventSeries seen = events.find(uid).orElse(null);
        CalendarEvent next =
                changed(seen == null ? master(uid, "") : seen.events().get(0));
        if (events.put(next) instanceof EditOutcome.Saved) {
            count("local put");
            ledger.edited(seen, EventSeries.of(next));
        }
    }

    private void localDelete(String user, CalendarRef calendar, String uid) {
        CalendarEvents events = sync(user).events(calendar);
        events.find(uid).ifPresent(seen -> {
            if (events.delete(seen) instanceof EditOutcome.Saved) {
                count("local delete");
                ledger.edited(seen, null);
            }
        });
    }

    private void syncNow(String user) {
        SyncType type = random.nextInt(4) == 0 ? SyncType.FULL : SyncType.INCREMENTAL;
        Priority priority = Priority.values()[random.nextInt(Priority.values().length)];
        count("asked " + type);
        count("asked " + priority);
        int first = random.nextInt(CALENDARS);
        List<CalendarRef> some = calendars.get(user).subList(first, first + 1 + random.nextInt(CALENDARS - first));
        jobs.add(new Asked(user, sync(user).syncNow(some, type, priority).id()));
    }

    private void schedule(String user, CalendarRef calendar) {
        count("scheduled");
        Duration every = Duration.ofMinutes(1 + random.nextInt(15));
        SyncSchedule schedule = SyncSchedule.every(every);
        schedules
                .computeIfAbsent(user, key -> new ArrayList<>())
                .add(sync(user)
                        .schedule(random.nextBoolean() ? schedule.allCalendars() : schedule.calendars(calendar))
                        .id());
    }

    private void unschedule(String user) {
        List<ScheduleId> known = schedules.getOrDefault(user, List.of());
        if (!known.isEmpty()) {
            count("unscheduled");
            sync(user).unschedule(known.remove(random.nextInt(known.size())));
        }
    }

    private void pause(String user, CalendarRef calendar) {
        count("paused");
        sync(user).pause(calendar, "on holiday");
    }

    private void resume(String user, CalendarRef calendar) {
        count("resumed");
        sync(user).resume(calendar);
    }

    private void reconnect(String user) {
        count("reconnected");
        connect(user);
    }

    private void connect(String user) {
        try {
            Account account = sync(user).connect(provider.account(user));
            calendars.put(
                    user,
                    sync(user).calendars(account).stream()
                            .map(RemoteCalendar::ref)
                            .toList());
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** A node crashes or closes, and another one starts, sometimes under the same name. */
    private void nodesComeAndGo() {
        weather.outside(() -> {
            Node gone = nodes.remove(random.nextInt(nodes.size()));
            if (random.nextInt(3) == 0) {
                count("closed");
                gone.engine().close();
            } else {
                count(store.claimedBy(gone.name()) ? "crashed during a run" : "crashed");
                gone.doors().tasks().close();
            }
            boolean sameName = random.nextBoolean();
            count(sameName ? "restarted" : "replaced");
            startNode(sameName ? gone.name() : "node-" + nodesStarted);
        });
    }

    private void startNode(String name) {
        nodesStarted++;
        Environment doors = world.node();
        CalendarSync engine = CalendarSync.builder()
                .store(store)
                .provider(new UnsteadyProvider(provider, weather))
                .listener(this::heard)
                .environment(doors)
                .node(name)
                .pollInterval(Duration.ofSeconds(3))
                .conflicts(policy)
                .concurrency(Concurrency.workers(3).perUser(2))
                .retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(5))
                        .withMaxRetries(4))
                .build();
        engine.start();
        nodes.add(new Node(name, engine, doors));
    }

    private void heard(SyncEvent event) {
        count(event.getClass().getSimpleName());
        if (event instanceof SyncEvent.RunFinished finished) {
            count("finished " + finished.outcome());
        }
        weather.listening();
    }

    UserSync sync(String user) {
        return nodes.get(random.nextInt(nodes.size())).engine().forUser(user);
    }

    /** Faults stop, whoever is paused or unconnected goes on, what is unreadable is repaired. */
    void calm() {
        weather.clear();
        for (String user : USERS) {
            connect(user);
            calendars.get(user).forEach(calendar -> sync(user).resume(calendar));
        }
        for (int i = 0; i < CALENDARS; i++) {
            ScriptedCalendar calendar = provider.calendar("c" + i);
            calendar.events().values().forEach(calendar::put);
        }
    }

    /** Asks for all calendars of a user and waits for them. */
    void syncAll(String user, SyncType type) {
        jobs.add(new Asked(
                user,
                sync(user).syncNow(calendars.get(user), type, Priority.HIGH).id()));
        untilEveryJobEnded();
    }

    /** Waits for it at most for longer than any retry, throttling and turned-back clock. */
    void untilEveryJobEnded() {
        for (int i = 0; i < CALM_MAX && !everyJobEnded(); i++) {
            runFor(CALM);
        }
    }

    private boolean everyJobEnded() {
        return jobs.stream()
                .allMatch(asked -> sync(asked.user())
                        .job(asked.job())
                        .orElseThrow()
                        .status()
                        .isFinal());
    }

    Instant now() {
        return world.time().now();
    }

    @Override
    public void close() {
        weather.clear();
        nodes.forEach(node -> {
            try {
                node.engine().close();
            } catch (StoreUnavailableException away) {
                throw new AssertionError(away);
            }
        });
    }
}
