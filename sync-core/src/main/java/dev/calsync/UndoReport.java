package dev.calsync;

import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import java.util.List;

/**
 * What became of undoing a run.
 *
 * @param run which run
 * @param undone how many series are on this side as they were before the run; a run that was asked for tells the provider
 * @param notUndone which are not, and why
 */
public record UndoReport(RunId run, int undone, List<NotUndone> notUndone) {

    /** Copies the list. */
    public UndoReport {
        notUndone = List.copyOf(notUndone);
    }

    /**
     * A series that stays as it is.
     *
     * @param series this side's id, which may be the id of a series that is gone
     * @param why why, one sentence
     */
    public record NotUndone(SeriesId series, String why) {}
}
