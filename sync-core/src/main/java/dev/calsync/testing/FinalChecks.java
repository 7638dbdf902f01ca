package dev.calsync.testing;

import dev.calsync.UserSync;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ScheduleId;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.Revision;
import dev.calsync.store.StoredSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What has to be so once the faults have stopped. */
final class FinalChecks {
    private static final int ROUNDS_MAX = 6;
    private static final int LISTED_MAX = 10_000;
    private static final int HISTORY_MAX = 1_000;
    private static final int TASKS_WAITING_MAX = 64;
    private static final long TASKS_MAX = 100_000;
    private static final Duration STEP = Duration.ofSeconds(10);
    /** Longer than any retry, throttling and turned-back clock. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final SimulatedWorld world;
    private final Map<ScheduleId, Integer> firesBefore;
    private boolean stuck;
    private final Map<CalendarRef, Integer> scheduledBefore = new HashMap<>();

    /** To be made when the faults stop. */
    FinalChecks(SimulatedWorld world) {
        this.world = world;
        firesBefore = new HashMap<>(world.books().fires);
        world.books().calendars.forEach((calendar, book) -> scheduledBefore.put(calendar, book.scheduledRuns));
    }

    void run() {
        long before = world.tasks().ran();
        everythingEnds();
        if (!world.violations().isEmpty()) {
            return;
        }
        converge();
        nothingLeftOver();
        everyScheduleFires();
        nothingNewCostsOneRequest();
        noEditLost();
        for (int i = 0; i < People.CALENDARS; i++) {
            world.calls().nothingAppliedTwice(world.provider().calendar("c" + i));
        }
        everythingBounded();
        long ran = world.tasks().ran() - before;
        require(ran <= TASKS_MAX, Invariant.BOUNDED, () -> ran + " tasks ran after the faults had stopped");
    }

    private void everythingEnds() {
        if (stuck) {
            return;
        }
        long until = world.time().nanoTime() + PATIENCE.toNanos();
        while (!world.people().unfinished().isEmpty() && world.time().nanoTime() < until) {
            world.runFor(STEP);
        }
        for (People.Asked asked : world.people().unfinished()) {
            stuck = true;
            UserSync user = world.sync(asked.user());
            world.violations()
                    .add(
                            Invariant.NOTHING_OWED_LOST,
                            user.job(asked.job()) + " does not end: "
                                    + asked.calendars().stream()
                                            .map(calendar -> String.valueOf(user.status(calendar)))
                                            .toList());
        }
    }

    private void syncAll(SyncType type) {
        for (String user : People.USERS) {
            world.people().syncAll(user, type);
        }
        everythingEnds();
    }

    private void converge() {
        int rounds = 0;
        while (rounds++ < ROUNDS_MAX && !agreed()) {
            world.people().approveAll();
            syncAll(SyncType.INCREMENTAL);
        }
        for (String user : People.USERS) {
            for (CalendarRef calendar : world.people().calendars(user)) {
                UserSync sync = world.sync(user);
                int pending = world.local().pending(sync, calendar);
                require(pending == 0, Invariant.CONVERGENCE, () -> pending + " edits of " + calendar + " wait");
                Map<String, String> here = hashes(world.local().all(sync, calendar));
                Map<String, String> there = hashes(there(calendar));
                require(
                        here.equals(there),
                        Invariant.CONVERGENCE,
                        () -> calendar + " has " + here + " here and " + there + " there");
            }
        }
    }

    private boolean agreed() {
        return People.USERS.stream()
                .allMatch(user -> world.people().calendars(user).stream().allMatch(calendar -> {
                    UserSync sync = world.sync(user);
                    return world.local().pending(sync, calendar) == 0
                            && hashes(world.local().all(sync, calendar)).equals(hashes(there(calendar)));
                }));
    }

    private Collection<EventSeries> there(CalendarRef calendar) {
        return world.provider().calendar(calendar.calendarId()).events().values();
    }

    private Map<String, String> hashes(Collection<EventSeries> events) {
        Map<String, String> hashes = new TreeMap<>();
        for (EventSeries series : events) {
            String before = hashes.put(series.uid(), SemanticHash.of(series).text());
            require(before == null, Invariant.NO_DUPLICATE, () -> series.uid() + " is there twice");
        }
        return hashes;
    }

    /**
     * What could not be read, and vanished during a full round that was spread over several runs, is let go by the next
     * full round that is not; so there is one that fits on a page before this looks.
     */
    private void nothingLeftOver() {
        world.provider().pageSize(LISTED_MAX);
        syncAll(SyncType.FULL);
        require(leftOver().isEmpty(), Invariant.CONVERGENCE, () -> "left over: " + leftOver());
    }

