package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.CalendarStatus;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.provider.graph.testing.LoggedRequest;
import dev.calsync.provider.graph.testing.RequestKind;
import dev.calsync.provider.graph.testing.Weather;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both sides are edited while requests fail at random, from a seed: the whole engine on virtual time, over the fake. When the
 * faults stop, both sides agree, nothing is there twice, and no edit is lost.
 */
class RandomFaultsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final int STEPS = 30;
    private static final double CHANCE = 0.1;
    private static final Map<Weather.Kind, Integer> STRUCK = new EnumMap<>(Weather.Kind.class);

    @AfterAll
    static void everyKindOfFaultStruck() {
        // Nearly all writes go in batches of few; conflicts are made besides.
        assertThat(STRUCK.keySet()).containsAll(EnumSet.complementOf(EnumSet.of(Weather.Kind.CONFLICT)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void faultsStrike_andBothSidesAgreeInTheEnd(long seed) throws Exception {
        try (Story story = new Story(seed)) {
            for (int step = 0; step < STEPS; step++) {
                story.somethingHappens(step);
                story.world.tasks().runFor(Duration.ofMinutes(10));
            }
            story.weather.end();
            story.settle();
            story.check();
            story.weather.struck().forEach((kind, times) -> STRUCK.merge(kind, times, Integer::sum));
        }
    }

    private static final class Story implements AutoCloseable {
        private final VirtualWorld world;
        private final FakeGraph graph;
        private final FakeCalendar team;
        private final CalendarSync engine;
        private final UserSync alice;
        private final CalendarRef ref;
        private final Random dice;
        private final Weather weather;
        /** What only this side edits, by UID: the last title. */
        private final Map<String, String> ours = new TreeMap<>();
        /** What only the other side edits, by id: the last title. */
        private final Map<String, String> theirs = new TreeMap<>();

        private final List<String> series = new ArrayList<>();

        Story(long seed) throws InterruptedException {
            world = VirtualWorld.create(seed);
            graph = FakeGraph.start(world.time());
            dice = new Random(seed * 31);
            FakeMailbox mailbox = graph.mailbox("alice@example.com");
            team = mailbox.primary();
            for (int i = 0; i < 8; i++) {
                theirsIs("start " + i);
            }
            for (int i = 0; i < 3; i++) {
                series.add(team.create(Events.weekly("series " + i, day().toString(), null)));
            }
            graph.deltas().duplicates(true).emptyPages(seed % 2 == 0).shuffled(seed);
            engine = CalendarSync.builder()
                    .store(MemorySyncStore.create(world.time()))
                    .provider(GraphCalendarProvider.builder()
                            .allowLoopbackHttp()
                            .graph(graph.url())
                            .authority(graph.loginUrl())
                            .build())
                    .environment(world.node())
                    .build();
            engine.start();
            alice = engine.forUser("alice");
            Account account = alice.connect(GraphAccount.bearer(
                    graph.login().tokenLifetime(Duration.ofDays(900)).accessToken(mailbox)));
            ref = alice.calendars(account).stream()
                    .map(RemoteCalendar::ref)
                    .findFirst()
                    .orElseThrow();
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(ref));
            weather = Weather.seeded(seed, CHANCE);
            graph.weather(weather);
        }

        private LocalDate day() {
            return LocalDate.of(2026, 1, 5).plusDays(dice.nextInt(500));
        }

        private void theirsIs(String title) {
            theirs.put(team.create(Events.single(title, day().toString())), title);
        }

        void somethingHappens(int step) {
            String title = "step " + step;
            if (step % 9 == 8) {
                graph.faults().irresolvableConflict(1, LoggedRequest.of(RequestKind.EVENT_PATCH));
            }
            switch (dice.nextInt(8)) {
                case 0 -> theirsIs(title);
                case 1 -> {
                    String id = any(theirs);
                    team.update(id, "{\"subject\":\"" + title + "\"}");
                    theirs.put(id, title);
                }
                case 2 -> {
                    String id = any(theirs);
                    String date = day().toString();
                    team.update(id, Events.times(date + "T14:00:00", date + "T15:00:00", "UTC"));
                }
                case 3 -> changeAnOccurrence(title);
                case 4 -> {
                    if (theirs.size() > 3) {
                        String id = any(theirs);
                        team.delete(id);
                        theirs.remove(id);
                    }
                }
                case 5 -> editHere(title);
                default -> addHere("uid-" + step, title);
            }
        }

        private void changeAnOccurrence(String title) {
            String master = series.get(dice.nextInt(series.size()));
            ObjectNode event = team.event(master);
            LocalDate first = LocalDate.parse(
                    event.path("recurrence").path("range").path("startDate").asText());
            LocalDate day = first.plusWeeks(1 + dice.nextInt(20));
            try {
                if (dice.nextBoolean()) {
                    team.changeOccurrence(master, day, "{\"subject\":\"" + title + "\"}");
                } else {
                    team.deleteOccurrence(master, day);
                }
            } catch (RuntimeException alreadyCancelled) {
                // That day was cancelled before.
            }
        }

        private void addHere(String uid, String title) {
            LocalDateTime at = day().atTime(9, 30);
            CalendarEvent event = CalendarEvent.builder(uid)
                    .summary(title)
                    .start(EventTime.at(at, BERLIN))
                    .end(EventTime.at(at.plusHours(1), BERLIN))
                    .recurrence(dice.nextInt(3) == 0 ? List.of("RRULE:FREQ=DAILY;COUNT=5") : List.of())
                    .build();
            alice.events(ref).put(event);
            if (event.isRecurring() && dice.nextBoolean()) {
                EventTime instance = EventTime.at(at.plusDays(2), BERLIN);
                alice.events(ref)
                        .put(Instances.generated(here(uid).master(), instance).toBuilder()
                                .summary("override " + title)
                                .build());
            }
            ours.put(uid, title);
        }

        private EventSeries here(String uid) {
            return alice.events(ref).find(uid).orElseThrow();
        }

        private void editHere(String title) {
            if (ours.isEmpty()) {
                return;
            }
            String uid = any(ours);
            if (dice.nextInt(4) == 0) {
                alice.events(ref).delete(here(uid));
                ours.remove(uid);
                return;
            }
            alice.events(ref).put(here(uid).master().toBuilder().summary(title).build());
            ours.put(uid, title);
        }

        private String any(Map<String, String> of) {
            return new ArrayList<>(of.keySet()).get(dice.nextInt(of.size()));
        }

        void settle() {
            world.tasks().runFor(Duration.ofHours(3));
            alice.syncNow(List.of(ref), SyncType.FULL, Priority.HIGH);
            world.tasks().runFor(Duration.ofHours(1));
        }

        void check() throws InterruptedException {
            CalendarStatus status = alice.status(ref);
            assertThat(status.pendingEdits()).as("pending").isZero();
            assertThat(status.quarantined()).as("quarantined").isZero();
            Map<String, EventSeries> there = new HashMap<>();
            try (Talk talk = Talk.about(graph, team)) {
                there.putAll(talk.everything());
            }
            Map<String, EventSeries> here = new HashMap<>();
            alice.events(ref)
                    .page(null, 1_000)
                    .forEach(one -> here.put(one.series().uid(), one.series()));
            assertThat(here.keySet()).isEqualTo(there.keySet());
            here.forEach((uid, one) ->
                    assertThat(SemanticHash.of(there.get(uid))).as(uid).isEqualTo(SemanticHash.of(one)));
            ours.forEach((uid, title) ->
                    assertThat(there.get(uid).master().summary()).as(uid).isEqualTo(title));
            assertThat(there).hasSize(ours.size() + theirs.size() + series.size());
            assertThat(team.size()).as("nothing is there twice").isEqualTo(there.size());
            assertThat(there.values().stream().map(one -> one.master().summary()))
                    .containsAll(theirs.values());
        }

        @Override
        public void close() {
            engine.close();
            graph.close();
        }
    }
}
