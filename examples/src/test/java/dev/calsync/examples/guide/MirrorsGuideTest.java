package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.UserMirrors;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.mirror.Mirror;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.provider.EventFeature;
import dev.calsync.provider.Loss;
import dev.calsync.schedule.EventFilter;
import dev.calsync.schedule.SyncSchedule;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/mirrors.md. */
class MirrorsGuideTest {

    @Test
    void mirrors() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder, "family", "archive")) {
            UserSync alice = rig.alice;
            CalendarRef work = rig.calendars.get(0);
            CalendarRef family = rig.calendars.get(1);
            CalendarRef archive = rig.calendars.get(2);
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            // region make
            Mirror toFamily = alice.mirror(work).busyOnly().to(family); // one way
            Mirror project = alice.mirror(work).twoWay().to(archive); // both ways
            // endregion make
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(rig.provider.calendar("family").events().values())
                    .singleElement()
                    .satisfies(
                            copy -> assertThat(copy.events().get(0).summary()).isEqualTo("Busy"));
            assertThat(rig.provider.calendar("archive").events()).hasSize(1);
            // region manage
            for (Mirror mirror : alice.mirrors().all()) {
                System.out.println(mirror.source() + " to " + mirror.target() + ", paused: " + mirror.paused());
            }
            alice.mirrors().pause(toFamily.id(), "on holiday");
            alice.mirrors().resume(toFamily.id()); // brings what changed meanwhile
            alice.mirrors().remove(toFamily.id(), UserMirrors.Copies.ERASE); // KEEP leaves the copies
            // endregion manage
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(rig.provider.calendar("family").events()).isEmpty();
            assertThat(alice.mirrors().all()).containsExactly(project);
        }
    }

    @Test
    void options() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder, "family")) {
            UserSync alice = rig.alice;
            CalendarRef work = rig.calendars.get(0);
            CalendarRef family = rig.calendars.get(1);
            rig.theirs.put(Rig.series("standup", "Stand-up"));
            // region options
            alice.mirror(work)
                    .only(EventFilter.and(EventFilter.busy(), EventFilter.not(EventFilter.category("draft"))))
                    .prefix("[Work] ") // in front of the copies' titles
                    .to(family);
            // endregion options
            rig.world.tasks().runFor(Duration.ofMinutes(1));
            assertThat(rig.provider.calendar("family").events().values())
                    .singleElement()
                    .satisfies(
                            copy -> assertThat(copy.events().get(0).summary()).isEqualTo("[Work] Stand-up"));
        }
    }

    @Test
    void losses() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder)) {
            CalendarSync sync = rig.sync;
            ProviderId from = rig.provider.id();
            ProviderId to = rig.provider.id();
            // region losses
            Map<EventFeature, Loss> lost = sync.losses(from, to);
            lost.forEach((feature, loss) -> System.out.println(feature.words() + ": " + loss));
            // endregion losses
            assertThat(lost).containsOnlyKeys(EventFeature.EXTRAS, EventFeature.THIS_AND_FUTURE);
        }
    }

    @Test
    void oneJob() throws InterruptedException {
        try (Rig rig = new Rig(builder -> builder, "family")) {
            UserSync alice = rig.alice;
            CalendarRef work = rig.calendars.get(0);
            CalendarRef family = rig.calendars.get(1);
            // region job
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(work, family));
            SyncJob job = alice.syncNow(work, family);
            // endregion job
            assertThat(alice.await(job.id(), Duration.ofMinutes(5)).status()).isEqualTo(JobStatus.COMPLETED);
        }
    }
}
