package dev.calsync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.Attendee;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every merge, over many generated ones. A failure names its seed. */
class MergePropertiesTest {
    private static final int SEEDS = 2_000;
    private static final ChangeTimes TIMES = new ChangeTimes(Events.EARLY, Events.LATE);
    private static final Set<EventField> COLLECTIONS = EnumSet.of(
            EventField.ATTENDEES,
            EventField.REMINDERS,
            EventField.CATEGORIES,
            EventField.EXTRAS,
            EventField.RECURRENCE);

    private static final List<MergeRules> RULES = List.of(
            MergeRules.of(ConflictPolicy.MERGE),
            new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LOCAL_WINS),
            new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.LATEST_WINS),
            new MergeRules(ConflictPolicy.MERGE, ConflictPolicy.MANUAL),
            MergeRules.of(ConflictPolicy.REMOTE_WINS),
            MergeRules.of(ConflictPolicy.LOCAL_WINS),
            MergeRules.of(ConflictPolicy.LATEST_WINS),
            MergeRules.of(ConflictPolicy.MANUAL));

    private record Case(@Nullable EventSeries base, EventSeries local, EventSeries remote, MergeRules rules) {
        MergeResult merge() {
            return ThreeWayMerge.merge(base, local, remote, rules, TIMES);
        }

        EventSeries of(Side side) {
            return side == Side.LOCAL ? local : remote;
        }
    }

    private static void forEachSeed(Consumer<Case> property) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SeriesGenerator generator = new SeriesGenerator(seed);
            EventSeries base = generator.series();
            EventSeries local = generator.edit(base);
            EventSeries remote = seed % 16 == 0 ? generator.series() : generator.edit(base);
            MergeRules rules = RULES.get((int) (seed % RULES.size()));
            boolean adoption = seed % 5 == 0;
            try {
                property.accept(new Case(adoption ? null : base, local, remote, rules));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    @Test
    void merging_isDeterministic() {
        forEachSeed(each -> assertThat(each.merge()).isEqualTo(each.merge()));
    }

    @Test
    void sameEditOnBothSides_isNoConflict() {
        forEachSeed(each -> {
            MergeResult result = ThreeWayMerge.merge(each.base(), each.remote(), each.remote(), each.rules(), TIMES);
            assertThat(result).isEqualTo(new MergeResult.Settled(each.remote(), false, false, List.of(), List.of()));
        });
    }

    @Test
    void editOfOneSide_standsAlone() {
        forEachSeed(each -> {
            EventSeries base = each.base();
            if (base == null) {
                return;
            }
            var there = (MergeResult.Settled) ThreeWayMerge.merge(base, base, each.remote(), each.rules(), TIMES);
            assertThat(Meaning.same(there.series(), each.remote())).isTrue();
            assertThat(there.remoteDiffers()).isFalse();
            var here = (MergeResult.Settled) ThreeWayMerge.merge(base, each.local(), base, each.rules(), TIMES);
            assertThat(Meaning.same(here.series(), each.local())).isTrue();
            assertThat(here.replicaDiffers()).isFalse();
            assertThat(Stream.of(there, here).flatMap(one -> one.lost().stream()))
                    .isEmpty();
        });
    }

    @Test
    void swappedSides_swapTheResult() {
        forEachSeed(each -> {
            ChangeTimes swappedTimes = new ChangeTimes(TIMES.remote(), TIMES.local());
            MergeRules swapped = new MergeRules(
                    swap(each.rules().policy()), swap(each.rules().fallback()));
            MergeResult one = each.merge();
            MergeResult two = ThreeWayMerge.merge(each.base(), each.remote(), each.local(), swapped, swappedTimes);
            assertThat(two.getClass()).isEqualTo(one.getClass());
            assertThat(texts(two.conflicts())).isEqualTo(texts(one.conflicts()));
            if (one instanceof MergeResult.Settled first && two instanceof MergeResult.Settled second) {
                assertThat(SeriesDiff.between(first.series(), second.series()).changes())
                        .isEmpty();
                assertThat(first.replicaDiffers()).isEqualTo(second.remoteDiffers());
                assertThat(first.remoteDiffers()).isEqualTo(second.replicaDiffers());
                assertThat(sides(second).stream().map(Side::other)).containsExactlyInAnyOrderElementsOf(sides(first));
            }
        });
    }

    private static ConflictPolicy swap(ConflictPolicy policy) {
        return switch (policy) {
            case REMOTE_WINS -> ConflictPolicy.LOCAL_WINS;
            case LOCAL_WINS -> ConflictPolicy.REMOTE_WINS;
            default -> policy;
        };
    }

    /** Which fields, whatever side they were noted from: a difference of a whole part reads the other way round. */
    private static Set<String> texts(List<FieldChange> changes) {
        return changes.stream()
                .map(change -> change.instance() + " " + change.field())
                .collect(Collectors.toSet());
    }

    private static List<Side> sides(MergeResult result) {
        return result.lost().stream().map(LostState::side).toList();
    }

    @Test
    void flags_sayWhatDiffers() {
        forEachSeed(each -> {
            if (each.merge() instanceof MergeResult.Settled result) {
                assertThat(result.replicaDiffers()).isNotEqualTo(Meaning.same(result.series(), each.local()));
                assertThat(result.remoteDiffers()).isNotEqualTo(Meaning.same(result.series(), each.remote()));
            }
        });
    }

    @Test
    void hashAndDiff_neverDisagree() {
        forEachSeed(each -> {
            boolean same = Meaning.same(each.local(), each.remote());
            assertThat(SemanticHash.of(each.local()).equals(SemanticHash.of(each.remote())))
                    .isEqualTo(same);
            assertThat(SeriesDiff.between(each.local(), each.remote()).isEmpty())
                    .isEqualTo(same);
        });
    }

    @Test
    void noValue_comesOutOfThinAir() {
        forEachSeed(each -> {
            if (!(each.merge() instanceof MergeResult.Settled result)) {
                return;
            }
            Map<String, CalendarEvent> local = InstanceKey.parts(each.local());
            Map<String, CalendarEvent> remote = InstanceKey.parts(each.remote());
            InstanceKey.parts(result.series()).forEach((key, part) -> {
                List<CalendarEvent> sources = Stream.of(local.get(key), remote.get(key))
                        .filter(Objects::nonNull)
                        .toList();
                assertThat(sources).isNotEmpty();
                for (EventField field : EventField.values()) {
                    if (COLLECTIONS.contains(field)) {
                        assertElementsKnown(field, part, sources);
                    } else {
                        assertThat(sources).anyMatch(source -> Meaning.same(field, source, part));
                    }
                }
                assertThat(sources)
                        .as("start and end of one side")
                        .anyMatch(source -> Meaning.same(EventField.START, source, part)
                                && Meaning.same(EventField.END, source, part));
            });
        });
    }

    private static void assertElementsKnown(EventField field, CalendarEvent part, List<CalendarEvent> sources) {
        Set<String> known = new HashSet<>();
        sources.forEach(source -> known.addAll(elements(field, source)));
        assertThat(known).as(field.name()).containsAll(elements(field, part));
    }

    /** A collection's elements; attendees by address and component, because components merge. */
    private static Set<String> elements(EventField field, CalendarEvent event) {
        if (field != EventField.ATTENDEES) {
            return new HashSet<>(Meaning.of(field, event));
        }
        Set<String> elements = new HashSet<>();
        for (Attendee attendee : event.attendees()) {
            String address = Meaning.address(attendee.person().address());
            String name = attendee.person().name();
            elements.add(address);
            elements.add(address + " name " + (name == null ? "" : name));
            elements.add(address + " role " + attendee.role());
            elements.add(address + " status " + attendee.status());
            elements.add(address + " rsvp " + attendee.rsvp());
        }
        return elements;
    }

    @Test
    void everyEdit_isInTheResultOrItsSideIsKept() {
        List<Integer> lossless = new ArrayList<>();
        forEachSeed(each -> {
            if (!(each.merge() instanceof MergeResult.Settled result)) {
                return;
            }
            for (Side side : Side.values()) {
                if (sides(result).contains(side)) {
                    assertThat(result.lost()).anyMatch(lost -> each.of(side).equals(lost.series()));
                } else {
                    assertEveryEditIn(each.base(), each.of(side), result.series());
                    lossless.add(1);
                }
            }
        });
        Assertions.assertThat(lossless).hasSizeGreaterThan(SEEDS / 4);
    }

    private static void assertEveryEditIn(@Nullable EventSeries base, EventSeries side, EventSeries result) {
        Map<String, CalendarEvent> before = InstanceKey.parts(base);
        Map<String, CalendarEvent> merged = InstanceKey.parts(result);
        InstanceKey.parts(side).forEach((key, edited) -> {
            CalendarEvent old = before.remove(key);
            CalendarEvent now = merged.get(key);
            if (old == null || !Meaning.same(old, edited)) {
                assertThat(now).as("part " + key).isNotNull();
                assertEveryFieldIn(old, edited, Objects.requireNonNull(now));
            }
        });
        before.keySet().forEach(removed -> assertThat(merged).doesNotContainKey(removed));
    }

    private static void assertEveryFieldIn(@Nullable CalendarEvent old, CalendarEvent edited, CalendarEvent now) {
        for (EventField field : EventField.values()) {
            if (COLLECTIONS.contains(field)) {
                Set<String> before = old == null ? Set.of() : elements(field, old);
                Set<String> after = elements(field, edited);
                assertThat(elements(field, now))
                        .as("added to " + field)
                        .containsAll(after.stream()
                                .filter(one -> !before.contains(one))
                                .toList());
                assertThat(elements(field, now))
                        .as("removed from " + field)
                        .doesNotContainAnyElementsOf(
                                Stream.concat(Stream.of("none"), before.stream().filter(one -> !after.contains(one)))
                                        .toList());
            } else if (old == null ? !Meaning.of(field, edited).isEmpty() : !Meaning.same(field, old, edited)) {
                assertThat(Meaning.same(field, edited, now)).as(field.name()).isTrue();
            }
        }
    }

    @Test
    void plans_makeBothSidesEqual() {
        Map<Decision, Integer> seen = new HashMap<>();
        forEachSeed(each -> {
            LinkState link = each.base() == null ? LinkState.none() : LinkState.base(each.base());
            TwoSides sides =
                    new TwoSides(link, LocalState.dirty(each.local(), Events.EARLY), each.remote(), each.rules());
            seen.merge(sides.runOnce(), 1, Integer::sum);
            sides.assertEqualUnlessParked();
            sides.assertQuiet();
        });
        assertThat(seen).containsKeys(Decision.MERGED, Decision.REMOTE_STANDS, Decision.LOCAL_STANDS, Decision.PARKED);
    }

    @Test
    void crashBeforeTheRemoteWrite_endsInTheSameState() {
        forEachSeed(each -> {
            LinkState link = each.base() == null ? LinkState.none() : LinkState.base(each.base());
            LocalState local = LocalState.dirty(each.local(), Events.EARLY);
            TwoSides straight = new TwoSides(link, local, each.remote(), each.rules());
            straight.runOnce();
            TwoSides crashed = new TwoSides(link, local, each.remote(), each.rules());
            crashed.runUntilTheRemoteWrite();
            if (!crashed.parked()) {
                crashed.runOnce();
            }
            assertThat(crashed.remoteForm()).isEqualTo(straight.remoteForm());
            crashed.assertEqualUnlessParked();
        });
    }
}
