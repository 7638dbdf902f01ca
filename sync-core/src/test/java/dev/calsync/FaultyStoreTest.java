package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.model.CalendarRef;
import dev.calsync.testing.WatchedStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The store fails once, at any of its transactions, before it or after its commit. */
class FaultyStoreTest {
    private static final int TRANSACTIONS_MAX = 80;

    @Test
    void transactionThatFails_losesNothing() {
        failAtEveryTransaction(WatchedStore.Fault.BEFORE);
    }

    @Test
    void commitWhoseAnswerIsLost_losesNothing() {
        failAtEveryTransaction(WatchedStore.Fault.AFTER_COMMIT);
    }

    private static void failAtEveryTransaction(WatchedStore.Fault fault) {
        for (int number = 0; number < TRANSACTIONS_MAX; number++) {
            int failing = number;
            int[] left = {-1};
            try (SyncWorld world =
                    new SyncWorld(number, () -> left[0] >= 0 && left[0]-- == 0 ? fault : WatchedStore.Fault.NONE)) {
                UserSync alice = world.engine().forUser("alice");
                CalendarRef team = world.connect(alice);
                world.team.put(event("a", "A"));
                alice.events(team).put(event("mine", "Mine"));
                SyncJob job = alice.syncNow(team);
                left[0] = failing;
                world.pass(Duration.ofMinutes(1));
                left[0] = -1;
                assertThat(alice.job(job.id()).orElseThrow().status())
                        .as("transaction %s fails", failing)
                        .isEqualTo(JobStatus.COMPLETED);
                assertThat(world.team.events()).containsOnlyKeys("a", "mine");
                assertThat(world.team.appliedKeys()).hasSize(1);
            }
        }
    }
}
