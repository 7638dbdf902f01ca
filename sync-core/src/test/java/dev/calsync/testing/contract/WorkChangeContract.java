package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link WorkChange} says: what waits is changed, what runs goes on. */
public abstract class WorkChangeContract extends StoreContract {

    private WorkItem work(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow();
    }

    private void change(WorkChange... changes) {
        run(tx -> tx.work().change(List.of(changes)));
    }

    private void complete(WorkCompletion completion) {
        assertEquals(List.of(), in(tx -> tx.work().complete(List.of(completion))), "the lease still holds");
    }

    private Optional<Instant> nextDue() {
        return in(tx -> tx.work().nextDue(ALL_BUCKETS, DueCursor.START));
    }

    @Test
    void blockedWork_beginsWhenEachBlockIsLifted() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        request(a);

        change(new WorkChange.Block(a, WorkBlock.PAUSED), new WorkChange.Block(a, WorkBlock.PAUSED));
        change(new WorkChange.Block(a, WorkBlock.ACCOUNT));
        assertEquals(Set.of(WorkBlock.PAUSED, WorkBlock.ACCOUNT), work(a).blocks());
        assertEquals(List.of(), claimAll(node, a));
        assertEquals(Optional.empty(), nextDue());

        change(new WorkChange.Lift(a, WorkBlock.PAUSED));
        assertEquals(Set.of(WorkBlock.ACCOUNT), work(a).blocks(), "blocking twice was blocking once");
        assertEquals(List.of(), claimAll(node, a));

