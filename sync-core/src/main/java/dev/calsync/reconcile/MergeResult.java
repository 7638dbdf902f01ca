package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.util.List;

/** What a three-way merge of two existing states came to. Texts of its records show no values. */
public sealed interface MergeResult {

    /** What both sides changed differently; empty when every edit of both sides is in the result. */
    List<FieldChange> conflicts();

    /** What must be kept as revisions; at most one for each side. Empty when parked: nothing has lost yet. */
    List<LostState> lost();

    /**
     * One state for both sides.
     *
     * @param series what both sides must hold afterwards
     * @param replicaDiffers whether the replica means something else and must be written
     * @param remoteDiffers whether the remote side means something else and must be written
     * @param conflicts what both sides changed differently
     * @param lost what did not make it into the series
     */
    record Settled(
            EventSeries series,
            boolean replicaDiffers,
            boolean remoteDiffers,
            List<FieldChange> conflicts,
            List<LostState> lost)
            implements MergeResult {

        /** Copies the lists. */
        public Settled {
            conflicts = List.copyOf(conflicts);
            lost = List.copyOf(lost);
        }

        @Override
        public String toString() {
            return "Settled[replicaDiffers=" + replicaDiffers + ", remoteDiffers=" + remoteDiffers + ", conflicts="
                    + conflicts + ", lost=" + lost + "]";
        }
    }

    /**
     * Together the two sides removed every part: a series of overrides alone of which each side removed some. It is to
     * be deleted on both.
     */
    record Emptied() implements MergeResult {
        @Override
        public List<FieldChange> conflicts() {
            return List.of();
        }

        @Override
        public List<LostState> lost() {
            return List.of();
        }
    }

    /**
     * Nobody may decide: both sides keep theirs until the host answers.
     *
     * @param conflicts what both sides changed differently; never empty
     */
    record Parked(List<FieldChange> conflicts) implements MergeResult {

        /** Copies the list. */
        public Parked {
            conflicts = List.copyOf(conflicts);
        }

        @Override
        public List<LostState> lost() {
            return List.of();
        }
    }
}
