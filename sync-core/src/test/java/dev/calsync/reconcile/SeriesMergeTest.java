package dev.calsync.reconcile;

import static dev.calsync.reconcile.Events.at;
import static dev.calsync.reconcile.Events.daily;
import static dev.calsync.reconcile.Events.edit;
import static dev.calsync.reconcile.Events.event;
import static dev.calsync.reconcile.Events.override;
import static dev.calsync.reconcile.Events.series;
import static dev.calsync.reconcile.Events.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A series and its instances: overrides, exclusions, rules, and series that move. */
class SeriesMergeTest {
    private static final ChangeTimes TIMES = new ChangeTimes(Events.EARLY, Events.LATE);
    private static final String DAILY = "RRULE:FREQ=DAILY;COUNT=20";
    private static final String NOT_THE_4TH = "EXDATE;TZID=Europe/Berlin:20260304T090000";
    private static final String NOT_THE_5TH = "EXDATE;TZID=Europe/Berlin:20260305T090000";

    private static MergeResult.Settled merge(@Nullable EventSeries base, EventSeries local, EventSeries remote) {
        return merge(base, local, remote, MergeRules.of(ConflictPolicy.MERGE));
    }

    private static MergeResult.Settled merge(
            @Nullable EventSeries base, EventSeries local, EventSeries remote, MergeRules rules) {
        return (MergeResult.Settled) ThreeWayMerge.merge(base, local, remote, rules, TIMES);
    }

    private static CalendarEvent master(MergeResult.Settled result) {
        return Objects.requireNonNull(result.series().master());
    }

    private static void assertNothingLost(MergeResult result) {
        assertThat(result.conflicts()).isEmpty();
        assertThat(result.lost()).isEmpty();
    }

    @Test
    void overrides_mergePerInstance() {
        EventSeries base = series(daily(), override(4), override(5));
        EventSeries local =
                base.with(override(4).summary("Mine").build()).with(override(7).build());
        EventSeries remote = without(
                edit(base, event -> event.summary("Daily"))
                        .with(override(4).location("Room 2").build()),
                at(5, 9));
        var result = merge(base, local, remote);

        assertThat(master(result).summary()).isEqualTo("Daily");
        assertThat(result.series().overrides())
                .containsExactly(
                        override(4).summary("Mine").location("Room 2").build(),
                        override(7).build());
        assertNothingLost(result);
    }

    @Test
    void instanceDeletedHereAndEditedThere_staysWithoutItsExclusion() {
        EventSeries base = series(daily().recurrence(List.of(DAILY, NOT_THE_5TH)), override(4));
        EventSeries local =
                without(edit(base, event -> event.recurrence(List.of(DAILY, NOT_THE_5TH, NOT_THE_4TH))), at(4, 9));
        EventSeries remote = base.with(override(4).summary("Theirs").build());
        var result = merge(base, local, remote);

        assertThat(result.series().overrides())
                .containsExactly(override(4).summary("Theirs").build());
        assertThat(master(result).recurrence()).containsExactly(DAILY, NOT_THE_5TH);
        assertThat(result.conflicts()).containsExactly(FieldChange.removed(at(4, 9)));
        assertThat(result.lost()).extracting(LostState::series).containsExactly(local);
    }

    @Test
    void instanceExcludedThereAndOverriddenHere_stays() {
        EventSeries base = series(daily());
        EventSeries local = base.with(override(4).build());
        EventSeries remote = edit(base, event -> event.recurrence(List.of(DAILY, "EXDATE:20260304T080000Z")));
        var result = merge(base, local, remote);

        assertThat(Meaning.same(result.series(), local)).isTrue();
        assertThat(result.lost()).extracting(LostState::side).containsExactly(Side.REMOTE);
    }

    @Test
    void instanceDeletedThereAndUntouchedHere_goes() {
        EventSeries base = series(daily(), override(4));
        EventSeries remote = without(edit(base, event -> event.recurrence(List.of(DAILY, NOT_THE_4TH))), at(4, 9));
        var result = merge(base, edit(base, event -> event.summary("Mine")), remote);

        assertThat(result.series().overrides()).isEmpty();
        assertThat(master(result).recurrence()).containsExactly(DAILY, NOT_THE_4TH);
        assertNothingLost(result);
    }

