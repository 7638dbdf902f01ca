package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalOutcome.Applied;
import dev.calsync.store.LocalOutcome.Conflict;
import dev.calsync.store.LocalSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link LocalCalendar} promises. A host that keeps events in tables of its own runs this over them; the built-in
 * replica passes it too.
 */
public abstract class LocalCalendarContract {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final SeriesId ID = SeriesId.of("local-1");
    private static final EventSeries SERIES = SeriesFixtures.once("uid-1", START);

    private LocalCalendar replica;
    private CalendarRef calendar;
    private CalendarRef other;

    /** A replica that has no events. */
    protected abstract LocalCalendar replica();

    /** A calendar that the replica may hold events of; another one for each number. */
    protected abstract CalendarRef calendar(int number);

    /**
     * Edits the replica as the host's user does, so that the series is pending from then on. The edit expects the version
     * it names and always finds it.
     */
    protected abstract void edit(CalendarRef calendar, LocalChange edit);

    @BeforeEach
    final void prepare() {
        replica = replica();
        calendar = calendar(1);
        other = calendar(2);
    }

    private LocalOutcome apply(SeriesId id, long expectedVersion, EventSeries series) {
        List<LocalOutcome> outcomes = replica.apply(calendar, List.of(new LocalChange(id, expectedVersion, series)));
        assertEquals(1, outcomes.size());
        return outcomes.get(0);
    }

    private LocalSeries read(SeriesId id) {
        List<LocalSeries> found = replica.read(calendar, List.of(id));
        assertEquals(1, found.size(), "the replica has the series");
        return found.get(0);
    }

    private boolean has(SeriesId id) {
        return !replica.read(calendar, List.of(id)).isEmpty();
    }

    private List<SeriesId> pending() {
        return replica.pending(calendar, null, 100).stream()
                .map(LocalSeries::id)
                .toList();
    }

    private static Set<SeriesId> ids(List<LocalSeries> series) {
        return series.stream().map(LocalSeries::id).collect(Collectors.toSet());
    }

    @Test
    void appliedSeries_isReadBack() {
        Applied applied = (Applied) apply(ID, 0, SERIES);

        LocalSeries found = read(ID);
        assertEquals(ID, found.id());
        assertEquals(SERIES, found.series().withVersion(0));
        assertEquals(applied.version(), found.version());
        assertEquals(found.version(), found.series().version(), "the parts carry the version");
        assertTrue(found.version() > 0);
        assertFalse(found.deleted());
        assertFalse(found.pending(), "what came from the provider need not go back to it");
    }

    @Test
    void read_leavesOutWhatIsNotThere() {
        apply(ID, 0, SERIES);

        List<SeriesId> asked = List.of(SeriesId.of("local-2"), ID, SeriesId.of("LOCAL-1"));

        assertEquals(Set.of(ID), ids(replica.read(calendar, asked)));
        assertEquals(List.of(), replica.read(other, asked));
        assertEquals(List.of(), replica.read(calendar, List.of()));
    }

    @Test
    void version_growsWithEveryChange() {
        long first = ((Applied) apply(ID, 0, SERIES)).version();

        long second = ((Applied) apply(ID, first, SeriesFixtures.titled(SERIES, "New"))).version();

        assertTrue(second > first);
        assertEquals(second, read(ID).version());
        assertEquals(SeriesFixtures.titled(SERIES, "New"), read(ID).series().withVersion(0));
    }

    @Test
    void changeOfAnOldVersion_isAConflictAndDoesNothing() {
        apply(ID, 0, SERIES);
        LocalSeries before = read(ID);
        EventSeries wanted = SeriesFixtures.titled(SERIES, "New");

        assertEquals(new Conflict(before.version()), apply(ID, before.version() + 1, wanted));
        assertEquals(new Conflict(before.version()), apply(ID, 0, wanted), "it is there already");
        assertEquals(new Conflict(before.version()), apply(ID, 0, null));

        assertEquals(before, read(ID));
    }

    @Test
    void changeOfASeriesThatIsNotThere_isAConflict() {
        assertEquals(new Conflict(0), apply(ID, 3, SERIES));
        assertEquals(new Conflict(0), apply(ID, 3, null));
        assertFalse(has(ID));
    }

    @Test
    void changeThatComesOnceMore_isRecognisedByItsVersion() {
        long first = ((Applied) apply(ID, 0, SERIES)).version();
        EventSeries wanted = SeriesFixtures.titled(SERIES, "New");
        long second = ((Applied) apply(ID, first, wanted)).version();
        LocalSeries before = read(ID);

        assertEquals(new Conflict(second), apply(ID, first, wanted));

        assertEquals(before, read(ID));
    }

    @Test
    void deletedByTheProvider_isGone() {
        long version = ((Applied) apply(ID, 0, SERIES)).version();

        assertEquals(new Applied(0), apply(ID, version, null));

        assertFalse(has(ID));
        assertEquals(List.of(), replica.findByUid(calendar, List.of("uid-1")));
        assertEquals(List.of(), pending());
        assertTrue(apply(ID, 0, SERIES) instanceof Applied, "it may come again");
    }

    @Test
    void changes_areAnsweredInTheirOrder() {
        apply(ID, 0, SERIES);
        SeriesId second = SeriesId.of("local-2");

        List<LocalOutcome> outcomes = replica.apply(
                calendar,
                List.of(
                        new LocalChange(second, 0, SeriesFixtures.once("uid-2", START)),
                        new LocalChange(ID, 77, SERIES),
                        new LocalChange(SeriesId.of("local-3"), 5, null)));

        assertTrue(outcomes.get(0) instanceof Applied);
        assertEquals(List.of(new Conflict(read(ID).version()), new Conflict(0)), outcomes.subList(1, 3));
        assertTrue(has(second), "one conflict does not stop the others");
    }

