package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link dev.calsync.store.ReplicaStore} promises beyond {@link LocalCalendarContract}. */
public abstract class ReplicaStoreContract extends StoreContract {
    private static final SeriesId ID = SeriesId.of("local-1");
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private LocalOutcome edit(CalendarRef calendar, SeriesId id, long expectedVersion, EventSeries series) {
        return in(tx -> tx.replica().edit(calendar, new LocalChange(id, expectedVersion, series)));
    }

    private LocalSeries read(CalendarRef calendar) {
        return in(tx -> tx.replica().read(calendar, List.of(ID))).get(0);
    }

    private void put(CalendarRef calendar, String id, EventSeries series) {
        assertTrue(edit(calendar, SeriesId.of(id), 0, series) instanceof LocalOutcome.Applied);
    }

    /** The ids of what may have an instance in the days from this one on, counted from Monday. */
    private List<String> overlapping(CalendarRef calendar, int firstDay, int days) {
        Instant from = MONDAY.plus(DAY.multipliedBy(firstDay));
        return in(tx -> tx.replica().overlapping(calendar, from, from.plus(DAY.multipliedBy(days)), null, 99)).stream()
                .map(series -> series.id().value())
                .toList();
    }

    @Test
    void edit_isRefusedOnAnOldVersion() {
        CalendarRef calendar = calendar("a");
        EventSeries series = SeriesFixtures.once("uid-1", MONDAY);

        assertEquals(new LocalOutcome.Applied(1), edit(calendar, ID, 0, series), "versions begin with 1");
        assertEquals(new LocalOutcome.Applied(2), edit(calendar, ID, 1, SeriesFixtures.titled(series, "New")));
        assertEquals(new LocalOutcome.Conflict(2), edit(calendar, ID, 1, series));
        assertEquals(new LocalOutcome.Conflict(2), edit(calendar, ID, 0, series));
        assertEquals(new LocalOutcome.Conflict(2), edit(calendar, ID, 1, null));
        assertEquals(new LocalOutcome.Applied(0), edit(calendar, ID, 2, null));
        assertEquals(3, read(calendar).version());
    }

    @Test
    void changedAt_isTheTransactionsTime() {
        CalendarRef calendar = calendar("a");
        EventSeries series = SeriesFixtures.once("uid-1", MONDAY);
        edit(calendar, ID, 0, series);
        assertEquals(now(), read(calendar).changedAt());
        Instant edited = now();
        time.advance(minutes(3));

        run(tx -> tx.replica().acknowledge(calendar, ID, 1));
        assertEquals(edited, read(calendar).changedAt(), "being acknowledged is no change");
        edit(calendar, ID, 1, SeriesFixtures.titled(series, "New"));

        assertEquals(now(), read(calendar).changedAt());
    }

    @Test
    void acknowledgedDeletion_isForgotten() {
        CalendarRef calendar = calendar("a");
        edit(calendar, ID, 0, SeriesFixtures.once("uid-1", MONDAY));
        edit(calendar, ID, 1, null);

        run(tx -> tx.replica().acknowledge(calendar, ID, 2));

        assertEquals(List.of(), in(tx -> tx.replica().read(calendar, List.of(ID))));
        assertEquals(new LocalOutcome.Applied(1), edit(calendar, ID, 0, SeriesFixtures.once("uid-1", MONDAY)));
    }

    @Test
    void overlapping_findsWhatTouchesTheTimes() {
        CalendarRef calendar = calendar("a");
        put(calendar, "b-monday", SeriesFixtures.once("1", MONDAY.plus(Duration.ofHours(9))));
        put(calendar, "a-long", SeriesFixtures.once("2", MONDAY, MONDAY.plus(DAY.multipliedBy(3))));
        put(calendar, "c-friday", SeriesFixtures.once("3", MONDAY.plus(DAY.multipliedBy(4))));

        assertEquals(List.of("a-long", "b-monday"), overlapping(calendar, 0, 1), "in the order of their ids");
        assertEquals(List.of("a-long"), overlapping(calendar, 2, 1));
        assertEquals(List.of("c-friday"), overlapping(calendar, 4, 1), "the start is inclusive");
        assertEquals(List.of("a-long"), overlapping(calendar, 1, 3), "the end is exclusive");
        assertEquals(List.of(), overlapping(calendar, 5, 9));
        assertEquals(List.of(), overlapping(calendar("b"), 0, 9));
    }

