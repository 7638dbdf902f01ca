package dev.calsync.provider;

import java.util.List;

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
     */
    record EndOfChanges(List<RemoteChange> changes, Checkpoint checkpoint) implements ChangeResult {

        /** Copies the changes. */
        public EndOfChanges {
            changes = List.copyOf(changes);
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
