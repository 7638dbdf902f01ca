package dev.calsync.store;

import dev.calsync.mirror.MirrorEnd;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;

/**
 * What binds a series at a mirror's source to one at its target.
 *
 * @param source the source's id of it
 * @param target the target's id of it
 * @param origin where the original is; the other one is the copy
 * @param sourceBase the source's state as both last agreed
 * @param targetBase the target's state as both last agreed
 * @param restored how often the copy was made again since the original changed
 */
public record MirrorTie(
        SeriesId source,
        SeriesId target,
        MirrorEnd origin,
        EventSeries sourceBase,
        EventSeries targetBase,
        int restored) {

    /** The id of the series at an end. */
    public SeriesId at(MirrorEnd end) {
        return end == MirrorEnd.SOURCE ? source : target;
    }

    /** The state at an end as both last agreed. */
    public EventSeries base(MirrorEnd end) {
        return end == MirrorEnd.SOURCE ? sourceBase : targetBase;
    }
}
