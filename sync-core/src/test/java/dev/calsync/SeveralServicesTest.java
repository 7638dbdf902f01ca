package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.schedule.SyncSchedule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One schedule, or one request, over calendars of several services. */
class SeveralServicesTest {

    @Test
    void oneJob_hasOneStatus_whateverTheServices() throws InterruptedException {
        try (MirrorWorld w = new MirrorWorld()) {
            w.remote.forEach(calendar -> calendar.put(event("at-" + calendar.id(), "A")));
            SyncJob job = w.alice.syncNow(w.ref(0), w.ref(1), w.ref(2));
            assertThat(job.calendarIds()).containsExactlyElementsOf(w.refs);
            assertThat(w.alice.await(job.id(), Duration.ofHours(1)).status()).isEqualTo(JobStatus.COMPLETED);
            w.refs.forEach(ref -> assertThat(w.alice.events(ref).page(null, 9)).hasSize(1));
            w.pass(Duration.ofMinutes(5));
            w.providers.get(1).failNext(new UnrecoverableException("closed for good"));
            SyncJob failed = w.alice.syncNow(w.ref(0), w.ref(1), w.ref(2));
            assertThat(w.alice.await(failed.id(), Duration.ofHours(1)).status()).isEqualTo(JobStatus.FAILED);
        }
    }

    @Test
    void oneSchedule_firesForAllOfThem() {
        try (MirrorWorld w = new MirrorWorld()) {
            w.alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(w.ref(0), w.ref(1), w.ref(2)));
            w.pass(Duration.ofHours(1));
            w.refs.forEach(ref -> assertThat(w.alice.history(ref, 9)).hasSizeBetween(3, 5));
        }
    }
}
