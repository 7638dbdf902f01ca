package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link WorkStore} promises about asking for work and claiming it. */
public abstract class WorkStoreContract extends StoreContract {

    final WorkItem work(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow();
    }

    final void complete(WorkCompletion completion) {
        assertEquals(List.of(), in(tx -> tx.work().complete(List.of(completion))), "the lease still holds");
    }

    final List<CalendarRef> due(Set<Integer> buckets, Instant at, int limit) {
        return in(tx -> tx.work().due(buckets, DueCursor.START, at, limit)).stream()
                .map(WorkItem::calendar)
                .toList();
    }

    @Test
    void calendarWithoutRequests_hasNoRow() {
        CalendarRef calendar = calendar("a");

        assertEquals(Optional.empty(), in(tx -> tx.work().find(calendar)));
    }

    @Test
    void firstRequest_startsTheFirstGeneration() {
        CalendarRef calendar = calendar("a");

        long generation = request(calendar, SyncType.FULL, Priority.LOW, in(minutes(5)));

        assertEquals(1, generation);
        WorkItem expected = new WorkItem(
                calendar,
                ALICE,
                ProviderId.of("caldav"),
                Buckets.of(ALICE),
                1,
                0,
                0,
                new WorkDemand(SyncType.FULL, Priority.LOW, in(minutes(5)), now(), EnumSet.of(WorkCause.REQUEST), null),
                work(calendar).readAt(),
                null,
                null,
                Set.of(),
                0);
        assertEquals(in(minutes(5)), work(calendar).readAt().at());
        assertEquals(expected, work(calendar));
        assertTrue(work(calendar).owed());
    }

    @Test
    void requestsWhileOneWaits_joinItsGeneration() {
        CalendarRef calendar = calendar("a");
        Instant first = now();
        request(calendar, SyncType.INCREMENTAL, Priority.LOW, in(minutes(9)));
        time.advance(minutes(1));

        assertEquals(1, request(calendar, SyncType.FULL, Priority.NORMAL, in(minutes(20))));
        assertEquals(1, request(calendar, SyncType.INCREMENTAL, Priority.HIGH, in(minutes(2))));
        assertEquals(1, request(calendar, SyncType.INCREMENTAL, Priority.LOW, in(minutes(3))));

        WorkItem item = work(calendar);
        assertEquals(SyncType.FULL, item.type(), "the widest");
        assertEquals(Priority.HIGH, item.priority(), "the strongest");
        assertEquals(in(minutes(2)), item.dueAt(), "the earliest");
        assertEquals(first, item.owedSince());
    }

    @Test
    void requestsDuringARun_startExactlyOneMore() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(node, calendar);

        assertEquals(2, request(calendar, SyncType.INCREMENTAL, Priority.LOW, now()));
        assertEquals(2, request(calendar, SyncType.FULL, Priority.LOW, in(minutes(4))));
        assertEquals(2, request(calendar, SyncType.INCREMENTAL, Priority.HIGH, in(minutes(2))));

