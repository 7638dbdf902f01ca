package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.calsync.store.WorkStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@link WorkStore} promises to those who read on in what is due, and about claiming ahead of time. */
public abstract class WorkReadingContract extends StoreContract {
    private DueCursor cursor = DueCursor.START;

    /** Reads on behind what was read before, page by page, up to now. */
    private List<String> readOn(int page) {
        List<String> read = new ArrayList<>();
        List<WorkItem> items = page(page);
        while (!items.isEmpty()) {
            assertTrue(items.size() <= page, "the limit holds");
            for (WorkItem item : items) {
                assertTrue(item.readAt().compareTo(cursor) > 0, "in the order of their places");
                cursor = item.readAt();
                read.add(item.calendar().calendarId());
            }
            items = page(page);
        }
        return read;
    }

    private List<WorkItem> page(int limit) {
        return in(tx -> tx.work().due(ALL_BUCKETS, cursor, tx.now(), limit));
    }

    private List<String> readOn() {
        return readOn(9);
    }

    private void change(WorkChange change) {
        run(tx -> tx.work().change(List.of(change)));
    }

    private Optional<Instant> nextDue(DueCursor after) {
        return in(tx -> tx.work().nextDue(ALL_BUCKETS, after));
    }

    private void ask(CalendarRef calendar, Instant dueAt) {
        request(calendar, SyncType.INCREMENTAL, Priority.NORMAL, dueAt);
    }

    @Test
    void readingOn_seesEachRowOnce() {
        for (int i = 0; i < 10; i++) {
            ask(calendar("c" + i), in(Duration.ofSeconds(i / 3)));
        }
        time.advance(minutes(1));

        List<String> read = readOn(3);

        assertEquals(10, read.size(), "rows of one instant are told apart");
        assertEquals(10, Set.copyOf(read).size());
        assertEquals(List.of(), readOn(3));
    }

    @Test
    void readingPageByPage_isReadingAllAtOnce() {
        List<CalendarRef> calendars = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            calendars.add(calendar("c" + i));
        }
        calendars.forEach(calendar -> ask(calendar, now()));
        List<String> all = readOn(99);

        cursor = DueCursor.START;

