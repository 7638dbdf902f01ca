package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.Concurrency;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/priorities-and-fairness.md. */
class FairnessGuideTest {

    private static CalendarSyncBuilder limited(CalendarSyncBuilder builder, ScriptedProvider provider) {
        // region limits
        builder.concurrency(Concurrency.workers(32)
                .perUser(4)
                .perAccount(2)
                .perProvider(provider.id(), 20)
                .ageing(Duration.ofMinutes(2)));
        // endregion limits
        return builder;
    }

    private static CalendarSyncBuilder scaled(CalendarSyncBuilder builder) {
        // region scaling
        builder.concurrency(Concurrency.workers(2, 16));
        // endregion scaling
        // region batching
        builder.batching(Duration.ofSeconds(15), 10);
        // endregion batching
        return builder;
    }

    private static CalendarSyncBuilder paced(CalendarSyncBuilder builder, ScriptedProvider provider) {
        // region budgets
        PermitRate perMailbox = PermitRate.within(600, Duration.ofMinutes(1), 60);
        builder.limits(
                provider.id(),
                ProviderLimits.GOOGLE_CALENDAR.withRule(new BudgetRule(BudgetScope.MAILBOX, perMailbox)));
        // endregion budgets
        // region breakers
        builder.breakers(BreakerPolicy.DEFAULT);
        // endregion breakers
        return builder;
    }

    private static CalendarSyncBuilder european(CalendarSyncBuilder builder) {
        // region regions
        builder.regions(Region.of("eu"));
        // endregion regions
        return builder;
    }

    @Test
    void priorities() throws InterruptedException {
        ScriptedProvider other = new ScriptedProvider(ProviderId.of("other"));
        try (Rig rig = new Rig(builder -> scaled(paced(limited(builder.provider(other), other), other)))) {
            UserSync alice = rig.alice;
            CalendarRef team = rig.team();
            // region priorities
            SyncJob now = alice.syncNow(team); // HIGH
            SyncJob resync = alice.syncNow(List.of(team), SyncType.FULL, Priority.LOW);
            // endregion priorities
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(alice.job(now.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(alice.job(resync.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
            CalendarSync sync = rig.sync;
            // region nodes
            int nodes = sync.desiredNodes(Duration.ofSeconds(30));
            // endregion nodes
            assertThat(nodes).isEqualTo(1);
        }
    }

    @Test
    void regions() throws InterruptedException {
        try (Rig rig = new Rig(FairnessGuideTest::european)) {
            CalendarSync sync = rig.sync;
            // region user
            UserSync emma = sync.forUser("emma");
            emma.region(Region.of("eu")); // before the first account
            List<Region> unserved = sync.unservedRegions();
            // endregion user
            assertThat(unserved).isEmpty();
            CalendarRef calendar = emma.calendars(emma.connect(rig.provider.account("emma")))
                    .get(0)
                    .ref();
            SyncJob job = emma.syncNow(calendar);
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(emma.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
        }
    }
}
