package dev.calsync.provider.graph;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.graph.EventMapping.UnreadableException;
import java.time.DateTimeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Graph's answer to a write means for the write. */
final class WriteAnswers {
    private final SeriesAssembly assembly = new SeriesAssembly();

    /** What became of an event that was made or changed. */
    WriteOutcome written(ApiAnswer answer, EventSeries wanted) {
        EventItem item = answer.item();
        if (!answer.isSuccess()) {
            return refused(answer);
        }
        if (item == null) {
            return new WriteOutcome.Unknown("the event was written, and Graph's answer does not show it");
        }
        RemoteSeries remote = remote(item);
        return remote == null
                ? new WriteOutcome.Unknown("the event was written, and Graph's answer cannot be read")
                : new WriteOutcome.Written(Alike.inWordsOf(remote, wanted));
    }

    /** What became of an event that was to be deleted. */
    WriteOutcome deleted(ApiAnswer answer) {
        return answer.isSuccess() ? new WriteOutcome.Deleted() : refused(answer);
    }

    /** What an answer that is no success means for a write. */
    WriteOutcome refused(ApiAnswer answer) {
        if (GraphErrors.isThrottled(answer)) {
            return new WriteOutcome.Unknown("not carried out, because Graph asks for fewer requests");
        }
        if (GraphErrors.stateMoved(answer)) {
            return new WriteOutcome.PreconditionFailed();
        }
        if (GraphErrors.leavesOpen(answer)) {
            return new WriteOutcome.Unknown(
                    "Graph answered " + answer.status() + answer.error().shown());
        }
        if (answer.isGone()) {
            return new WriteOutcome.NotFound();
        }
        Optional<String> reason = GraphErrors.eventRefused(answer);
        if (reason.isPresent()) {
            return new WriteOutcome.Rejected(reason.get());
        }
        throw answer.failure();
    }

    /** An event as it is there; null if it cannot be read. */
    @Nullable
    RemoteSeries remote(EventItem item) {
        try {
            return assembly.remote(item);
        } catch (UnreadableException | DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }
}
