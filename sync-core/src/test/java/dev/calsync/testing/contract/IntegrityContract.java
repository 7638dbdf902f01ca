package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import dev.calsync.store.IntegrityPage;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StateKind;
import dev.calsync.store.StoredFeed;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store finds when it looks at its own rows, as far as that can be tested without damaging some. */
public abstract class IntegrityContract extends StoreContract {
    private static final int SERIES = 7;
    private static final SeriesId FIRST = SeriesId.of("s0");

    private CalendarRef calendar;

    @BeforeEach
    final void fill() {
        calendar = calendar(ALICE, "alice-1", "work");
        run(tx -> tx.checkpoints().put(calendar, new StoredFeed("all", null, 3, null)));
        for (int i = 0; i < SERIES; i++) {
            SeriesId id = SeriesId.of("s" + i);
            run(tx -> tx.replica().apply(calendar, List.of(new LocalChange(id, 0, FilledStore.series(id.value())))));
            run(tx -> tx.links()
                    .put(
                            calendar,
                            List.of(new Link(
                                    id,
                                    SeriesFixtures.remote("r-" + id, FilledStore.series(id.value())),
                                    "hash",
                                    SeriesFixtures.round(3)))));
        }
        SeriesId edited = SeriesId.of("edited");
        run(tx -> tx.replica().edit(calendar, new LocalChange(edited, 0, FilledStore.series("edited"))));
    }

    /** All pages of a check, each in a transaction of its own. */
    private IntegrityPage check(boolean complete, int limit) {
        int rows = 0;
        int pages = 0;
        Map<StateKind, Integer> damaged = new EnumMap<>(StateKind.class);
        IntegrityPage page = new IntegrityPage(0, Map.of(), 0, null);
        do {
            String after = page.next();
            page = in(tx -> tx.integrity().check(calendar, complete, after, limit));
            rows += page.rows();
            page.damaged().forEach((kind, number) -> damaged.merge(kind, number, Integer::sum));
            assertTrue(++pages < 100, "a check ends");
        } while (page.next() != null);
        return new IntegrityPage(rows, damaged, page.newer(), null);
    }

    private boolean fullIsOwed() {
        return in(tx -> tx.work()
                .find(calendar)
                .map(work -> work.owed() && work.type() == SyncType.FULL)
                .orElse(false));
    }

    @Test
    void whatIsWhole_isFoundWhole_onPagesOfAnySize() {
        IntegrityPage all = check(true, 1_000);

        assertEquals(Map.of(), all.damaged());
        assertEquals(2 * SERIES + 2, all.rows());
        assertEquals(all, check(true, 2));
        assertFalse(fullIsOwed(), "nothing is read anew without need");
    }

    @Test
    void calendarThatIsNotKept_hasNothing() {
        run(tx -> tx.calendars().delete(calendar));

        assertEquals(new IntegrityPage(0, Map.of(), 0, null), check(true, 10));
    }

    @Test
    void seriesWithoutItsLink_isFound_andCountsAsEdited() {
        run(tx -> tx.links().delete(calendar, List.of(FIRST)));

        assertEquals(Map.of(StateKind.LINK, 1), check(true, 3).damaged());

        assertTrue(in(tx -> tx.replica().read(calendar, List.of(FIRST))).get(0).pending());
        assertTrue(fullIsOwed());
        assertEquals(Map.of(), check(true, 3).damaged(), "once is enough");
    }

    @Test
    void linkWithoutItsSeries_isFound_andGoes_withWhatKeptTheSeriesInQuarantine() {
        run(tx -> {
            tx.replica().apply(calendar, List.of(new LocalChange(FIRST, 1, null)));
            tx.quarantine()
                    .put(
                            calendar,
                            List.of(new Quarantined(
                                    FIRST.value(), Side.LOCAL, null, "it cannot be written", 1, tx.now(), false)));
        });

        assertEquals(Map.of(StateKind.SERIES, 1), check(true, 3).damaged());

        assertEquals(List.of(), in(tx -> tx.links().byLocal(calendar, List.of(FIRST))));
        assertEquals(List.of(), in(tx -> tx.quarantine().ofCalendar(calendar, 9)));
        assertTrue(fullIsOwed());
    }

    @Test
    void whereSomeSeriesAreLeftOut_noneIsMissed() {
        run(tx -> tx.links().delete(calendar, List.of(FIRST)));
        run(tx -> tx.replica().apply(calendar, List.of(new LocalChange(SeriesId.of("s1"), 1, null))));

        assertEquals(Map.of(), check(false, 3).damaged());
        assertFalse(fullIsOwed());
    }

    @Test
    void linksOfRoundsThatNobodyKnows_areOfNone() {
        run(tx -> tx.checkpoints().delete(calendar, "all"));

        assertEquals(Map.of(StateKind.CHECKPOINT, 1), check(true, 3).damaged());

        assertTrue(fullIsOwed());
        assertEquals(
                SERIES,
                in(tx -> tx.links().gone(calendar, SeriesFixtures.round(1), true, null, 100))
                        .size(),
                "a round that counts from 1 finds what it does not mention");
    }
}
