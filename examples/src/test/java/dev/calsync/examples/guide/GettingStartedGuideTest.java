package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarStatus;
import dev.calsync.CalendarSync;
import dev.calsync.Concurrency;
import dev.calsync.EventInstance;
import dev.calsync.UserSync;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/getting-started.md. */
class GettingStartedGuideTest {

    @Test
    void settings() {
        // region settings
        CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(CalDavProvider.create())
                .conflicts(ConflictPolicy.MERGE)
                .retry(RetryPolicy.exponential(Duration.ofSeconds(2), Duration.ofMinutes(15))
                        .withMaxRetries(8))
                .concurrency(Concurrency.workers(16).perUser(2))
                .listener(event -> {
                    if (event instanceof SyncEvent.AccountNeedsAttention attention) {
                        System.err.println(attention.user() + ": " + attention.reason());
                    }
                })
                .build();
        // endregion settings
        sync.close();
    }

    @Test
    void looking() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            rig.syncNow();
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            Instant from = Instant.parse("2026-03-02T00:00:00Z");
            Instant until = Instant.parse("2026-03-03T00:00:00Z");
            // region looking
            for (EventInstance one : alice.events(team).between(from, until)) {
                System.out.println(one.startsAt() + " " + one.event().summary());
            }
            CalendarStatus status = alice.status(team);
            System.out.println("last success " + status.lastSuccessAt() + ", next run " + status.nextRunAt() + ": "
                    + status.nextRunReason());
            for (RunRecord run : alice.history(team, 20)) {
                System.out.println(run.endedAt() + " " + run.outcome() + " " + run.report());
            }
            for (DeadLetter letter : alice.deadLetters(20)) {
                alice.replay(letter);
            }
            alice.pause(team, "on holiday");
            alice.resume(team);
            // endregion looking
            assertThat(alice.events(team).between(from, until)).hasSize(1);
            assertThat(alice.history(team, 20)).hasSize(1);
        }
    }
}