        assertEquals(1, lease.generation());
        WorkItem item = work(calendar);
        assertTrue(item.running());
        assertEquals(1, item.claimed());
        assertEquals(SyncType.FULL, item.type());
        assertEquals(Priority.HIGH, item.priority());
        assertEquals(List.of(), due(ALL_BUCKETS, in(minutes(9)), 9), "one run at a time");
        assertEquals(List.of(), claimAll(node, calendar), "one run at a time");
        complete(new WorkCompletion.Served(lease));
        assertEquals(2, claim(node, calendar).generation());
    }

    @Test
    void whatIsAskedForDuringARun_doesNotLeakIntoIt() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar, SyncType.FULL, Priority.HIGH, now());
        Lease strong = claim(node, calendar);
        Instant asked = in(minutes(3));
        time.advance(minutes(1));
        Instant since = now();
        request(calendar, SyncType.INCREMENTAL, Priority.LOW, asked);

        complete(new WorkCompletion.Served(strong));

        time.advance(minutes(5));
        Lease weak = claim(node, calendar);
        assertEquals(SyncType.INCREMENTAL, weak.type(), "what was served is not owed again");
        assertEquals(Priority.LOW, weak.priority());
        assertEquals(since, weak.owedSince());
    }

    @Test
    void requestAfterAllIsServed_startsTheNextGeneration() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar, SyncType.FULL, Priority.HIGH, now());
        complete(new WorkCompletion.Served(claim(node, calendar)));
        assertFalse(work(calendar).owed());

        assertEquals(2, request(calendar, SyncType.INCREMENTAL, Priority.LOW, now()));

        assertEquals(SyncType.INCREMENTAL, work(calendar).type());
        assertEquals(Priority.LOW, work(calendar).priority());
    }

    @Test
    void requests_areAnsweredInTheirOrder() {
        NodeLease node = node("n1");
        CalendarRef ran = calendar("ran");
        CalendarRef fresh = calendar("fresh");
        complete(new WorkCompletion.Served(running(node, ran)));

        List<Long> generations = in(tx -> tx.work()
                .request(List.of(
                        new WorkRequest(fresh, ALICE, SyncType.FULL, Priority.LOW, now(), WorkCause.REQUEST),
                        new WorkRequest(ran, ALICE, SyncType.FULL, Priority.LOW, now(), WorkCause.REQUEST),
                        new WorkRequest(fresh, ALICE, SyncType.FULL, Priority.LOW, now(), WorkCause.REQUEST))));

        assertEquals(List.of(1L, 2L, 1L), generations);
    }

    @Test
    void requestForACalendarThatIsNotKept_isRefused() {
        CalendarRef kept = calendar("a");
        CalendarRef stranger = new CalendarRef(AccountId.of("nobody"), "x");

        assertThrows(
                IllegalArgumentException.class,
                () -> run(tx -> tx.work()
                        .request(List.of(
                                new WorkRequest(kept, ALICE, SyncType.FULL, Priority.LOW, now(), WorkCause.REQUEST),
                                new WorkRequest(
                                        stranger, ALICE, SyncType.FULL, Priority.LOW, now(), WorkCause.REQUEST)))));
        assertThrows(
                IllegalArgumentException.class,
                () -> run(tx -> tx.work().change(List.of(new WorkChange.Defer(stranger, now(), "why")))));

        assertEquals(Optional.empty(), in(tx -> tx.work().find(kept)), "nothing was asked for");
        assertEquals(Optional.empty(), in(tx -> tx.work().find(stranger)));
    }

    @Test
    void requestForAnotherUsersCalendar_isRefused() {
        CalendarRef calendar = calendar("a");
        List<WorkRequest> bobs =
                List.of(new WorkRequest(calendar, BOB, SyncType.FULL, Priority.LOW, now(), WorkCause.REQUEST));

        assertThrows(IllegalArgumentException.class, () -> run(tx -> tx.work().request(bobs)));
    }

    @Test
    void due_isInOrderOfTimeAndWithinItsLimit() {
        CalendarRef late = calendar("late");
        CalendarRef early = calendar("early");
        CalendarRef future = calendar("future");
        CalendarRef running = calendar("running");
        running(node("n1"), running);
        request(late, SyncType.FULL, Priority.HIGH, in(minutes(2)));
        request(early, SyncType.INCREMENTAL, Priority.LOW, in(minutes(1)));
        request(future, SyncType.INCREMENTAL, Priority.LOW, in(minutes(3)));

        assertEquals(List.of(), due(ALL_BUCKETS, now(), 9));
        assertEquals(List.of(early, late), due(ALL_BUCKETS, in(minutes(2)), 9), "a time includes itself");
        assertEquals(List.of(early), due(ALL_BUCKETS, in(minutes(2)), 1));
        assertEquals(Optional.of(in(minutes(1))), in(tx -> tx.work().nextDue(ALL_BUCKETS, DueCursor.START)));
    }

    @Test
    void due_looksIntoTheGivenBucketsOnly() {
        CalendarRef alices = calendar("a");
        CalendarRef bobs = calendar(BOB, "bob-1", "b");
        request(alices, SyncType.FULL, Priority.HIGH, in(minutes(1)));
        request(bobs, SyncType.FULL, Priority.HIGH, in(minutes(2)));
        Set<Integer> bobsOnly = Set.of(Buckets.of(BOB));

        assertEquals(List.of(bobs), due(bobsOnly, in(minutes(5)), 9));
        assertEquals(Optional.of(in(minutes(2))), in(tx -> tx.work().nextDue(bobsOnly, DueCursor.START)));
        assertEquals(List.of(alices, bobs), due(Set.of(Buckets.of(BOB), Buckets.of(ALICE)), in(minutes(5)), 9));
        assertEquals(List.of(), due(Set.of(), in(minutes(5)), 9));
        assertEquals(Optional.empty(), in(tx -> tx.work().nextDue(Set.of(), DueCursor.START)));
    }

    @Test
    void claim_leavesOutWhatCannotBegin() {
        NodeLease node = node("n1");
        CalendarRef due = calendar("due");
        CalendarRef future = calendar("future");
        CalendarRef never = calendar("never");
        CalendarRef running = calendar("running");
        CalendarRef served = calendar("served");
        CalendarRef stranger = new CalendarRef(AccountId.of("nobody"), "x");
        running(node, running);
        complete(new WorkCompletion.Served(running(node, served)));
        request(due);
        request(future, SyncType.FULL, Priority.HIGH, in(minutes(1)));

        List<Lease> leases = claimAll(node, future, never, running, served, due, stranger, due);

        assertEquals(List.of(due), leases.stream().map(Lease::calendar).toList());
        assertEquals(Optional.of(in(minutes(1))), in(tx -> tx.work().nextDue(ALL_BUCKETS, DueCursor.START)));
    }

    @Test
    void claim_tellsWhatIsOwed() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar, SyncType.FULL, Priority.HIGH, now());
        Instant since = now();
        time.advance(minutes(0).plusSeconds(2));

        Lease lease = claim(node, calendar);

        assertEquals(calendar, lease.calendar());
        assertEquals(ALICE, lease.user());
        assertEquals(node.node(), lease.node().node());
        assertEquals(node.epoch(), lease.node().epoch());
        assertEquals(1, lease.generation());
        assertEquals(SyncType.FULL, lease.type());
        assertEquals(Priority.HIGH, lease.priority());
        assertEquals(0, lease.attempts());
        assertEquals(since, lease.owedSince());
    }

    @Test
    void claimInABucketOfAnotherNode_isLeftOut() {
        node("n1");
        NodeLease without = node("n2");
        CalendarRef calendar = calendar("a");
        request(calendar);

        assertEquals(List.of(), claimAll(without, calendar), "the first node owns every bucket");
    }

    @Test
    void claimWithALostNodeLease_isRefused() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar);
        time.advance(LEASE);

        assertThrows(LeaseLostException.class, () -> claimAll(node, calendar));

        assertFalse(work(calendar).running());
    }

    @Test
    void usersIdsAreComparedCaseSensitively() {
        UserId lower = UserId.of("zoe");
        UserId upper = UserId.of("ZOE");
        CalendarRef ofLower = calendar(lower, "acc", "cal");
        CalendarRef ofUpper = calendar(upper, "ACC", "cal");
        CalendarRef sibling = calendar(lower, "acc", "CAL");
        request(ofUpper);

        assertEquals(Optional.empty(), in(tx -> tx.work().find(ofLower)));
        assertEquals(Optional.empty(), in(tx -> tx.work().find(sibling)));
        assertEquals(upper, work(ofUpper).user());
    }
}
