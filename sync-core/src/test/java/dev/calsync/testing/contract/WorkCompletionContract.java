package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link WorkStore} promises about how runs end, and about holding work back. */
public abstract class WorkCompletionContract extends StoreContract {

    private WorkItem work(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow();
    }

    private List<Lease> lost(WorkCompletion... completions) {
        return in(tx -> tx.work().complete(List.of(completions)));
    }

    private void complete(WorkCompletion completion) {
        assertEquals(List.of(), lost(completion), "the lease still holds");
    }

    private boolean isDue(CalendarRef calendar, Instant at) {
        return in(tx -> tx.work().due(ALL_BUCKETS, DueCursor.START, at, 9)).stream()
                .anyMatch(item -> item.calendar().equals(calendar));
    }

    @Test
    void served_owesNothingMore() {
        CalendarRef calendar = calendar("a");

        complete(new WorkCompletion.Served(running(node("n1"), calendar)));

        WorkItem item = work(calendar);
        assertEquals(1, item.served());
        assertFalse(item.owed());
        assertFalse(item.running());
        assertEquals(Optional.empty(), in(tx -> tx.work().nextDue(ALL_BUCKETS, DueCursor.START)));
    }

    @Test
    void served_countsAttemptsAnew() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        complete(new WorkCompletion.Retry(running(node, calendar), now(), "no answer"));
        Lease second = claim(node, calendar);
        assertEquals(1, second.attempts());

        complete(new WorkCompletion.Served(second));