    private List<String> leftOver() {
        List<String> left = new ArrayList<>();
        for (String user : People.USERS) {
            for (CalendarRef calendar : world.people().calendars(user)) {
                List<String> quarantined = world.sync(user).quarantine(calendar, LISTED_MAX).stream()
                        .map(one -> one.key() + ": " + one.reason())
                        .toList();
                int open = world.store()
                        .<Integer>inTransaction(
                                tx -> tx.intents().open(calendar, LISTED_MAX).size());
                if (!quarantined.isEmpty() || open > 0) {
                    left.add(calendar + " has in quarantine " + quarantined + ", and " + open + " intents");
                }
            }
        }
        return left;
    }

    /** By the clock, each within its interval and what the clock was turned back. */
    private void everyScheduleFires() {
        long until = world.time().nanoTime()
                + Duration.ofMinutes(2L * People.MINUTES_MAX)
                        .plus(world.calls().turnedBack())
                        .toNanos();
        while (!silent().isEmpty() && world.time().nanoTime() < until) {
            world.runFor(STEP);
        }
        require(silent().isEmpty(), Invariant.NOTHING_OWED_LOST, () -> "nothing fires any more for " + silent());
        everythingEnds();
    }

    /** The schedules that have not fired, and the calendars that no schedule has led to a run, since the faults stopped. */
    private List<Object> silent() {
        List<Object> silent = new ArrayList<>();
        for (String user : People.USERS) {
            List<StoredSchedule> all = world.sync(user).schedules();
            List<StoredSchedule> timed = all.stream()
                    .filter(stored -> !(stored.schedule().trigger() instanceof Trigger.Event))
                    .toList();
            List<ScheduleId> timedIds = timed.stream().map(StoredSchedule::id).toList();
            timed.stream().filter(stored -> !hasFired(stored)).forEach(silent::add);
            for (CalendarRef calendar : world.people().calendars(user)) {
                boolean byTime = SyncSchedule.deciding(calendar, all, StoredSchedule::schedule).stream()
                        .anyMatch(stored -> timedIds.contains(stored.id()));
                CalendarBook book = world.books().calendars.get(calendar);
                int runs = book == null ? 0 : book.scheduledRuns;
                if (byTime && runs <= scheduledBefore.getOrDefault(calendar, 0)) {
                    silent.add(calendar);
                }
            }
        }
        return silent;
    }

    private boolean hasFired(StoredSchedule stored) {
        return world.books().fires.getOrDefault(stored.id(), 0) > firesBefore.getOrDefault(stored.id(), 0);
    }

    private void nothingNewCostsOneRequest() {
        long requests = world.provider().requests();
        long runs = world.chronicle().count(Occurrence.SERVED);
        syncAll(SyncType.INCREMENTAL);
        long asked = world.provider().requests() - requests;
        long served = world.chronicle().count(Occurrence.SERVED) - runs;
        require(
                asked == served,
                Invariant.COST_FOLLOWS_CHANGE,
                () -> served + " runs with nothing new took " + asked + " requests");
    }

    private void noEditLost() {
        List<EventSeries> found = new ArrayList<>();
        for (String user : People.USERS) {
            for (CalendarRef calendar : world.people().calendars(user)) {
                UserSync sync = world.sync(user);
                found.addAll(world.local().all(sync, calendar));
                sync.revisions(calendar, LISTED_MAX).stream()
                        .map(Revision::state)
                        .forEach(found::add);
            }
        }
        Collection<String> lost = world.writers().ledger().lost(found);
        require(lost.isEmpty(), Invariant.NO_LOST_EDIT, () -> "lost edits: " + lost);
    }

    private void everythingBounded() {
        for (String user : People.USERS) {
            for (CalendarRef calendar : world.people().calendars(user)) {
                int rows = world.sync(user).history(calendar, LISTED_MAX).size();
                CalendarBook book = world.books().calendars.get(calendar);
                int ends = Math.min(HISTORY_MAX, book == null ? 0 : book.ends);
                require(
                        rows == ends,
                        Invariant.BOUNDED,
                        () -> calendar + " has " + rows + " rows of history for " + ends + " runs");
            }
        }
        long until = world.time().nanoTime() + PATIENCE.toNanos();
        while (!world.books().owed().isEmpty() && world.time().nanoTime() < until) {
            world.runFor(STEP);
        }
        require(
                world.books().owed().isEmpty(),
                Invariant.NOTHING_OWED_LOST,
                () -> "still owed: " + world.books().owed());
        long tasks = world.tasks().waiting();
        require(tasks <= TASKS_WAITING_MAX, Invariant.BOUNDED, () -> tasks + " tasks wait though nothing is owed");
        long open = world.calls().open();
        require(open == 0, Invariant.BOUNDED, () -> open + " sessions were never closed");
    }

    private void require(boolean holds, Invariant invariant, Supplier<String> otherwise) {
        world.violations().require(holds, invariant, otherwise);
    }
}