        assertEquals(all, readOn(1));
        assertEquals(new TreeSet<>(all).size(), all.size());
    }

    @Test
    void whatIsAskedForAgain_isReadOnceMore() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        ask(a, now());
        ask(b, now());
        time.advance(minutes(1));
        readOn();

        time.advance(minutes(1));
        request(a, SyncType.FULL, Priority.HIGH, now());

        assertEquals(List.of("a"), readOn(), "its due time has passed, its change is new");
        assertEquals(List.of(), readOn());
        assertEquals(
                2,
                in(tx -> tx.work().due(ALL_BUCKETS, DueCursor.START, tx.now(), 9))
                        .size());
    }

    @Test
    void requestThatChangesNothing_mayBeReadAgainButStaysAsItWas() {
        CalendarRef a = calendar("a");
        request(a, SyncType.FULL, Priority.HIGH, now());
        time.advance(minutes(1));
        WorkItem before = in(tx -> tx.work().find(a)).orElseThrow();

        ask(a, in(minutes(9)));

        WorkItem after = in(tx -> tx.work().find(a)).orElseThrow();
        assertEquals(before.demand(), after.demand());
        assertEquals(before.dueAt(), after.dueAt());
    }

    @Test
    void whatBecomesDue_isReadAtItsTime() {
        CalendarRef a = calendar("a");
        ask(a, in(minutes(5)));
        time.advance(minutes(4));
        assertEquals(List.of(), readOn());

        time.advance(minutes(1));

        assertEquals(List.of("a"), readOn());
        assertEquals(now(), cursor.at());
    }

    @Test
    void whatIsHandedBack_isReadOnceMore() {
        NodeLease node = node("n1");
        CalendarRef yielded = calendar("yielded");
        CalendarRef retried = calendar("retried");
        CalendarRef deferred = calendar("deferred");
        CalendarRef served = calendar("served");
        List<Lease> leases =
                List.of(running(node, yielded), running(node, retried), running(node, deferred), running(node, served));
        time.advance(minutes(1));
        assertEquals(List.of(), readOn(), "nobody reads what somebody runs");
        time.advance(minutes(1));
        run(tx -> tx.work()
                .complete(List.of(
                        new WorkCompletion.Yielded(leases.get(0)),
                        new WorkCompletion.Retry(leases.get(1), in(minutes(1)), "no answer"),
                        new WorkCompletion.Deferred(leases.get(2), in(minutes(2)), "quota"),
                        new WorkCompletion.Served(leases.get(3)))));

        assertEquals(List.of("yielded"), readOn());
        time.advance(minutes(1));
        assertEquals(List.of("retried"), readOn());
        time.advance(minutes(1));
        assertEquals(List.of("deferred"), readOn());
    }

    @Test
    void whatIsLifted_isReadOnceMore() {
        CalendarRef a = calendar("a");
        ask(a, now());
        change(new WorkChange.Block(a, WorkBlock.PAUSED));
        time.advance(minutes(1));
        assertEquals(List.of(), readOn());
        assertEquals(Optional.empty(), nextDue(DueCursor.START));

        change(new WorkChange.Lift(a, WorkBlock.PAUSED));

        assertEquals(List.of("a"), readOn());
        time.advance(minutes(1));
        change(new WorkChange.Reprioritize(a, Priority.HIGH));
        assertEquals(List.of("a"), readOn(), "another priority is a change as well");
        assertEquals(List.of(), readOn());
    }

    @Test
    void deferral_isReadWhenItIsOverOrLifted() {
        CalendarRef a = calendar("a");
        ask(a, now());
        readOn();
        change(new WorkChange.Defer(a, in(minutes(9)), "later"));
        time.advance(minutes(1));
        assertEquals(List.of(), readOn());
        assertEquals(Optional.of(in(minutes(8))), nextDue(cursor));

        change(new WorkChange.Defer(a, null, null));

        assertEquals(List.of("a"), readOn());
    }

    @Test
    void nextDue_looksBehindThePlaceOnly() {
        CalendarRef early = calendar("early");
        CalendarRef late = calendar("late");
        ask(early, in(minutes(1)));
        ask(late, in(minutes(5)));

        assertEquals(Optional.of(in(minutes(1))), nextDue(DueCursor.START));
        assertEquals(Optional.of(in(minutes(1))), nextDue(DueCursor.before(in(minutes(1)))));
        assertEquals(Optional.of(in(minutes(5))), nextDue(DueCursor.after(in(minutes(1)))));
        assertEquals(Optional.empty(), nextDue(DueCursor.after(in(minutes(5)))));

        time.advance(minutes(10));
        assertEquals(Optional.of(now().minus(minutes(9))), nextDue(DueCursor.START), "it may be in the past");
    }

    @Test
    void due_leavesOutWhatIsDueLater() {
        CalendarRef a = calendar("a");
        CalendarRef b = calendar("b");
        ask(a, in(minutes(1)));
        ask(b, in(minutes(2)));

        Instant ahead = in(minutes(1));

        List<WorkItem> due = in(tx -> tx.work().due(ALL_BUCKETS, DueCursor.START, ahead, 9));
        assertEquals(List.of(a), due.stream().map(WorkItem::calendar).toList());
        assertEquals(List.of(), in(tx -> tx.work().due(ALL_BUCKETS, DueCursor.START, ahead, 0)));
    }

    @Test
    void claimAheadOfTime_beginsWhatIsDueByThen() {
        NodeLease node = node("n1");
        CalendarRef soon = calendar("soon");
        CalendarRef later = calendar("later");
        ask(soon, in(Duration.ofSeconds(10)));
        ask(later, in(Duration.ofSeconds(20)));
        Instant dueBy = in(Duration.ofSeconds(10));

        List<Lease> leases = in(tx -> tx.work().claim(node, List.of(later, soon), dueBy));

        assertEquals(List.of(soon), leases.stream().map(Lease::calendar).toList(), "its end is inclusive");
        assertEquals(now(), leases.get(0).owedSince());
    }

    @Test
    void claimAheadOfTime_neverBeginsWhatWasPutOff() {
        NodeLease node = node("n1");
        CalendarRef deferred = calendar("deferred");
        CalendarRef held = calendar("held");
        CalendarRef retried = calendar("retried");
        CalendarRef blocked = calendar("blocked");
        Lease first = running(node, deferred);
        Lease second = running(node, retried);
        Instant until = in(Duration.ofSeconds(5));
        run(tx -> tx.work()
                .complete(List.of(
                        new WorkCompletion.Deferred(first, until, "quota"),
                        new WorkCompletion.Retry(second, until, "no answer"))));
        ask(held, now());
        change(new WorkChange.Defer(held, until, "later"));
        ask(blocked, now());
        change(new WorkChange.Block(blocked, WorkBlock.ACCOUNT));
        List<CalendarRef> all = List.of(deferred, held, retried, blocked);

        List<Lease> early = in(tx -> tx.work().claim(node, all, in(minutes(1))));

        assertEquals(List.of(retried), early.stream().map(Lease::calendar).toList());
        time.advance(Duration.ofSeconds(5));
        List<Lease> due = claimAll(node, deferred, held, blocked);
        assertEquals(
                Set.of(deferred, held),
                Set.copyOf(due.stream().map(Lease::calendar).toList()));
    }
}