        assertEquals(0, work(calendar).attempts());
        assertEquals(0, running(node, calendar).attempts());
    }

    @Test
    void retry_countsAnAttemptAndWaits() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar, SyncType.FULL, Priority.HIGH, now());
        Instant since = now();
        time.advance(minutes(0).plusSeconds(1));

        complete(new WorkCompletion.Retry(claim(node, calendar), in(minutes(2)), "no answer"));

        WorkItem item = work(calendar);
        assertTrue(item.owed());
        assertEquals(1, item.generation(), "it is the same generation");
        assertEquals(1, item.attempts());
        assertEquals(in(minutes(2)), item.dueAt());
        assertEquals(SyncType.FULL, item.type());
        assertEquals(Priority.HIGH, item.priority());
        assertEquals(since, item.owedSince());
        assertEquals(List.of(), claimAll(node, calendar));
    }

    @Test
    void retry_isMovedForwardByAnEarlierRequest() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        complete(new WorkCompletion.Retry(running(node, calendar), in(minutes(9)), "no answer"));

        assertEquals(1, request(calendar, SyncType.INCREMENTAL, Priority.NORMAL, in(minutes(1))));
        assertEquals(in(minutes(1)), work(calendar).dueAt());
        request(calendar, SyncType.INCREMENTAL, Priority.NORMAL, in(minutes(20)));
        assertEquals(in(minutes(1)), work(calendar).dueAt());
        assertEquals(1, work(calendar).attempts(), "the attempts stay counted");
    }

    @Test
    void retry_isMovedForwardByARequestDuringTheRun() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar, SyncType.FULL, Priority.LOW, now());
        Lease lease = claim(node, calendar);
        request(calendar, SyncType.INCREMENTAL, Priority.HIGH, in(minutes(1)));

        complete(new WorkCompletion.Retry(lease, in(minutes(9)), "no answer"));

        WorkItem item = work(calendar);
        assertEquals(in(minutes(1)), item.dueAt());
        assertEquals(2, item.generation(), "one run will serve both");
        assertEquals(SyncType.FULL, item.type());
        assertEquals(Priority.HIGH, item.priority());
        time.advance(minutes(1));
        assertEquals(2, claim(node, calendar).generation());
    }

    @Test
    void deferred_countsNoAttemptAndNoRequestOverridesIt() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Instant until = now().plusSeconds(10);
        complete(new WorkCompletion.Deferred(running(node, calendar), until, "the provider's quota is used up"));
        request(calendar, SyncType.FULL, Priority.HIGH, now());

        WorkItem item = work(calendar);
        assertEquals(0, item.attempts());
        assertEquals(until, item.dueAt());
        assertEquals(until, item.notBefore());
        assertEquals("the provider's quota is used up", item.reason());
        assertEquals(1, item.generation());
        assertEquals(List.of(), claimAll(node, calendar));
        assertFalse(isDue(calendar, until.minusMillis(1)));
        time.advance(minutes(0).plusSeconds(10));
        assertTrue(isDue(calendar, until));
        assertEquals(SyncType.FULL, claim(node, calendar).type());
        assertNull(work(calendar).notBefore(), "what held it back is over");
        assertNull(work(calendar).reason());
    }

    @Test
    void yielded_isDueAtOnceWithoutAnAttempt() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        request(calendar, SyncType.FULL, Priority.LOW, now());

        complete(new WorkCompletion.Yielded(claim(node, calendar)));

        Lease again = claim(node, calendar);
        assertEquals(0, again.attempts());
        assertEquals(1, again.generation());
        assertEquals(SyncType.FULL, again.type());
    }

    @Test
    void hold_keepsWorkBackUntilItIsLifted() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Instant farAway = Instant.parse("9999-01-01T00:00:00Z");
        request(calendar);

        run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, farAway, "on holiday"))));
        request(calendar, SyncType.FULL, Priority.HIGH, now());

        assertEquals(List.of(), claimAll(node, calendar));
        assertEquals(farAway, work(calendar).dueAt());
        assertEquals("on holiday", work(calendar).reason());
        run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, null, null))));
        assertEquals(now(), work(calendar).dueAt());
        assertNull(work(calendar).notBefore());
        assertEquals(1, claim(node, calendar).generation());
    }

    @Test
    void holdBeforeTheFirstRequest_holdsIt() {
        CalendarRef calendar = calendar("a");

        run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, in(minutes(5)), "not yet"))));

        assertFalse(work(calendar).owed());
        assertFalse(isDue(calendar, in(minutes(9))), "nothing is owed");
        assertEquals(1, request(calendar));
        assertEquals(in(minutes(5)), work(calendar).dueAt());
        assertFalse(isDue(calendar, now()));
    }

    @Test
    void hold_takesThePlaceOfTheOneBefore() {
        CalendarRef calendar = calendar("a");
        request(calendar);
        run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, in(minutes(5)), "long"))));

        run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, in(minutes(1)), "short"))));

        assertEquals(in(minutes(1)), work(calendar).dueAt());
        assertEquals("short", work(calendar).reason());
    }

    @Test
    void holdDuringARun_isThereWhenItEnds() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(node, calendar);
        run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, in(minutes(5)), "on holiday"))));
        assertTrue(work(calendar).running(), "the run goes on");
        run(tx -> tx.fence(lease));

        complete(new WorkCompletion.Served(lease));
        request(calendar);

        assertEquals(in(minutes(5)), work(calendar).dueAt());
    }

    @Test
    void longerHoldDuringARun_outlastsADeferral() {
        NodeLease node = node("n1");
        CalendarRef held = calendar("held");
        CalendarRef deferred = calendar("deferred");
        Lease heldLonger = running(node, held);
        Lease deferredLonger = running(node, deferred);
        run(tx -> tx.work().change(List.of(new WorkChange.Defer(held, in(minutes(9)), "on holiday"))));
        run(tx -> tx.work().change(List.of(new WorkChange.Defer(deferred, in(minutes(1)), "on holiday"))));

        complete(new WorkCompletion.Deferred(heldLonger, in(minutes(5)), "quota"));
        complete(new WorkCompletion.Deferred(deferredLonger, in(minutes(5)), "quota"));

        assertEquals(in(minutes(9)), work(held).dueAt());
        assertEquals("on holiday", work(held).reason());
        assertEquals(in(minutes(5)), work(deferred).dueAt());
        assertEquals("quota", work(deferred).reason());
    }

    @Test
    void holdNeedsBothOrNeither() {
        CalendarRef calendar = calendar("a");

        assertThrows(
                IllegalArgumentException.class,
                () -> run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, now(), null)))));
        assertThrows(
                IllegalArgumentException.class,
                () -> run(tx -> tx.work().change(List.of(new WorkChange.Defer(calendar, null, "why")))));
    }

    @Test
    void completingTwice_isReportedAndChangesNothing() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(node, calendar);
        complete(new WorkCompletion.Served(lease));
        request(calendar);
        WorkItem before = work(calendar);

        assertEquals(List.of(lease), lost(new WorkCompletion.Served(lease)));

        assertEquals(before, work(calendar));
        Lease next = claim(node, calendar);
        assertEquals(List.of(lease), lost(new WorkCompletion.Retry(lease, now(), "late")), "an older token");
        assertTrue(work(calendar).running());
        assertEquals(List.of(), lost(new WorkCompletion.Served(next)));
    }

    @Test
    void completions_countOneByOne() {
        NodeLease node = node("n1");
        CalendarRef first = calendar("first");
        CalendarRef second = calendar("second");
        Lease stale = running(node, first);
        complete(new WorkCompletion.Yielded(stale));
        Lease good = running(node, second);

        assertEquals(List.of(stale), lost(new WorkCompletion.Served(stale), new WorkCompletion.Served(good)));

        assertTrue(work(first).owed());
        assertFalse(work(second).owed());
    }

    @Test
    void postponed_isDueThen_countsNoAttempt_andGivesWayToWhoAsks() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        CalendarRef other = calendar("b");
        complete(new WorkCompletion.Postponed(running(node, calendar), in(minutes(9))));
        complete(new WorkCompletion.Postponed(running(node, other), in(minutes(9))));

        assertEquals(0, work(calendar).attempts());
        assertEquals(0, work(calendar).served());
        assertNull(work(calendar).notBefore());
        assertFalse(isDue(calendar, in(minutes(8))));
        assertTrue(isDue(calendar, in(minutes(9))));
        assertEquals(1, request(calendar), "it is still the same generation");
        assertTrue(isDue(calendar, now()));
        assertFalse(isDue(other, now()));
    }
}