    @Test
    void findByUid_findsEverySeriesOfAUid() {
        SeriesId twin = SeriesId.of("local-2");
        apply(ID, 0, SERIES);
        apply(twin, 0, SERIES);
        apply(SeriesId.of("local-3"), 0, SeriesFixtures.once("UID-1", START));

        assertEquals(Set.of(ID, twin), ids(replica.findByUid(calendar, List.of("uid-1", "nobody's"))));
        assertEquals(List.of(), replica.findByUid(other, List.of("uid-1")));
    }

    @Test
    void seriesWithANewUid_isFoundByThatAlone() {
        long version = ((Applied) apply(ID, 0, SERIES)).version();

        apply(ID, version, SeriesFixtures.once("uid-9", START));

        assertEquals(Set.of(ID), ids(replica.findByUid(calendar, List.of("uid-9"))));
        assertEquals(List.of(), replica.findByUid(calendar, List.of("uid-1")));
    }

    @Test
    void sameIdInTwoCalendars_isTwoSeries() {
        apply(ID, 0, SERIES);
        EventSeries others = SeriesFixtures.titled(SERIES, "Other");

        assertTrue(replica.apply(other, List.of(new LocalChange(ID, 0, others))).get(0) instanceof Applied);

        assertEquals(SERIES, read(ID).series().withVersion(0));
        assertEquals(others, replica.read(other, List.of(ID)).get(0).series().withVersion(0));
    }

    @Test
    void editedSeries_isPendingUntilItsVersionIsAcknowledged() {
        edit(calendar, new LocalChange(ID, 0, SERIES));
        LocalSeries first = read(ID);
        assertTrue(first.pending());
        assertEquals(List.of(first), replica.pending(calendar, null, 9));
        edit(calendar, new LocalChange(ID, first.version(), SeriesFixtures.titled(SERIES, "New")));

        replica.acknowledge(calendar, ID, first.version());
        assertEquals(List.of(ID), pending(), "it was changed since");
        replica.acknowledge(calendar, ID, read(ID).version());

        assertEquals(List.of(), pending());
        assertFalse(read(ID).pending());
    }

    @Test
    void appliedChange_leavesPendingAsItIs() {
        edit(calendar, new LocalChange(ID, 0, SERIES));

        apply(ID, read(ID).version(), SeriesFixtures.titled(SERIES, "Merged"));

        assertEquals(List.of(ID), pending());
        apply(ID, read(ID).version(), null);
        assertEquals(List.of(), pending(), "a deleted series is no longer there");
    }

    @Test
    void deletedHere_staysReadableUntilAcknowledged() {
        long version = ((Applied) apply(ID, 0, SERIES)).version();

        edit(calendar, new LocalChange(ID, version, null));

        LocalSeries deleted = read(ID);
        assertTrue(deleted.deleted());
        assertTrue(deleted.pending());
        assertTrue(deleted.version() > version);
        assertEquals(SERIES, deleted.series().withVersion(0), "its last state");
        assertEquals(List.of(ID), pending());
        assertEquals(Set.of(ID), ids(replica.findByUid(calendar, List.of("uid-1"))));
        replica.acknowledge(calendar, ID, version);
        assertEquals(List.of(ID), pending(), "an older version was acknowledged");
        replica.acknowledge(calendar, ID, deleted.version());
        assertEquals(List.of(), pending());
    }

    @Test
    void deletedHere_mayBeBroughtBackByTheProvider() {
        edit(calendar, new LocalChange(ID, 0, SERIES));
        edit(calendar, new LocalChange(ID, read(ID).version(), null));
        long version = read(ID).version();
        assertEquals(new Conflict(version), apply(ID, 0, SERIES), "the deletion has a version of its own");

        assertTrue(apply(ID, version, SERIES) instanceof Applied);

        assertFalse(read(ID).deleted());
        assertEquals(List.of(ID), pending());
    }

    @Test
    void acknowledgingWhatIsNotPendingOrNotThere_changesNothing() {
        apply(ID, 0, SERIES);
        LocalSeries before = read(ID);

        replica.acknowledge(calendar, ID, before.version());
        replica.acknowledge(calendar, SeriesId.of("nobody"), 1);

        assertEquals(before, read(ID));
    }

    @Test
    void pending_isPagedByIds() {
        List<SeriesId> edited = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            SeriesId id = SeriesId.of("p-" + (7 - i));
            edited.add(id);
            edit(calendar, new LocalChange(id, 0, SeriesFixtures.once("uid-p-" + i, START)));
        }
        apply(ID, 0, SERIES);
        List<SeriesId> paged = new ArrayList<>();
        SeriesId after = null;
        List<LocalSeries> page = replica.pending(calendar, null, 3);
        while (!page.isEmpty()) {
            assertTrue(page.size() <= 3);
            page.forEach(series -> paged.add(series.id()));
            after = page.get(page.size() - 1).id();
            page = replica.pending(calendar, after, 3);
        }

        assertEquals(7, paged.size(), "each once");
        assertEquals(Set.copyOf(edited), Set.copyOf(paged));
        assertEquals(List.of(), replica.pending(other, null, 9));
    }
}
