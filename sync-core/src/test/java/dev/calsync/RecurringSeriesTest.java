package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.reconcile.SemanticHash;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What people do to recurring series on both sides at the same time: both ends agree afterwards, and each edit is at both
 * ends or among the revisions.
 */
class RecurringSeriesTest {
    private static final LocalDateTime FIRST = LocalDateTime.of(2026, 3, 2, 10, 0);

    /** A world under one fallback, with the series at both ends. */
    private static final class Room implements AutoCloseable {
        final SyncWorld world = new SyncWorld(1);
        final UserSync alice;
        final CalendarRef team;

        Room(ConflictPolicy fallback, EventSeries series) {
            alice = world.engine(builder -> builder.conflicts(new MergeRules(ConflictPolicy.MERGE, fallback)))
                    .forUser("alice");
            team = world.connect(alice);
            world.team.put(series);
            sync();
        }

        void sync() {
            assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        }

        EventSeries here(String uid) {
            return alice.events(team).find(uid).orElseThrow();
        }

        EventSeries there(String uid) {
            return world.team.events().get(uid);
        }

        void putHere(EventSeries series) {
            assertThat(alice.events(team)
                            .put(series.withVersion(alice.events(team)
                                    .find(series.uid())
                                    .map(EventSeries::version)
                                    .orElse(0L))))
                    .isInstanceOf(EditOutcome.Saved.class);
        }

        EventSeries agreed(String uid) {
            sync();
            sync();
            assertThat(SemanticHash.of(here(uid)).text())
                    .isEqualTo(SemanticHash.of(there(uid)).text());
            assertThat(alice.status(team).pendingEdits()).isZero();
            return there(uid);
        }

        /** Everything that is at both ends or was kept. */
        List<String> words(String... uids) {
            List<String> words = new ArrayList<>();
            for (String uid : uids) {
                collect(there(uid), words);
            }
            alice.revisions(team, 100).forEach(lost -> collect(lost.state(), words));
            return words;
        }

        private static void collect(EventSeries series, List<String> words) {
            series.events().forEach(event -> {
                words.add(event.summary());
                words.add(event.location());
            });
        }

        @Override
        public void close() {
            world.close();
        }
    }

    private static CalendarEvent daily(String uid, LocalDateTime start, String rule) {
        return CalendarEvent.builder(uid)
                .summary("Daily")
                .start(EventTime.at(start, SyncWorld.BERLIN))
                .end(EventTime.at(start.plusHours(1), SyncWorld.BERLIN))
                .recurrence(List.of("RRULE:" + rule))
                .build();
    }

    private static EventSeries series() {
        return new EventSeries("s", daily("s", FIRST, "FREQ=DAILY;COUNT=10"), List.of(override(3, "Third")));
    }

    private static CalendarEvent override(int day, String summary) {
        LocalDateTime start = FIRST.plusDays(day - 1L);
        return CalendarEvent.builder("s")
                .summary(summary)
                .recurrenceId(EventTime.at(start, SyncWorld.BERLIN))
                .start(EventTime.at(start.plusHours(2), SyncWorld.BERLIN))
                .end(EventTime.at(start.plusHours(3), SyncWorld.BERLIN))
                .build();
    }

