package dev.calsync;

import dev.calsync.job.Progress;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.RunRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * How a calendar is doing.
 *
 * @param calendar which calendar
 * @param lastSuccessAt when a run last ended well, wholly or in part, as far as the history is kept
 * @param lastRun the last run, however it ended
 * @param nextRunAt when it is synchronised next, as far as is known
 * @param nextRunReason why then, one sentence
 * @param progress how far the run that goes on in this process is
 * @param running whether a run goes on, here or elsewhere
 * @param pendingEdits edits made here that the provider has yet to get; counted up to 1000
 * @param conflicts series that both sides changed and that wait for an answer
 * @param quarantined series that cannot be synchronised; together with the conflicts counted up to 1000
 * @param held why changes of it wait for a person; see {@link CalendarRepairs#held}
 * @param paused why it is paused
 * @param needsAttention what the user has to do before its account works again
 * @param channel how its push channel is doing; empty if it has none
 */
public record CalendarStatus(
        CalendarRef calendar,
        Optional<Instant> lastSuccessAt,
        Optional<RunRecord> lastRun,
        Optional<Instant> nextRunAt,
        String nextRunReason,
        Optional<Progress> progress,
        boolean running,
        int pendingEdits,
        int conflicts,
        int quarantined,
        Optional<String> held,
        Optional<String> paused,
        Optional<String> needsAttention,
        Optional<ChannelStatus> channel) {}
