package dev.calsync.store;

import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a run did to a series on one side, with what takes it back. {@link #toString()} shows no values.
 *
 * @param number grows with every entry that is kept; given by the store
 * @param run which run
 * @param series which series, by this side's id
 * @param side where it was done
 * @param at when
 * @param before what that side had; null if it had nothing
 * @param after the semantic hash of what it has since; null if it has nothing
 * @param link what tied the series when that is to be undone should the run fail; null if nothing did, or it need not be
 *     known
 */
public record JournalEntry(
        long number,
        RunId run,
        SeriesId series,
        Side side,
        Instant at,
        @Nullable EventSeries before,
        @Nullable String after,
        @Nullable Link link) {

    /** Of a run whose writes stay. */
    public JournalEntry(
            long number,
            RunId run,
            SeriesId series,
            Side side,
            Instant at,
            @Nullable EventSeries before,
            @Nullable String after) {
        this(number, run, series, side, at, before, after, null);
    }

    /** The same under another number. */
    public JournalEntry number(long value) {
        return new JournalEntry(value, run, series, side, at, before, after, link);
    }

    @Override
    public String toString() {
        return "JournalEntry[" + number + ", " + run + ", " + series + ", " + side + "]";
    }
}
