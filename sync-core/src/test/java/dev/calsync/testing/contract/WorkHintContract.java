package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.Debounce;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of hints, of which many may come: few runs, none too late. */
public abstract class WorkHintContract extends StoreContract {
    private static final Debounce DEBOUNCE = new Debounce(Duration.ofSeconds(2), Duration.ofSeconds(10));

    private long hint(CalendarRef calendar) {
        // The due time of a hint does not count.
        return hint(calendar, in(minutes(60)));
    }

    private long hint(CalendarRef calendar, Instant dueAt) {
        WorkRequest hint = new WorkRequest(
                calendar, ALICE, SyncType.INCREMENTAL, Priority.NORMAL, dueAt, WorkCause.EVENT, null, DEBOUNCE);
        return in(tx -> tx.work().request(List.of(hint))).get(0);
    }

    private WorkItem work(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow();
    }

    private void seconds(long count) {
        time.advance(Duration.ofSeconds(count));
    }

    private void complete(WorkCompletion completion) {
        assertEquals(List.of(), in(tx -> tx.work().complete(List.of(completion))), "the lease still holds");
    }

    @Test
    void firstHint_isDueAtOnce() {
        CalendarRef a = calendar("a");

        assertEquals(1, hint(a));

        assertEquals(now(), work(a).dueAt());
        assertEquals(now(), work(a).owedSince());
        assertEquals(Set.of(WorkCause.EVENT), work(a).demand().causes());
        assertEquals(1, claim(node("n1"), a).generation());
    }

    @Test
    void laterHints_moveTheDueTimeUntilTheMostThatAHintWaits() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        hint(a);
        complete(new WorkCompletion.Served(claim(node, a)));
        seconds(1);
        Instant first = now();

        assertEquals(2, hint(a));
        assertEquals(first.plusSeconds(2), work(a).dueAt(), "quiet after the last");
        for (int i = 1; i <= 6; i++) {
            seconds(1);
            assertEquals(2, hint(a), "they join");
            assertEquals(first.plusSeconds(i + 2), work(a).dueAt());
            assertEquals(List.of(), claimAll(node, a));
        }
        seconds(1);
        hint(a);
        seconds(1);
        hint(a);
        seconds(1);
        hint(a);
        assertEquals(first.plusSeconds(10), work(a).dueAt(), "no longer than the first may wait");
        assertEquals(first, work(a).owedSince());
        seconds(1);
        assertEquals(2, claim(node, a).generation());
    }

    @Test
    void hintAfterQuiet_isDueAtOnceAgain() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        hint(a);
        complete(new WorkCompletion.Served(claim(node, a)));
        seconds(2);

        assertEquals(2, hint(a));

        assertEquals(now(), work(a).dueAt());
    }

    @Test
    void hint_doesNotTouchWhatWasAskedForOtherwise() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        hint(a);
        complete(new WorkCompletion.Served(claim(node, a)));
        seconds(1);
        Instant due = in(Duration.ofSeconds(1));
        request(a, SyncType.FULL, Priority.LOW, due);
        assertEquals(2, hint(a));

        assertEquals(due, work(a).dueAt(), "the earlier of the two");
        for (int i = 0; i < 3; i++) {
            hint(a);
        }
        assertEquals(due, work(a).dueAt(), "hints do not put it off");
        assertEquals(SyncType.FULL, work(a).type());
        assertEquals(Priority.NORMAL, work(a).priority());
        assertEquals(
                Set.of(WorkCause.REQUEST, WorkCause.EVENT), work(a).demand().causes());
        seconds(1);
        Lease lease = claim(node, a);
        assertEquals(SyncType.FULL, lease.type(), "one run serves both");
        complete(new WorkCompletion.Served(lease));
        assertFalse(work(a).owed());
    }

    @Test
    void requestAfterAHint_keepsItsOwnDueTime() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        hint(a);
        complete(new WorkCompletion.Served(claim(node, a)));
        seconds(1);
        hint(a);
        request(a, SyncType.INCREMENTAL, Priority.LOW, in(minutes(5)));

        assertEquals(in(Duration.ofSeconds(2)), work(a).dueAt());
        seconds(1);
        hint(a);
        assertEquals(in(Duration.ofSeconds(2)), work(a).dueAt(), "the hint's part moves");
        request(a);
        assertEquals(now(), work(a).dueAt());
        hint(a);
        assertEquals(now(), work(a).dueAt());
    }

    @Test
    void hintsDuringARun_startExactlyOneMore() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        Lease lease = running(node, a);
        assertEquals(2, hint(a), "the first after quiet");
        Instant first = now();
        seconds(1);
        assertEquals(2, hint(a));
        assertTrue(work(a).running());
        assertEquals(1, work(a).claimed());
        assertEquals(List.of(), claimAll(node, a));

        complete(new WorkCompletion.Served(lease));

        assertEquals(2, work(a).generation());
        assertFalse(work(a).dueAt().isBefore(first));
        seconds(10);
        Lease next = claim(node, a);
        assertEquals(2, next.generation());
        assertEquals(SyncType.INCREMENTAL, next.type());
        assertEquals(first, next.owedSince());
    }

    @Test
    void hintDuringARunThatIsHandedBack_joinsIt() {
        NodeLease node = node("n1");
        CalendarRef a = calendar("a");
        request(a, SyncType.FULL, Priority.LOW, now());
        Lease lease = claim(node, a);
        hint(a);

        complete(new WorkCompletion.Yielded(lease));

        Lease again = claim(node, a);
        assertEquals(2, again.generation(), "one run serves both");
        assertEquals(SyncType.FULL, again.type());
        assertEquals(Priority.NORMAL, again.priority());
    }

    @Test
    void withdrawalAndPriority_concernHintsAsWell() {
        CalendarRef a = calendar("a");
        hint(a);

        run(tx -> tx.work().change(List.of(new WorkChange.Reprioritize(a, Priority.HIGH))));
        assertEquals(Priority.HIGH, work(a).priority());
        run(tx -> tx.work().change(List.of(new WorkChange.Withdraw(a, 1))));

        assertFalse(work(a).owed());
        assertEquals(List.of(), claimAll(node("n1"), a));
    }

    @Test
    void hintForWhatIsPutOffOrBlocked_waits() {
        NodeLease node = node("n1");
        CalendarRef deferred = calendar("deferred");
        CalendarRef paused = calendar("paused");
        run(tx -> tx.work()
                .change(List.of(
                        new WorkChange.Defer(deferred, in(minutes(1)), "quota"),
                        new WorkChange.Block(paused, WorkBlock.PAUSED))));

        hint(deferred);
        hint(paused);

        assertEquals(List.of(), claimAll(node, deferred, paused));
        time.advance(minutes(1));
        assertEquals(1, claim(node, deferred).generation());
        assertEquals(List.of(), claimAll(node, paused));
    }
}
