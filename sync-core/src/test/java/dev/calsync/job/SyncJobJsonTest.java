package dev.calsync.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncJobJsonTest {
    private static final SyncJob JOB = new SyncJob(
            JobId.of("j1"),
            UserId.of("alice"),
            List.of(new CalendarRef(AccountId.of("A"), "team"), new CalendarRef(AccountId.of("A"), "a/b")),
            SyncType.INCREMENTAL,
            Priority.HIGH,
            Instant.parse("2026-11-22T10:00:00.123456Z"),
            JobStatus.QUEUED,
            1,
            8);
    private static final String JSON = "{\"id\":\"j1\",\"userId\":\"alice\","
            + "\"calendarIds\":[\"account:A/team\",\"account:A/a%2Fb\"],\"type\":\"incremental\",\"priority\":\"high\","
            + "\"scheduledAt\":\"2026-11-22T10:00:00.123456Z\",\"status\":\"queued\",\"retryCount\":1,\"maxRetries\":8}";

    @Test
    void job_hasTheKnownShape() {
        assertThat(JOB.toJson()).isEqualTo(JSON);
        assertThat(SyncJob.fromJson(JSON)).isEqualTo(JOB);
    }

    @Test
    void everyWord_readsBack() {
        for (JobStatus status : JobStatus.values()) {
            for (Priority priority : Priority.values()) {
                for (SyncType type : SyncType.values()) {
                    SyncJob job = new SyncJob(
                            JOB.id(), JOB.userId(), JOB.calendarIds(), type, priority, JOB.scheduledAt(), status, 0, 0);
                    assertThat(SyncJob.fromJson(job.toJson())).isEqualTo(job);
                }
            }
        }
    }

    @Test
    void everyFault_isNamedWithItsPath() {
        assertThatThrownBy(() -> SyncJob.fromJson(
                        "{\"id\":\"\",\"userId\":7,\"calendarIds\":[\"x\",\"account:A/t\",\"account:A/t\"],"
                                + "\"type\":\"half\",\"priority\":\"HIGH\",\"scheduledAt\":\"now\",\"retryCount\":-1,"
                                + "\"maxRetries\":1.5,\"extra\":true}"))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults())
                                .satisfiesExactly(
                                        fault -> assertThat(fault).startsWith("$.id: JobId must have"),
                                        fault -> assertThat(fault).isEqualTo("$.userId: must be a text"),
                                        fault -> assertThat(fault).startsWith("$.calendarIds[0]: must be a text like"),
                                        fault -> assertThat(fault)
                                                .startsWith("$.calendarIds[2]: names a calendar twice"),
                                        fault -> assertThat(fault)
                                                .startsWith(
                                                        "$.type: unknown word \"half\", known are incremental, full"),
                                        fault -> assertThat(fault).startsWith("$.priority: unknown word \"HIGH\""),
                                        fault -> assertThat(fault).startsWith("$.scheduledAt: must be a time like"),
                                        fault -> assertThat(fault).isEqualTo("$.status: is missing"),
                                        fault -> assertThat(fault).startsWith("$.retryCount: must be a whole number"),
                                        fault -> assertThat(fault).startsWith("$.maxRetries: must be a whole number"),
                                        fault -> assertThat(fault).isEqualTo("$: unknown member \"extra\"")));
    }

    @Test
    void malformedText_isRefused() {
        for (String text : List.of("", "[]", "{", JSON + "x", "{\"id\":\"a\",\"id\":\"a\"}", " ".repeat(4_194_305))) {
            assertThatThrownBy(() -> SyncJob.fromJson(text))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("$: ");
        }
    }
}
