package dev.calsync.store;

import dev.calsync.model.RunId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * Where one partition of a calendar's change feed is.
 *
 * @param partition which partition
 * @param checkpoint where the last finished round ended; null before the first has finished
 * @param round the number of the round that is under way, or of the last one; grows with every round
 * @param underWay the round that has begun and not finished; null when there is none
 * @param filter the fingerprint of the event filter that checkpoint and round under way belong to; empty if every event
 *     is synchronised. Both are only good for the filter they came from
 * @param rollBack the run whose writes have to be undone before anything else is done; null if there is none
 */
public record StoredFeed(
        String partition,
        @Nullable Checkpoint checkpoint,
        long round,
        @Nullable Round underWay,
        String filter,
        @Nullable RunId rollBack) {

    /** A feed with nothing to be undone. */
    public StoredFeed(
            String partition, @Nullable Checkpoint checkpoint, long round, @Nullable Round underWay, String filter) {
        this(partition, checkpoint, round, underWay, filter, null);
    }

    /** A feed of every event. */
    public StoredFeed(String partition, @Nullable Checkpoint checkpoint, long round, @Nullable Round underWay) {
        this(partition, checkpoint, round, underWay, "");
    }

    /** The same with the writes of this run to be undone first; null for nothing. */
    public StoredFeed rollBack(@Nullable RunId run) {
        return new StoredFeed(partition, checkpoint, round, underWay, filter, run);
    }

    /**
     * A round under way.
     *
     * @param since the checkpoint it started from; null when it lists everything
     * @param resume where it goes on; null when no page of it was applied yet
     */
    public record Round(
            @Nullable Checkpoint since, @Nullable ResumePoint resume) {}
}
