package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.EditOutcome;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.google.testing.Oddity;
import dev.calsync.provider.google.testing.Weather;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.store.Revision;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Both sides edited at random while requests fail at random: afterwards both sides agree, nothing is there twice, and
 * every edit either stands, was replaced by somebody who had seen it, or is kept as a revision.
 */
class RandomFaultsTest {
    private static final long SEEDS = Long.getLong("calsync.google.seeds", 3);
    private static final int STEPS = 50;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDateTime TEN = LocalDateTime.of(2026, 3, 2, 10, 0);

    @Test
    void everySeed_convergesWithoutADuplicateOrALostEdit() throws Exception {
        Map<Weather.Fault, Integer> happened = new EnumMap<>(Weather.Fault.class);
        long first = Long.getLong("calsync.google.seed", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try (Story story = new Story(seed)) {
                story.tell();
                story.weather.happened().forEach((fault, times) -> happened.merge(fault, times, Integer::sum));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " (-Dcalsync.google.seed=" + seed + ")", e);
            }
        }
        assertThat(happened.keySet().size()).as("%s", happened).isGreaterThanOrEqualTo(SEEDS < 30 ? 10 : 13);
    }

    /** One title that somebody wrote: where, and what stood there when they did. */
    private record Edit(String title, String replaced) {}

    private static final class Story implements AutoCloseable {
        private final Random random;
        private final TwoSides sides;
        private final Weather weather;
        /** All edits of a part, in the order they were made; its key is the UID, and the day of an instance. */
        private final Map<String, List<Edit>> edits = new HashMap<>();

        private final Set<String> deleted = new HashSet<>();
        private int made;

        Story(long seed) throws InterruptedException {
            random = new Random(seed);
            Oddity[] oddities = List.of(Oddity.values()).stream()
                    .filter(oddity -> oddity != Oddity.SYNC_BEFORE_ANSWER && random.nextInt(3) == 0)
                    .toArray(Oddity[]::new);
            int pageSize = 1 + random.nextInt(6);
            long held = random.nextInt(3) == 0 ? 3_000 : ChangeFeed.MAX_HELD_BYTES;
            sides = new TwoSides(seed, builder -> builder.pageSize(pageSize).maxHeldBytes(held));
            sides.google.oddities(oddities);
            weather = Weather.seeded(seed);
        }

        void tell() throws InterruptedException {
            sides.everyQuarterOfAnHour();
            sides.google.weather(weather);
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1 -> makeHere();
                    case 2, 3 -> makeThere();
                    case 4, 5 -> editHere();
                    case 6, 7 -> editThere();
                    case 8 -> excludeHere();
                    case 9 -> callOffThere();
                    case 10 -> delete();
                    default -> {
                        if (random.nextInt(4) == 0) {
                            sides.google.expireSyncTokens();
                        }
                    }
                }
                if (random.nextInt(3) > 0) {
                    sides.pass(Duration.ofMinutes(random.nextInt(20)));
                }
            }
            sides.google.weather(Weather.calm());
            sides.pass(Duration.ofHours(8));
            verify();
        }

        private static EventTime at(int day, int hour) {
            return EventTime.at(TEN.plusDays(day).withHour(hour), BERLIN);
        }

        private String title() {
            return "title-" + ++made;
        }

        private void note(String uid, int day, String title, String replaced) {
            edits.computeIfAbsent(uid + "/" + day, key -> new ArrayList<>()).add(new Edit(title, replaced));
        }

        private void makeHere() {
            String uid = "here-" + ++made;
            CalendarEvent event = CalendarEvent.builder(uid)
                    .summary(title())
                    .start(at(0, 10))
                    .end(at(0, 11))
                    .recurrence(random.nextBoolean() ? List.of("RRULE:FREQ=DAILY;COUNT=10") : List.of())
                    .build();
            note(uid, 0, event.summary(), "");
            EventSeries series = EventSeries.of(event);
            if (event.isRecurring() && random.nextBoolean()) {
                CalendarEvent override = override(event, 3, title());
                note(uid, 3, override.summary(), "");
                series = series.with(override);
            }
            assertThat(sides.events().put(series)).isInstanceOf(EditOutcome.Saved.class);
        }

        private static CalendarEvent override(CalendarEvent master, int day, String title) {
            return Instances.derive(master, at(day, 10)).toBuilder()
                    .summary(title)
                    .build();
        }

        private void makeThere() {
            String uid = "there-" + ++made;
            String title = title();
            CalendarEvent event = CalendarEvent.builder(uid)
                    .summary(title)
                    .start(at(0, 10))
                    .end(at(0, 11))
                    .recurrence(random.nextBoolean() ? List.of("RRULE:FREQ=DAILY;COUNT=10") : List.of())
                    .build();
            note(uid, 0, title, "");
            ApiEvents.put(sides.theirs, EventSeries.of(event));
        }

        private String any(Set<String> uids) {
            List<String> all = new ArrayList<>(new TreeSet<>(uids));
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private void editHere() {
            String uid = any(sides.here().keySet());
            if (uid == null) {
                return;
            }
            EventSeries series = sides.here().get(uid);
            CalendarEvent master = series.master();
            int day = master.isRecurring() && random.nextBoolean() ? 1 + random.nextInt(5) : 0;
            if (day > 0
                    && RecurrenceDates.exclusions(master.recurrence()).containsKey(RecurrenceDates.key(at(day, 10)))) {
                return;
            }
            CalendarEvent part =
                    day == 0 ? master : series.override(at(day, 10)).orElse(override(master, day, master.summary()));
            String title = title();
            if (sides.events().put(series.with(part.toBuilder().summary(title).build())) instanceof EditOutcome.Saved) {
                note(uid, day, title, part.summary());
            }
        }

        private void editThere() throws InterruptedException {
            Map<String, RemoteSeries> there = calmly();
            String uid = any(there.keySet());
            if (uid == null) {
                return;
            }
            RemoteSeries remote = there.get(uid);
            CalendarEvent master = remote.series().master();
            int day = master.isRecurring() && random.nextBoolean() ? 1 + random.nextInt(5) : 0;
            if (day > 0
                    && RecurrenceDates.exclusions(master.recurrence()).containsKey(RecurrenceDates.key(at(day, 10)))) {
                return;
            }
            String replaced = day == 0
                    ? master.summary()
                    : remote.series()
                            .override(at(day, 10))
                            .map(CalendarEvent::summary)
                            .orElse(master.summary());
            String id = day == 0
                    ? remote.id().value()
                    : EventIds.instance(remote.id().value(), at(day, 10));
            String title = title();
            sides.theirs.patch(id, "{\"summary\":\"" + title + "\"}");
            note(uid, day, title, replaced);
        }

        /** Another client looks at Google in fair weather. */
        private Map<String, RemoteSeries> calmly() throws InterruptedException {
            sides.google.weather(Weather.calm());
            try {
                return sides.there();
            } finally {
                sides.google.weather(weather);
            }
        }

        private void excludeHere() {
            String uid = any(sides.here().keySet());
            EventSeries series = uid == null ? null : sides.here().get(uid);
            if (series == null || !series.master().isRecurring()) {
                return;
            }
            int day = 6 + random.nextInt(3);
            CalendarEvent master = series.master().toBuilder()
                    .recurrence(RecurrenceDates.excluding(series.master().recurrence(), List.of(at(day, 10))))
                    .build();
            sides.events().put(series.with(master));
        }

        private void callOffThere() throws InterruptedException {
            Map<String, RemoteSeries> there = calmly();
            String uid = any(there.keySet());
            if (uid != null && there.get(uid).series().master().isRecurring()) {
                sides.theirs.delete(EventIds.instance(there.get(uid).id().value(), at(6 + random.nextInt(3), 10)));
            }
        }

        private void delete() throws InterruptedException {
            if (random.nextBoolean()) {
                String uid = any(sides.here().keySet());
                if (uid != null) {
                    sides.events().delete(sides.here().get(uid));
                    deleted.add(uid);
                }
                return;
            }
            Map<String, RemoteSeries> there = calmly();
            String uid = any(there.keySet());
            if (uid != null) {
                sides.theirs.delete(there.get(uid).id().value());
                deleted.add(uid);
            }
        }

        private void verify() throws InterruptedException {
            Map<String, EventSeries> here = sides.here();
            Map<String, RemoteSeries> there = sides.there();
            assertThat(here.keySet()).isEqualTo(there.keySet());
            here.forEach((uid, series) -> assertThat(
                            SeriesDiff.between(series, there.get(uid).series()).changes())
                    .as("%s", uid)
                    .isEmpty());
            assertThat(sides.alice.status(sides.team).pendingEdits()).isZero();
            assertThat(sides.alice.quarantine(sides.team, 10)).isEmpty();
            assertThat(sides.alice.deadLetters(10)).isEmpty();
            Set<String> kept = new HashSet<>();
            for (Revision revision : sides.alice.revisions(sides.team, 1_000)) {
                revision.state().events().forEach(event -> kept.add(event.summary()));
            }
            edits.forEach((part, all) -> accountFor(part, all, here, kept));
        }

        /** Each title stands, was seen by whoever replaced it, or was kept. */
        private void accountFor(String part, List<Edit> all, Map<String, EventSeries> here, Set<String> kept) {
            String uid = part.substring(0, part.indexOf('/'));
            if (deleted.contains(uid)) {
                return;
            }
            Set<String> stands = new HashSet<>();
            assertThat(here).as("nobody deleted it").containsKey(uid);
            here.get(uid).events().forEach(event -> stands.add(event.summary()));
            Set<String> seen = new HashSet<>();
            edits.forEach((other, list) -> {
                if (other.startsWith(uid + "/")) {
                    list.forEach(edit -> seen.add(edit.replaced()));
                }
            });
            for (Edit edit : all) {
                assertThat(stands.contains(edit.title()) || seen.contains(edit.title()) || kept.contains(edit.title()))
                        .as("%s of %s, which has %s; kept %s", edit, part, stands, kept)
                        .isTrue();
            }
        }

        @Override
        public void close() {
            sides.close();
        }
    }
}
