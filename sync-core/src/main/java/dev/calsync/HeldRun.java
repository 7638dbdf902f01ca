package dev.calsync;

import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.Side;
import java.time.Instant;
import java.util.List;

/**
 * Changes that a run wanted to make, and that are so many that a person is asked first.
 *
 * @param kind what changes
 * @param side where: {@code LOCAL} if the provider changed them and this side would follow, {@code REMOTE} if this side
 *     did and the provider would be told
 * @param changes how many; of updates from the provider, so many as were read when the run was held
 * @param known how many series the calendar has, counted as far as that matters
 * @param since when they were first held
 * @param reason what would be done, one sentence
 * @param plan the first hundred of them
 */
public record HeldRun(
        ChangeGuard.Kind kind, Side side, long changes, long known, Instant since, String reason, List<Planned> plan) {

    /** Copies the list. */
    public HeldRun {
        plan = List.copyOf(plan);
    }

    /**
     * One of the changes.
     *
     * @param series this side's id of the series
     * @param here the series as this side has it; for one that was deleted here, its last state
     * @param why why it would be changed, one sentence
     */
    public record Planned(SeriesId series, EventSeries here, String why) {

        /** Without the event's content. */
        @Override
        public String toString() {
            return "Planned[" + series + ", " + why + "]";
        }
    }
}
