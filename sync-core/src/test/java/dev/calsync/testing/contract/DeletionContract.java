package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.store.Buckets;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.JobStore.Settlement;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoredBreaker;
import dev.calsync.store.StoredUser;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes when an account or a calendar goes: everything that hangs on it, and nothing else. */
public abstract class DeletionContract extends StoreContract {
    private CalendarRef gone;
    private CalendarRef sibling;
    private CalendarRef bobs;
    private FilledStore ofGone;
    private FilledStore ofSibling;
    private FilledStore ofBob;

    private void fill() {
        gone = calendar(ALICE, "alice-1", "gone");
        sibling = calendar(ALICE, "alice-1", "sibling");
        bobs = calendar(BOB, "bob-1", "gone");
        ofGone = new FilledStore(ALICE, gone, "gone");
        ofSibling = new FilledStore(ALICE, sibling, "sibling");
        ofBob = new FilledStore(BOB, bobs, "bob");
        for (FilledStore filled : List.of(ofGone, ofSibling, ofBob)) {
            run(filled::fill);
        }
    }

    private List<List<Object>> rows(FilledStore filled) {
        return in(tx -> filled.rows(tx, ALL_BUCKETS));
    }

    private void assertNothingLeft(FilledStore filled) {
        rows(filled).forEach(rows -> assertEquals(List.of(), rows));
    }

    @Test
    void filledCalendar_hasARowInEveryDrawer() {
        fill();

        rows(ofGone).forEach(rows -> assertTrue(!rows.isEmpty(), "this suite looks at rows that are there"));
    }

    @Test
    void deletedCalendar_leavesNothing() {
        fill();
        List<List<Object>> others = List.of(List.of(rows(ofSibling)), List.of(rows(ofBob)));

        run(tx -> tx.calendars().delete(gone));

        assertNothingLeft(ofGone);
        assertEquals(others, List.of(List.of(rows(ofSibling)), List.of(rows(ofBob))));
    }

    @Test
    void calendarThatIsKeptAgain_isEmpty() {
        fill();
        run(tx -> tx.calendars().delete(gone));

        run(tx -> tx.calendars().put(List.of(stored(ALICE, gone))));

        List<List<Object>> rows = rows(ofGone);
        assertEquals(List.of(stored(ALICE, gone)), rows.get(0));
        rows.subList(1, rows.size()).forEach(left -> assertEquals(List.of(), left));
        run(ofGone::fill);
    }

    @Test
    void deletedAccount_leavesNothing() {
        fill();
        List<List<Object>> bobsRows = rows(ofBob);

        run(tx -> tx.accounts().delete(gone.account()));

        assertNothingLeft(ofGone);
        assertNothingLeft(ofSibling);
        assertEquals(Optional.empty(), in(tx -> tx.accounts().find(gone.account())));
        assertEquals(List.of(), in(tx -> tx.accounts().ofUser(ALICE)));
        assertEquals(List.of(), in(tx -> tx.calendars().ofUser(ALICE)));
        assertEquals(bobsRows, rows(ofBob));
    }

    @Test
    void whatWasDeleted_isNotThereToBePruned() {
        fill();
        run(tx -> tx.jobs()
                .settle(List.of(
                        new Settlement(gone, 1, JobStatus.COMPLETED),
                        new Settlement(sibling, 1, JobStatus.COMPLETED),
                        new Settlement(bobs, 1, JobStatus.COMPLETED))));

        run(tx -> tx.calendars().delete(gone));
        run(tx -> tx.accounts().delete(bobs.account()));

        assertEquals(1, count(tx -> tx.runs().prune(in(minutes(1)), 99, 99)), "only the sibling's is left");
        assertEquals(1, count(tx -> tx.revisions().prune(in(minutes(1)), 99)));
        assertEquals(1, count(tx -> tx.journal().prune(in(minutes(1)), 99)));
        assertEquals(1, count(tx -> tx.deadLetters().prune(in(minutes(1)), 99)));
        assertEquals(1, count(tx -> tx.jobs().prune(in(minutes(1)), 99)));
    }

    @Test
    void deletedCalendarsRun_doesNotKeepItsBucketBusy() {
        NodeLease node = node("n1");
        fill();
        claim(node, gone);
        CalendarRef bobs = calendar(BOB, "bob-1", "b");
        running(node, bobs);
        for (int others = 1; others < Buckets.COUNT; others++) {
            join("other-" + others);
        }
        Set<Integer> busy = Set.of(Buckets.of(ALICE), Buckets.of(BOB));
        assertEquals(busy, in(tx -> Set.copyOf(tx.nodes().balance(node))), "its share is one, but both are busy");

        run(tx -> tx.calendars().delete(gone));

        assertEquals(Set.of(Buckets.of(BOB)), in(tx -> Set.copyOf(tx.nodes().balance(node))));
    }

    @Test
    void deletedAccount_leavesWhatDoesNotHangOnIt() {
        run(tx -> tx.users().put(new StoredUser(ALICE, Region.DEFAULT)));
        fill();
        run(tx -> {
            BudgetKey key = PacingStoreContract.budget("alice@example.com");
            tx.budgets().draw(List.of(new BudgetStore.Draw(key, PacingStoreContract.TEN_A_MINUTE, 3)));
            tx.breakers().compareAndSet(new StoredBreaker("account alice-1", 1, PacingStoreContract.open(now())));
        });

        run(tx -> tx.accounts().delete(gone.account()));

        assertTrue(in(tx -> tx.users().find(ALICE)).isPresent());
        assertTrue(
                in(tx -> tx.budgets().find(PacingStoreContract.budget("alice@example.com")))
                        .isPresent(),
                "the provider goes on counting");
        assertTrue(in(tx -> tx.breakers().find("account alice-1")).isPresent());
    }
}
