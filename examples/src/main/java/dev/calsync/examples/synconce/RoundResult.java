package dev.calsync.examples.synconce;

import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncReport;
import java.util.List;

/**
 * What one round did.
 *
 * @param calendars how many calendars
 * @param report what their runs did together
 * @param quarantined series that cannot be synchronised as it stands, conflicts that wait for an answer among them
 * @param status the worst of the calendars' outcomes
 * @param troubles one sentence for each thing that did not go well
 * @param millis how long it took
 */
record RoundResult(
        int calendars, SyncReport report, int quarantined, JobStatus status, List<String> troubles, long millis) {

    /** The status that the process ends with. */
    int exitStatus() {
        return switch (status) {
            case COMPLETED -> quarantined == 0 ? 0 : 1;
            case PARTIAL -> 1;
            default -> 2;
        };
    }

    /** The last line of the output. */
    String line() {
        return "RESULT calendars=" + calendars + " pulled=" + report.pulled() + " pushed=" + report.pushed()
                + " conflicts=" + report.conflicts() + " quarantined=" + quarantined + " requests=" + report.requests()
                + " millis=" + millis;
    }
}