    @Test
    void overlapping_isPagedByIds() {
        CalendarRef calendar = calendar("a");
        for (String id : List.of("c", "a", "d", "b")) {
            put(calendar, id, SeriesFixtures.once("uid-" + id, MONDAY));
        }

        List<LocalSeries> first = in(tx -> tx.replica().overlapping(calendar, MONDAY, MONDAY.plus(DAY), null, 3));
        List<LocalSeries> rest = in(tx -> tx.replica()
                .overlapping(calendar, MONDAY, MONDAY.plus(DAY), first.get(2).id(), 3));

        assertEquals(
                List.of("a", "b", "c"), first.stream().map(s -> s.id().value()).toList());
        assertEquals(List.of("d"), rest.stream().map(s -> s.id().value()).toList());
    }

    @Test
    void overlapping_followsAChangeAndForgetsADeletion() {
        CalendarRef calendar = calendar("a");
        edit(calendar, ID, 0, SeriesFixtures.once("uid-1", MONDAY));
        edit(calendar, ID, 1, SeriesFixtures.once("uid-1", MONDAY.plus(DAY.multipliedBy(7))));
        assertEquals(List.of(), overlapping(calendar, 0, 3));
        assertEquals(List.of("local-1"), overlapping(calendar, 7, 1));

        edit(calendar, ID, 2, null);

        assertEquals(List.of(), overlapping(calendar, 7, 1));
    }

    @Test
    void overlapping_alwaysFindsWhatRepeatsForEver() {
        CalendarRef calendar = calendar("a");
        put(calendar, "weekly", SeriesFixtures.recurring("1", MONDAY, "RRULE:FREQ=WEEKLY"));
        put(calendar, "unreadable", SeriesFixtures.recurring("2", MONDAY, "RRULE:FREQ=NEVER"));

        assertEquals(List.of("unreadable", "weekly"), overlapping(calendar, 3650, 1));
    }

    @Test
    void overlapping_knowsThatAnExtraDateMayComeBeforeTheStart() {
        CalendarRef calendar = calendar("a");
        put(calendar, "earlier", SeriesFixtures.recurring("3", MONDAY, "RDATE:20260115T090000Z"));

        assertEquals(List.of("earlier"), overlapping(calendar, -50, 10));
    }

    @Test
    void overlapping_countsTimesWithoutAZoneAsInEveryZone() {
        CalendarRef calendar = calendar("a");
        put(calendar, "tuesday", SeriesFixtures.wholeDay("1", LocalDate.of(2026, 3, 3)));

        assertEquals(List.of("tuesday"), overlapping(calendar, 0, 1), "it is Tuesday already in the far east");
        assertEquals(List.of("tuesday"), overlapping(calendar, 2, 1), "it is Tuesday still in the far west");
        assertEquals(List.of(), overlapping(calendar, 4, 1));
        assertEquals(List.of(), overlapping(calendar, -1, 1));
    }

    @Test
    void calendarThatIsNotKept_cannotBeWrittenTo() {
        CalendarRef stranger = new CalendarRef(AccountId.of("nobody"), "x");
        LocalChange change = new LocalChange(ID, 0, SeriesFixtures.once("uid-1", MONDAY));

        assertThrows(
                IllegalArgumentException.class, () -> run(tx -> tx.replica().edit(stranger, change)));
        assertThrows(
                IllegalArgumentException.class, () -> run(tx -> tx.replica().apply(stranger, List.of(change))));

        assertEquals(List.of(), in(tx -> tx.replica().read(stranger, List.of(ID))));
        assertEquals(Optional.empty(), in(tx -> tx.calendars().find(stranger)));
    }
}
