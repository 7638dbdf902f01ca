package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.schedule.MisfirePolicy;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns fire times that have come into owed work. The request and the schedule's next fire time are one transaction, so
 * that a crash neither loses a fire nor repeats it; whatever was missed while nobody fired is one fire.
 */
public final class ScheduleFirer {
    private static final int BATCH = 200;
    /** A fire this much late is still in time: nobody looks at the clock all the time. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final SyncStore store;

    ScheduleFirer(SyncStore store) {
        this.store = store;
    }

    /** Fires what is due in these buckets. */
    void fireDue(Set<Integer> buckets) {
        int fired = BATCH;
        while (fired == BATCH) {
            fired = store.inTransaction(tx -> {
                List<StoredSchedule> due = tx.schedules().due(buckets, tx.now(), BATCH);
                due.forEach(schedule -> fire(tx, schedule));
                return due.size();
            });
        }
    }

    private static void fire(StoreTransaction tx, StoredSchedule stored) {
        Instant now = tx.now();
        Instant planned = stored.nextFireAt();
        boolean late = planned != null && planned.plus(GRACE).isBefore(now);
        if (!(late && stored.schedule().misfire() instanceof MisfirePolicy.Skip)) {
            request(tx, stored);
        }
        Instant next = stored.schedule().nextAfter(stored.id(), now).orElse(null);
        tx.schedules()
                .put(List.of(new StoredSchedule(stored.id(), stored.user(), stored.schedule(), next, stored.paused())));
    }

    /** Asks for every calendar that the schedule decides about. Returns which. */
    public static List<CalendarRef> request(StoreTransaction tx, StoredSchedule stored) {
        List<StoredSchedule> all = tx.schedules().ofUser(stored.user()).stream()
                .filter(schedule -> schedule.paused() == null)
                .toList();
        List<CalendarRef> asked = new ArrayList<>();
        List<WorkRequest> requests = new ArrayList<>();
        SyncSchedule schedule = stored.schedule();
        WorkCause cause = schedule.trigger() instanceof Trigger.Event ? WorkCause.EVENT : WorkCause.SCHEDULE;
        for (StoredCalendar calendar : tx.calendars().ofUser(stored.user())) {
            CalendarRef ref = calendar.calendar().ref();
            if (calendar.paused() == null && decides(stored, ref, all)) {
                asked.add(ref);
                requests.add(new WorkRequest(
                        ref, stored.user(), schedule.type(), schedule.priority(), tx.now(), cause, stored.id(), null));
            }
        }
        if (!requests.isEmpty()) {
            tx.work().request(requests);
        }
        return asked;
    }

    private static boolean decides(StoredSchedule stored, CalendarRef calendar, List<StoredSchedule> all) {
        return SyncSchedule.deciding(calendar, all, StoredSchedule::schedule).stream()
                .anyMatch(winner -> winner.id().equals(stored.id()));
    }
}
