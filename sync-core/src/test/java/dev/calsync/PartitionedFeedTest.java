package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.schedule.SyncSchedule;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feeds of several partitions: what moves between them, and what no partition alone knows. */
class PartitionedFeedTest {
    private final SyncWorld world = new SyncWorld(3);
    private final TiledProvider tiled = new TiledProvider("2025", "2026", "2027");
    private UserSync alice;
    private CalendarRef calendar;

    @BeforeEach
    void connect() throws InterruptedException {
        alice = world.engine(builder -> builder.provider(tiled)).forUser("alice");
        calendar = alice.calendars(alice.connect(new TiledProvider.Anybody()))
                .get(0)
                .ref();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static EventSeries in(int year, String uid, String summary) {
        LocalDateTime nine = LocalDateTime.of(year, 3, 2, 9, 0);
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(nine, SyncWorld.BERLIN))
                .end(EventTime.at(nine.plusHours(1), SyncWorld.BERLIN))
                .build());
    }

    private EventSeries here(String uid) {
        return alice.events(calendar).find(uid).orElseThrow();
    }

    @Test
    void seriesThatMovedToAnotherPartition_isNotDeletedByTheOneThatListsAnew() {
        tiled.put(in(2025, "mover", "M"));
        world.syncNow(alice, calendar);
        String before =
                here("mover").uid() + alice.events(calendar).page(null, 9).size();
        tiled.put(in(2027, "mover", "M"));
        tiled.expire("2025");
        world.syncNow(alice, calendar);
        assertThat(tiled.askedAbout).containsExactly(RemoteId.of("mover"));
        assertThat(here("mover").events().get(0).start().toLocal().getYear()).isEqualTo(2027);
        assertThat(here("mover").uid() + alice.events(calendar).page(null, 9).size())
                .isEqualTo(before);
        assertThat(alice.history(calendar, 1).get(0).report().pulled()).isEqualTo(1);
    }

    @Test
    void seriesThatLeftTheWindow_staysInAListing_andOneThatIsGoneGoes() {
        tiled.put(in(2025, "leaver", "L"));
        tiled.put(in(2025, "gone", "G"));
        tiled.put(in(2025, "stays", "S"));
        world.syncNow(alice, calendar);
        tiled.put(in(2040, "leaver", "L"));
        tiled.there.remove("gone");
        tiled.expire("2025");
        world.syncNow(alice, calendar);
        assertThat(tiled.askedAbout).containsExactlyInAnyOrder(RemoteId.of("leaver"), RemoteId.of("gone"));
        assertThat(here("leaver").events().get(0).start().toLocal().getYear()).isEqualTo(2040);
        assertThat(alice.events(calendar).find("gone")).isEmpty();
        assertThat(here("stays")).isNotNull();
    }

    @Test
    void unreadableSeries_staysInQuarantine_untilNoPartitionListsIt() {
        tiled.put(in(2025, "bad", "B"));
        tiled.unreadable.add("bad");
        assertThat(world.syncNow(alice, calendar)).isEqualTo(JobStatus.PARTIAL);
        assertThat(alice.status(calendar).quarantined()).isEqualTo(1);
        tiled.there.remove("bad");
        tiled.expire("2026");
        world.syncNow(alice, calendar);
        assertThat(alice.status(calendar).quarantined())
                .as("one partition alone does not know")
                .isEqualTo(1);
        for (String year : new String[] {"2025", "2026", "2027"}) {
            tiled.expire(year);
        }
        world.syncNow(alice, calendar);
        assertThat(alice.status(calendar).quarantined()).isZero();
    }

    @Test
    void aSchedule_isRoutine_andSomebodyWhoAsksIsNot() {
        tiled.put(in(2026, "a", "A"));
        world.syncNow(alice, calendar);
        assertThat(tiled.routine).isEmpty();
        alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(calendar));
        world.pass(Duration.ofMinutes(20));
        assertThat(tiled.routine).contains("2025", "2026", "2027");
        tiled.routine.clear();
        world.syncNow(alice, calendar);
        assertThat(tiled.routine).isEmpty();
    }

    @Test
    void writeThatStoppedInTheMiddle_isFinishedOntoWhatIsThere() {
        tiled.put(in(2026, "a", "A"));
        world.syncNow(alice, calendar);
        CalendarEvent wanted = here("a").events().get(0).toBuilder()
                .summary("B")
                .location("Room")
                .build();
        tiled.stopAt.add(in(2026, "a", "B"));
        alice.events(calendar).put(wanted);
        world.syncNow(alice, calendar);
        assertThat(tiled.writes).isEqualTo(2);
        assertThat(tiled.there.get("a").events().get(0).location()).isEqualTo("Room");
        assertThat(tiled.there.get("a").events().get(0).summary()).isEqualTo("B");
        assertThat(here("a").events().get(0).location()).isEqualTo("Room");
        assertThat(alice.status(calendar).pendingEdits()).isZero();
    }

    @Test
    void fullSync_ofEverything_asksAboutWhatNoPartitionMentions() {
        tiled.put(in(2026, "a", "A"));
        tiled.put(in(2026, "b", "B"));
        world.syncNow(alice, calendar);
        tiled.there.remove("b");
        alice.syncNow(List.of(calendar), SyncType.FULL, Priority.HIGH);
        world.pass(Duration.ofMinutes(1));
        assertThat(tiled.askedAbout).containsExactly(RemoteId.of("b"));
        assertThat(alice.events(calendar).find("b")).isEmpty();
    }
}