        change(new WorkChange.Lift(a, WorkBlock.ACCOUNT));
        assertEquals(1, claim(node, a).generation());
    }

    @Test
    void liftOfWhatIsNotBlocked_changesNothing() {
        CalendarRef a = calendar("a");
        request(a);
        WorkItem before = work(a);

        time.advance(minutes(1));
        change(new WorkChange.Lift(a, WorkBlock.PAUSED));

        assertEquals(before, work(a));
    }

    @Test
    void lift_leavesADeferralInPlace() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        request(a);
        change(new WorkChange.Defer(a, in(minutes(5)), "quota"), new WorkChange.Block(a, WorkBlock.PAUSED));

        change(new WorkChange.Lift(a, WorkBlock.PAUSED));

        assertEquals(in(minutes(5)), work(a).notBefore());
        assertEquals(List.of(), claimAll(node, a));
    }

    @Test
    void blockDuringARun_holdsForWhatComesAfterIt() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        Lease lease = running(node, a);

        change(new WorkChange.Block(a, WorkBlock.PAUSED));
        run(tx -> tx.fence(lease));
        request(a);
        complete(new WorkCompletion.Served(lease));

        assertEquals(List.of(), claimAll(node, a));
        change(new WorkChange.Lift(a, WorkBlock.PAUSED));
        assertEquals(2, claim(node, a).generation());
    }

    @Test
    void blockBeforeTheFirstRequest_holdsIt() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        change(new WorkChange.Block(a, WorkBlock.ACCOUNT));
        assertFalse(work(a).owed());

        request(a);

        assertEquals(List.of(), claimAll(node, a));
    }

    @Test
    void blocksSurviveADeadNode() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        running(node, a);
        change(new WorkChange.Block(a, WorkBlock.PAUSED));

        run(tx -> tx.nodes().leave(node));

        assertEquals(List.of(), claimAll(node("n2"), a));
        assertEquals(Set.of(WorkBlock.PAUSED), work(a).blocks());
    }

    @Test
    void reprioritize_changesWhatWaitsBothWays() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        request(a, SyncType.FULL, Priority.NORMAL, in(minutes(2)));

        change(new WorkChange.Reprioritize(a, Priority.HIGH));
        assertEquals(Priority.HIGH, work(a).priority());
        change(new WorkChange.Reprioritize(a, Priority.LOW));

        WorkItem item = work(a);
        assertEquals(Priority.LOW, item.priority());
        assertEquals(SyncType.FULL, item.type());
        assertEquals(in(minutes(2)), item.dueAt());
        assertEquals(1, item.generation());
        time.advance(minutes(2));
        assertEquals(Priority.LOW, claim(node, a).priority());
    }

    @Test
    void reprioritizeDuringARun_concernsWhatWaitsOnly() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        Lease lease = running(node, a);
        WorkItem running = work(a);

        change(new WorkChange.Reprioritize(a, Priority.HIGH));
        assertEquals(running, work(a), "nothing waits");

        request(a, SyncType.FULL, Priority.LOW, now());
        change(new WorkChange.Reprioritize(a, Priority.NORMAL));
        assertEquals(Priority.NORMAL, work(a).priority());
        complete(new WorkCompletion.Served(lease));
        assertEquals(Priority.NORMAL, claim(node, a).priority());
    }

    @Test
    void reprioritizeOfWhatIsNotOwed_changesNothing() {
        CalendarRef never = calendar("never");
        change(new WorkChange.Reprioritize(never, Priority.HIGH));

        assertFalse(in(tx -> tx.work().find(never)).map(WorkItem::owed).orElse(false));
    }

    @Test
    void withdrawnWork_isNotOwedAndCountsAsServed() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        complete(new WorkCompletion.Retry(running(node, a), now(), "no answer"));

        change(new WorkChange.Withdraw(a, 1));

        assertFalse(work(a).owed());
        assertEquals(1, work(a).served());
        assertEquals(0, work(a).attempts(), "the next one begins afresh");
        assertEquals(List.of(), claimAll(node, a));
        assertEquals(Optional.empty(), nextDue());
        assertEquals(2, request(a), "the next request is another generation");
    }

    @Test
    void withdrawalOfAnotherGeneration_changesNothing() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        complete(new WorkCompletion.Served(running(node, a)));
        assertEquals(2, request(a));
        WorkItem before = work(a);

        change(new WorkChange.Withdraw(a, 1), new WorkChange.Withdraw(a, 3));

        assertEquals(before, work(a));
    }

    @Test
    void withdrawalDuringARun_takesBackWhatComesAfterItOnly() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        Lease lease = running(node, a);
        change(new WorkChange.Withdraw(a, 1));
        assertTrue(work(a).running(), "what runs does not wait");
        assertEquals(2, request(a, SyncType.FULL, Priority.HIGH, now()));

        change(new WorkChange.Withdraw(a, 2));

        run(tx -> tx.fence(lease));
        assertEquals(1, work(a).generation());
        complete(new WorkCompletion.Served(lease));
        assertFalse(work(a).owed());
        assertEquals(2, request(a));
    }

    @Test
    void withdrawalDuringARun_leavesTheRunsOwnDemandToBeRetried() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        request(a, SyncType.INCREMENTAL, Priority.LOW, now());
        Lease lease = claim(node, a);
        request(a, SyncType.FULL, Priority.HIGH, now());

        change(new WorkChange.Withdraw(a, 2));
        complete(new WorkCompletion.Yielded(lease));

        Lease again = claim(node, a);
        assertEquals(SyncType.INCREMENTAL, again.type());
        assertEquals(Priority.LOW, again.priority());
        assertEquals(1, again.generation());
    }

    @Test
    void changes_areMadeInTheirOrder() {
        CalendarRef a = calendar("a");
        request(a);

        change(
                new WorkChange.Defer(a, in(minutes(1)), "first"),
                new WorkChange.Defer(a, null, null),
                new WorkChange.Block(a, WorkBlock.PAUSED),
                new WorkChange.Lift(a, WorkBlock.PAUSED),
                new WorkChange.Reprioritize(a, Priority.LOW),
                new WorkChange.Reprioritize(a, Priority.HIGH));

        assertNull(work(a).notBefore());
        assertEquals(Set.of(), work(a).blocks());
        assertEquals(Priority.HIGH, work(a).priority());
    }
}