    private static EventSeries withoutThird() {
        CalendarEvent master = daily("s", FIRST, "FREQ=DAILY;COUNT=10").toBuilder()
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=10", "EXDATE;TZID=Europe/Berlin:20260304T100000"))
                .build();
        return EventSeries.of(master);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void instanceDeletedHereAndEditedThere_isThereAsEdited(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            room.putHere(withoutThird());
            room.world.team.put(series().with(override(3, "edited there")));
            assertThat(room.agreed("s").overrides())
                    .singleElement()
                    .satisfies(one -> assertThat(one.summary()).isEqualTo("edited there"));
            assertThat(room.here("s").master().recurrence()).noneMatch(line -> line.startsWith("EXDATE"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void instanceEditedHereAndDeletedThere_isThereAsEdited(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            room.putHere(series().with(override(3, "edited here")));
            room.world.team.put(withoutThird());
            assertThat(room.agreed("s").overrides())
                    .singleElement()
                    .satisfies(one -> assertThat(one.summary()).isEqualTo("edited here"));
            assertThat(room.there("s").master().recurrence()).noneMatch(line -> line.startsWith("EXDATE"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void differentInstancesEditedOnBothSides_bothStand(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            room.putHere(series().with(override(5, "fifth here")));
            room.world.team.put(series().with(override(7, "seventh there")));
            assertThat(room.agreed("s").overrides())
                    .extracting(CalendarEvent::summary)
                    .containsExactlyInAnyOrder("Third", "fifth here", "seventh there");
            assertThat(room.alice.revisions(room.team, 10)).isEmpty();
        }
    }

    /** "This and all following": the old series ends, another one begins. */
    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void seriesSplitHere_whileInstancesOnBothSidesOfTheSplitAreEditedThere(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            EventSeries head = new EventSeries(
                    "s", daily("s", FIRST, "FREQ=DAILY;UNTIL=20260306T090000Z"), List.of(override(3, "Third")));
            room.putHere(head);
            room.putHere(EventSeries.of(daily("tail", FIRST.plusDays(5).plusHours(4), "FREQ=DAILY;COUNT=5")));
            room.world.team.put(series().with(override(2, "second there")).with(override(8, "eighth there")));
            EventSeries end = room.agreed("s");
            assertThat(end.master().recurrence()).containsExactly("RRULE:FREQ=DAILY;UNTIL=20260306T090000Z");
            assertThat(room.agreed("tail").master().recurrence()).containsExactly("RRULE:FREQ=DAILY;COUNT=5");
            assertThat(room.words("s", "tail")).contains("second there", "eighth there", "Third");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void seriesSplitThere_whileTheTitleIsEditedHere(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            EventSeries read = room.here("s");
            room.putHere(
                    read.with(read.master().toBuilder().summary("titled here").build()));
            room.world.team.put(new EventSeries(
                    "s", daily("s", FIRST, "FREQ=DAILY;UNTIL=20260306T090000Z"), List.of(override(3, "Third"))));
            room.world.team.put(EventSeries.of(daily("tail", FIRST.plusDays(5), "FREQ=DAILY;COUNT=5")));
            EventSeries end = room.agreed("s");
            assertThat(end.master().summary()).isEqualTo("titled here");
            assertThat(end.master().recurrence()).containsExactly("RRULE:FREQ=DAILY;UNTIL=20260306T090000Z");
            assertThat(room.here("tail").master().summary()).isEqualTo("Daily");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void wholeSeriesMovedHere_whileAnInstanceIsEditedThere(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            room.putHere(EventSeries.of(daily("s", FIRST.plusHours(3), "FREQ=DAILY;COUNT=10").toBuilder()
                    .location("moved here")
                    .build()));
            room.world.team.put(series().with(override(5, "fifth there")));
            room.agreed("s");
            assertThat(room.words("s")).contains("moved here", "fifth there");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void wholeSeriesMovedOnBothSides_toDifferentTimes(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            room.putHere(EventSeries.of(daily("s", FIRST.plusHours(3), "FREQ=DAILY;COUNT=10").toBuilder()
                    .location("moved here")
                    .build()));
            room.world.team.put(EventSeries.of(daily("s", FIRST.plusHours(5), "FREQ=DAILY;COUNT=10").toBuilder()
                    .summary("moved there")
                    .build()));
            EventSeries end = room.agreed("s");
            assertThat(room.words("s")).contains("moved here", "moved there");
            assertThat(end.master().start())
                    .isIn(
                            EventTime.at(FIRST.plusHours(3), SyncWorld.BERLIN),
                            EventTime.at(FIRST.plusHours(5), SyncWorld.BERLIN));
            assertThat(room.alice.revisions(room.team, 10)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"REMOTE_WINS", "LOCAL_WINS", "LATEST_WINS"})
    void wholeSeriesDeletedThere_whileAnInstanceIsEditedHere(ConflictPolicy fallback) {
        try (Room room = new Room(fallback, series())) {
            room.putHere(series().with(override(5, "fifth here")));
            room.world.team.delete("s");
            assertThat(room.agreed("s").overrides())
                    .extracting(CalendarEvent::summary)
                    .contains("fifth here");
        }
    }
}
