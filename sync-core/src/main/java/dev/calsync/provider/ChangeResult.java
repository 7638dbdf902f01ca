package dev.calsync.provider;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link ChangeQuery}. */
public sealed interface ChangeResult {

    /**
     * A page, and there are more. A page may be empty.
     *
     * @param changes at most a few hundred
     * @param next where the next page begins
     */
    record MoreChanges(List<RemoteChange> changes, ResumePoint next) implements ChangeResult {

        /** Copies the changes. */
        public MoreChanges {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The round's last page.
     *
     * @param changes at most a few hundred
     * @param checkpoint where the next round begins
     * @param listedFrom of a round that lists everything: only series that end after this were listed, so that one which
     *     may have ended by then is not gone because it was not mentioned; null if all were. Of no meaning for a round of
     *     changes
     */
    record EndOfChanges(
            List<RemoteChange> changes,
            Checkpoint checkpoint,
            @Nullable Instant listedFrom) implements ChangeResult {

        /** Copies the changes. */
        public EndOfChanges {
            changes = List.copyOf(changes);
        }

        /** The last page of a round that left nothing out. */
        public EndOfChanges(List<RemoteChange> changes, Checkpoint checkpoint) {
            this(changes, checkpoint, null);
        }
    }

    /**
     * The provider no longer knows the checkpoint or the resume point. What follows is a round that lists everything and
     * is compared with what is known; nothing is wiped.
     *
     * @param reason one sentence for the run's history
     */
    record CursorExpired(String reason) implements ChangeResult {}
}
