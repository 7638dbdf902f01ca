package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.system.Environment;
import dev.calsync.system.RandomSource;
import dev.calsync.testing.ScriptedCalendar;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.Simulation;
import dev.calsync.testing.SimulationReport;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/testing.md. */
class TestingGuideTest {

    // region day
    @Test
    void aDayOfSyncs_takesAMoment() throws InterruptedException {
        VirtualWorld world = VirtualWorld.create(1);
        ScriptedProvider provider = new ScriptedProvider();
        ScriptedCalendar theirs = provider.calendar("team");
        try (CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(provider)
                .environment(world.node())
                .build()) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(provider.account("alice")))
                    .get(0)
                    .ref();
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team));

            theirs.put(EventSeries.of(CalendarEvent.builder("uid-1")
                    .summary("Offsite")
                    .start(EventTime.on(LocalDate.of(2026, 3, 2)))
                    .build()));
            world.tasks().runFor(Duration.ofDays(1));

            assertThat(alice.events(team).find("uid-1")).isPresent();
            assertThat(alice.history(team, 1_000)).hasSize(96);
        }
    }
    // endregion day

    @Test
    void failures() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            ScriptedProvider provider = rig.provider;
            ScriptedCalendar theirs = rig.theirs;
            theirs.put(Rig.series("uid-1", "Offsite"));
            // region failures
            provider.failNext(new TransientException("the server is in trouble")); // one call each
            provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(7)));
            provider.loseNextAnswers(1); // the next write takes effect, its answer does not arrive
            provider.pageSize(4); // changes on a page
            theirs.expireCursors(); // the next round starts over
            theirs.garble("uid-1", "line 3: no such date"); // cannot be read until it is put again
            // endregion failures
            assertThat(rig.syncNow()).isEqualTo(JobStatus.PARTIAL);
            theirs.put(Rig.series("uid-1", "Offsite"));
            rig.alice.events(rig.team()).put(Rig.event("mine", "Mine"));
            assertThat(rig.syncNow()).isEqualTo(JobStatus.COMPLETED);
            assertThat(theirs.events()).containsOnlyKeys("uid-1", "mine");
        }
    }

    @Test
    void crash() throws InterruptedException {
        VirtualWorld world = VirtualWorld.create(1);
        MemorySyncStore store = MemorySyncStore.create(world.time());
        ScriptedProvider provider = new ScriptedProvider().pageSize(4);
        ScriptedCalendar theirs = provider.calendar("team");
        for (int i = 0; i < 30; i++) {
            theirs.put(Rig.series("uid-" + i, "Event " + i));
        }
        // region crash
        Environment doomed = world.node();
        CalendarSync first = engine(store, provider, doomed);
        UserSync alice = first.forUser("alice");
        CalendarRef team =
                alice.calendars(alice.connect(provider.account("alice"))).get(0).ref();
        SyncJob job = alice.syncNow(team);
        for (int step = 0; step < 9; step++) {
            world.tasks().runNext();
        }
        doomed.tasks().close(); // nothing of this node runs any more

        UserSync again = engine(store, provider, world.node()).forUser("alice");
        SyncJob done = again.await(job.id(), Duration.ofMinutes(5)); // its lease expires, the second node goes on
        // endregion crash
        assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(again.events(team).page(null, 100)).hasSize(30);
        assertThat(again.history(team, 10).get(0).report().read()).isLessThan(30);
    }

    private static CalendarSync engine(MemorySyncStore store, ScriptedProvider provider, Environment environment) {
        CalendarSync sync = CalendarSync.builder()
                .store(store)
                .provider(provider)
                .environment(environment)
                .build();
        sync.start();
        return sync;
    }

    @Test
    void seeds() {
        // region seeds
        for (long seed = 0; seed < 100; seed++) {
            RandomSource random = RandomSource.seeded(seed);
            int steps = random.nextInt(60);
            assertThat(RandomSource.seeded(seed).nextInt(60)).as("seed " + seed).isEqualTo(steps);
        }
        // endregion seeds
    }

    @Test
    void simulation() throws InterruptedException {
        // region simulation
        SimulationReport report = Simulation.create()
                .store(MemorySyncStore::create) // yours: an empty one for each seed, going by the clock it is given
                .threads(2)
                .replay(seed -> "mvn test -Dtest=StoreSimulationTest -Dseed=" + seed)
                .run(1, 20);
        System.out.println(report); // how often each fault, act, transition and event occurred
        report.throwIfFailed(); // names each seed that failed, what was seen, and the command that runs it again
        // endregion simulation
        assertThat(report.ran()).isEqualTo(20);
    }
}
