package dev.calsync.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.auth.Sealed;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.LocalChange;
import dev.calsync.store.NodeLease;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import dev.calsync.testing.contract.SyncStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemorySyncStoreTest extends SyncStoreContract {
    private final ManualTime time = ManualTime.atNewYear();
    private final MemorySyncStore store = MemorySyncStore.create(time);

    @Override
    protected SyncStore open(TimeSource time) {
        return MemorySyncStore.create(time);
    }

    private List<CalendarRef> calendars(int users, int ofEach) {
        List<CalendarRef> refs = new ArrayList<>();
        store.inTransaction(tx -> {
            for (int i = 0; i < users; i++) {
                UserId user = UserId.of("user-" + i);
                AccountId account = AccountId.of("account-" + i);
                Account stored = new Account(account, user, ProviderId.of("caldav"), "me", Map.of());
                tx.accounts().put(new StoredAccount(stored, Sealed.NOTHING));
                for (int j = 0; j < ofEach; j++) {
                    CalendarRef ref = new CalendarRef(account, "calendar-" + j);
                    tx.calendars().put(List.of(new StoredCalendar(user, new RemoteCalendar(ref, "", true), null)));
                    refs.add(ref);
                }
            }
            return true;
        });
        return refs;
    }

    private static UserId owner(StoreTransaction tx, CalendarRef calendar) {
        return tx.calendars().find(calendar).orElseThrow().user();
    }

    private static RunRecord record(Lease lease, int number, Instant at) {
        return new RunRecord(
                RunId.of("run-" + number),
                lease.calendar(),
                lease.user(),
                lease.demand(),
                1,
                at,
                at,
                "n1",
                JobStatus.COMPLETED,
                SyncReport.NONE,
                RunCost.NONE,
                null,
                null);
    }

    @Test
    void memoryOutlivesNoProcess() {
        assertFalse(store.durable());
    }

    @Test
    void closedStore_stillServesTheOtherEnginesThatShareIt() {
        List<CalendarRef> calendars = calendars(1, 1);

        store.close();

        assertEquals(
                1,
                store.inTransaction(tx -> tx.accounts().ofUser(UserId.of("user-0")))
                        .size());
        assertTrue(
                store.inTransaction(tx -> tx.calendars().find(calendars.get(0))).isPresent());
    }

    @Test
    void historyOfACalendar_isBounded() {
        CalendarRef calendar = calendars(1, 1).get(0);
        int runs = MemoryRunStore.MAX_PER_CALENDAR + 7;
        RunRecord template = store.inTransaction(tx -> {
            NodeLease node = tx.nodes().join("n1", Duration.ofHours(1), Set.of(Region.DEFAULT));
            tx.nodes().balance(node);
            tx.work()
                    .request(List.of(new WorkRequest(
                            calendar, owner(tx, calendar), SyncType.FULL, Priority.LOW, tx.now(), WorkCause.REQUEST)));
            return record(tx.work().claim(node, List.of(calendar), tx.now()).get(0), 0, tx.now());
        });

        store.inTransaction(tx -> {
            for (int i = 0; i < runs; i++) {
                tx.runs().append(List.of(template));
            }
            return true;
        });

        List<RunRecord> kept = store.inTransaction(tx -> tx.runs().ofCalendar(calendar, runs));
        assertEquals(MemoryRunStore.MAX_PER_CALENDAR, kept.size());
    }

    @Test
    void overlapping_leavesOutSeriesWhoseLastInstanceIsKnownToBeOver() {
        CalendarRef calendar = calendars(1, 1).get(0);
        Instant start = time.now();
        int number = 0;
        for (String rule : List.of("RRULE:FREQ=DAILY;COUNT=5", "RRULE:FREQ=DAILY;UNTIL=20260105T000000Z")) {
            CalendarEvent event = CalendarEvent.builder("uid")
                    .start(EventTime.at(start))
                    .recurrence(List.of(rule))
                    .build();
            LocalChange change = new LocalChange(SeriesId.of("s" + number++), 0, EventSeries.of(event));
            store.inTransaction(tx -> tx.replica().edit(calendar, change));
        }

        assertEquals(2, overlapping(calendar, start.plus(Duration.ofDays(4))));
        assertEquals(0, overlapping(calendar, start.plus(Duration.ofDays(5))));
    }

    private int overlapping(CalendarRef calendar, Instant from) {
        return store.inTransaction(tx -> tx.replica()
                .overlapping(calendar, from, from.plus(Duration.ofDays(1)), null, 9)
                .size());
    }

    /** A day of syncs every fifteen minutes for 100 calendars, as an engine of one node asks for them. */
    @Test
    void dayOfRuns_takesWellUnderASecond() {
        List<CalendarRef> calendars = calendars(50, 2);
        NodeLease node = store.inTransaction(tx -> tx.nodes().join("n1", Duration.ofDays(9), Set.of(Region.DEFAULT)));
        Set<Integer> buckets = store.inTransaction(tx -> tx.nodes().balance(node));

        int runs = assertTimeout(Duration.ofSeconds(3), () -> day(calendars, node, buckets));

        assertEquals(9_600, runs);
    }

    private int day(List<CalendarRef> calendars, NodeLease node, Set<Integer> buckets) {
        int runs = 0;
        for (int quarter = 0; quarter < 96; quarter++) {
            for (CalendarRef calendar : calendars) {
                store.inTransaction(tx -> tx.work()
                        .request(List.of(new WorkRequest(
                                calendar,
                                owner(tx, calendar),
                                SyncType.INCREMENTAL,
                                Priority.NORMAL,
                                tx.now(),
                                WorkCause.REQUEST))));
            }
            while (runOne(node, buckets, runs)) {
                runs++;
            }
            time.advance(Duration.ofMinutes(15));
        }
        return runs;
    }

    private boolean runOne(NodeLease node, Set<Integer> buckets, int number) {
        List<WorkItem> due = store.inTransaction(tx -> tx.work().due(buckets, DueCursor.START, tx.now(), 1));
        if (due.isEmpty()) {
            return false;
        }
        Lease lease = store.inTransaction(
                        tx -> tx.work().claim(node, List.of(due.get(0).calendar()), tx.now()))
                .get(0);
        store.inTransaction(tx -> {
            tx.fence(lease);
            tx.checkpoints().putWorkerCheckpoint(lease.calendar(), "cursor-" + number);
            return true;
        });
        List<Lease> lost = store.inTransaction(tx -> {
            tx.runs().append(List.of(record(lease, number, tx.now())));
            return tx.work().complete(List.of(new WorkCompletion.Served(lease)));
        });
        store.inTransaction(tx -> tx.work().nextDue(buckets, DueCursor.START));
        return lost.isEmpty();
    }
}