    @Test
    void exclusionsOfBothSides_addUpUnderANewRule() {
        EventSeries base = series(daily());
        String longer = "RRULE:FREQ=DAILY;COUNT=30";
        var result = merge(
                base,
                edit(base, event -> event.recurrence(List.of(DAILY, NOT_THE_4TH))),
                edit(base, event -> event.recurrence(List.of(longer, NOT_THE_5TH))));

        assertThat(master(result).recurrence())
                .containsExactly(longer, "EXDATE;TZID=Europe/Berlin:20260305T090000,20260304T090000");
        assertNothingLost(result);
    }

    @Test
    void ruleEditedOnBothSides_fallsBackAsAWhole() {
        EventSeries base = series(daily());
        EventSeries local = edit(base, event -> event.recurrence(List.of("RRULE:FREQ=WEEKLY")));
        var result = merge(base, local, edit(base, event -> event.recurrence(List.of("RRULE:FREQ=DAILY;COUNT=3"))));

        assertThat(master(result).recurrence()).containsExactly("RRULE:FREQ=DAILY;COUNT=3");
        assertThat(result.conflicts()).containsExactly(FieldChange.changed(null, EventField.RECURRENCE));
        assertThat(result.lost()).extracting(LostState::series).containsExactly(local);
    }

    @Test
    void seriesMovedHere_doesNotMixWithInstancesOfTheOldTimes() {
        EventSeries base = series(daily(), override(4));
        EventSeries local = without(
                edit(base, event -> event.start(at(2, 14)).end(at(2, 15)).summary("Moved")), at(4, 9));
        EventSeries remote = base.with(override(6).build());
        var result = merge(base, local, remote);

        assertThat(master(result).start()).isEqualTo(at(2, 9));
        assertThat(master(result).end()).isEqualTo(at(2, 10));
        assertThat(master(result).summary()).isEqualTo("Moved");
        assertThat(result.series().overrides()).isEqualTo(remote.overrides());
        assertThat(result.lost()).extracting(LostState::series).containsExactly(local);
        assertThat(result.conflicts())
                .contains(FieldChange.changed(null, EventField.START), FieldChange.changed(null, EventField.END))
                .doesNotContain(FieldChange.changed(null, EventField.SUMMARY));

        var localFirst = merge(base, local, remote, new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LOCAL_WINS));
        assertThat(Meaning.same(localFirst.series(), local)).isTrue();
        assertThat(localFirst.lost()).extracting(LostState::series).containsExactly(remote);
    }

    @Test
    void seriesMovedHere_mergesWithEditsThatDoNotHangOnItsStart() {
        EventSeries base = series(daily(), override(4));
        EventSeries local =
                edit(without(base, at(4, 9)), event -> event.start(at(2, 14)).end(at(2, 15)));
        var result = merge(base, local, edit(base, event -> event.summary("Theirs")));

        assertThat(master(result).start()).isEqualTo(at(2, 14));
        assertThat(master(result).summary()).isEqualTo("Theirs");
        assertThat(result.series().overrides()).isEmpty();
        assertNothingLost(result);
    }

    @Test
    void sidesThatTogetherRemoveEverything_leaveNothing() {
        EventSeries base = new EventSeries(
                "uid-1", null, List.of(override(4).build(), override(5).build()));
        MergeResult result = ThreeWayMerge.merge(
                base, without(base, at(4, 9)), without(base, at(5, 9)), MergeRules.of(ConflictPolicy.MERGE), TIMES);

        assertThat(result).isInstanceOf(MergeResult.Emptied.class);
        assertNothingLost(result);
    }

    @Test
    void masterRemovedThereAndEditedHere_stays() {
        EventSeries base = series(daily(), override(4));
        EventSeries local = edit(base, event -> event.summary("Mine"));
        var result = merge(
                base, local, EventSeries.of(override(4).summary("Only this").build()));

        assertThat(master(result).summary()).isEqualTo("Mine");
        assertThat(result.series().overrides())
                .extracting(CalendarEvent::summary)
                .containsExactly("Only this");
        assertThat(result.lost())
                .singleElement(InstanceOfAssertFactories.type(LostState.class))
                .returns(Side.REMOTE, LostState::side);
    }
}
