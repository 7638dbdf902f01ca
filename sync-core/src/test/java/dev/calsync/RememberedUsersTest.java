package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.CacheFigures;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.ScriptedTokens;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a node remembers of its users: it saves reading, and is never what somebody else has changed long ago. */
class RememberedUsersTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** What is read for many calendars at once, or once a second whatever runs. */
    private static final Set<String> BATCHES =
            Set.of("nodes", "work", "schedules.nextFire", "users.changes", "tx", "breakers");

    private static boolean isBatch(String call) {
        return BATCHES.contains(call) || BATCHES.contains(call.substring(0, call.indexOf('.')));
    }

    @Test
    void steadyRunThatFindsNothingNew_readsItsCheckpointAndNoOtherRow() throws InterruptedException {
        VirtualWorld world = VirtualWorld.create(3);
        ScriptedProvider provider = new ScriptedProvider();
        provider.calendar("team");
        SyncStore plain = MemorySyncStore.create(world.time());
        CountingStore counting = new CountingStore(plain);
        try (CalendarSync sync = CalendarSync.builder()
                .store(counting)
                .provider(provider)
                .environment(world.node())
                .build()) {
            sync.start();
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(provider.account("alice")))
                    .get(0)
                    .ref();
            ask(plain, team);
            world.tasks().runFor(Duration.ofMinutes(15));
            counting.counts.clear();
            int runs = 96;

            for (int i = 0; i < runs; i++) {
                ask(plain, team);
                world.tasks().runFor(Duration.ofMinutes(15));
            }

            TreeMap<String, Long> rows = new TreeMap<>();
            counting.counts.forEach((call, count) -> {
                if (!isBatch(call) && count.rows > 0) {
                    rows.put(call, count.rows);
                }
            });
            // All that is remembered is read anew every six hours.
            assertThat(rows.remove("users.find")).isLessThanOrEqualTo(runs / 24);
            assertThat(rows.remove("calendars.find")).isLessThanOrEqualTo(runs / 24);
            assertThat(rows.remove("accounts.find")).isLessThanOrEqualTo(runs / 24);
            assertThat(rows).containsOnlyKeys("checkpoints.feeds").containsEntry("checkpoints.feeds", (long) runs);
            assertThat(counting.count("users.changes").rows).isLessThanOrEqualTo(2L * runs);
            assertThat(sync.caches()).extracting(CacheFigures::name).containsExactly("users", "grants");
            assertThat(sync.caches())
                    .allSatisfy(cache -> assertThat(cache.hits()).isGreaterThanOrEqualTo(runs / 2))
                    .allSatisfy(cache -> assertThat(cache.hitRate()).isBetween(0.7, 1.0));
        }
    }

    private static void ask(SyncStore store, CalendarRef calendar) {
        store.inTransaction(tx -> tx.work()
                .request(List.of(new WorkRequest(
                        calendar,
                        UserId.of("alice"),
                        SyncType.INCREMENTAL,
                        Priority.NORMAL,
                        tx.now(),
                        WorkCause.SCHEDULE))));
    }

    private static CalendarSync elsewhere(SyncWorld world) {
        return CalendarSync.builder()
                .store(world.store)
                .provider(world.provider)
                .environment(world.world.node())
                .build();
    }

    @Test
    void scheduleThatIsReplacedThroughAnotherEngine_countsWithinFiveSeconds() {
        try (SyncWorld world = new SyncWorld(4)) {
            UserSync here = world.engine().forUser("alice");
            CalendarRef team = world.connect(here);
            SyncSchedule patient = SyncSchedule.every(MINUTE).calendars(team);
            ScheduleId id = here.schedule(patient).id();
            world.pass(Duration.ofMinutes(10));
            world.provider.failNext(new TransientException("once"));
            world.pass(MINUTE);
            assertThat(world.told(SyncEvent.RetryPlanned.class))
                    .as("it is retried")
                    .hasSize(1);
            passUntilJustBefore(world, here, id);

            try (CalendarSync other = elsewhere(world)) {
                other.forUser("alice").reschedule(id, patient.retryOnFailure(false));
            }
            world.pass(Duration.ofSeconds(4));
            world.provider.failNext(new TransientException("twice"));
            world.pass(Duration.ofSeconds(10));

            assertThat(world.told(SyncEvent.RetryPlanned.class)).as("not again").hasSize(1);
            assertThat(here.history(team, 1).get(0).outcome()).isEqualTo(JobStatus.FAILED);
        }
    }

    /** Five seconds before the schedule fires next. */
    private static void passUntilJustBefore(SyncWorld world, UserSync user, ScheduleId id) {
        Duration until = Duration.between(world.now(), user.preview(id, 1).get(0));
        world.pass(until.plus(MINUTE).minusSeconds(5));
    }

    @Test
    void accountThatIsConnectedAgainElsewhere_isUsedAsItIsThere() throws InterruptedException {
        try (SyncWorld world = new SyncWorld(5)) {
            ScriptedTokens tokens = new ScriptedTokens(world.world.time(), Duration.ofHours(8));
            world.provider.tokens(tokens);
            UserSync here = world.engine().forUser("alice");
            Account account = here.connect(world.provider.account("alice", tokens.authorize()));
            CalendarRef team = here.calendars(account).get(0).ref();
            ScheduleId id =
                    here.schedule(SyncSchedule.every(MINUTE).calendars(team)).id();
            world.pass(Duration.ofMinutes(10));
            passUntilJustBefore(world, here, id);
            int runs = here.history(team, 99).size();
            tokens.revokeAll();

            try (CalendarSync other = elsewhere(world)) {
                other.forUser("alice").connect(world.provider.account("alice", tokens.authorize()));
            }
            world.pass(Duration.ofSeconds(15));

            assertThat(here.history(team, 99))
                    .hasSizeGreaterThan(runs)
                    .allMatch(run -> run.outcome() == JobStatus.COMPLETED);
            assertThat(tokens.refreshes())
                    .as("the new grant was fetched for once, where it was connected")
                    .isEqualTo(2);
        }
    }

    @Test
    void accountThatIsDisconnectedElsewhere_runsNoMore() {
        try (SyncWorld world = new SyncWorld(6)) {
            UserSync here = world.engine().forUser("alice");
            CalendarRef team = world.connect(here);
            here.schedule(SyncSchedule.every(MINUTE).calendars(team));
            world.pass(Duration.ofMinutes(10));

            try (CalendarSync other = elsewhere(world)) {
                UserSync alice = other.forUser("alice");
                alice.disconnect(alice.accounts().get(0));
            }
            long requests = world.provider.requests();
            world.pass(Duration.ofMinutes(10));

            assertThat(world.provider.requests()).isEqualTo(requests);
            assertThat(world.told(SyncEvent.AccountNeedsAttention.class)).isEmpty();
        }
    }
}
