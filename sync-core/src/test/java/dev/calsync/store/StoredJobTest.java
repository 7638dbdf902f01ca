package dev.calsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The moves of a job. */
class StoredJobTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final CalendarRef A = new CalendarRef(AccountId.of("one"), "a");
    private static final CalendarRef B = new CalendarRef(AccountId.of("one"), "b");

    private static StoredJob job(JobStatus status, Map<CalendarRef, JobStatus> outcomes) {
        SyncJob job = new SyncJob(
                JobId.of("j"), UserId.of("alice"), List.of(A, B), SyncType.FULL, Priority.LOW, NOW, status, 0, 8);
        return new StoredJob(job, Map.of(A, 3L, B, 5L), outcomes, NOW);
    }

    @Test
    void cancelled_endsWhatIsOpen_andKeepsWhatEnded() {
        StoredJob cancelled =
                job(JobStatus.PROCESSING, Map.of(A, JobStatus.PARTIAL)).cancelled();
        assertThat(cancelled.job().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancelled.outcomes()).isEqualTo(Map.of(A, JobStatus.PARTIAL, B, JobStatus.CANCELLED));
        assertThat(cancelled.isFinal()).isTrue();
        assertThat(cancelled.open()).isEmpty();
    }

    @Test
    void finalJob_isNeitherCancelledNorMoved() {
        StoredJob done = job(JobStatus.COMPLETED, Map.of(A, JobStatus.COMPLETED, B, JobStatus.COMPLETED));
        assertThatThrownBy(done::cancelled)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("COMPLETED");
        assertThatThrownBy(() -> done.withPriority(Priority.HIGH)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void priority_changesWhileQueuedOnly() {
        assertThat(job(JobStatus.QUEUED, Map.of())
                        .withPriority(Priority.HIGH)
                        .job()
                        .priority())
                .isEqualTo(Priority.HIGH);
        assertThatThrownBy(() -> job(JobStatus.PROCESSING, Map.of()).withPriority(Priority.HIGH))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void waitsFor_itsGenerationAndThoseThatServeItToo() {
        StoredJob half = job(JobStatus.QUEUED, Map.of(B, JobStatus.COMPLETED));
        assertThat(half.waitsFor(A, 2)).isFalse();
        assertThat(half.waitsFor(A, 3)).isTrue();
        assertThat(half.waitsFor(A, 4)).isTrue();
        assertThat(half.waitsFor(B, 9)).isFalse();
        assertThat(half.open()).containsExactly(A);
    }

    @Test
    void moves_areTheseAndNoOthers() {
        Set<JobStatus> ends = EnumSet.of(
                JobStatus.COMPLETED, JobStatus.PARTIAL, JobStatus.FAILED, JobStatus.DEAD, JobStatus.CANCELLED);
        Map<JobStatus, Set<JobStatus>> allowed = new EnumMap<>(JobStatus.class);
        allowed.put(JobStatus.QUEUED, EnumSet.of(JobStatus.PROCESSING, JobStatus.CANCELLED));
        Set<JobStatus> fromProcessing = EnumSet.copyOf(ends);
        fromProcessing.add(JobStatus.QUEUED);
        allowed.put(JobStatus.PROCESSING, fromProcessing);
        allowed.put(JobStatus.DEAD, EnumSet.of(JobStatus.QUEUED));
        for (JobStatus from : JobStatus.values()) {
            for (JobStatus to : JobStatus.values()) {
                assertThat(from.mayBecome(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(allowed.getOrDefault(from, Set.of()).contains(to));
            }
        }
    }
}
