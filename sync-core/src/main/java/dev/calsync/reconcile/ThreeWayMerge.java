package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import org.jspecify.annotations.Nullable;

/** */
public final class ThreeWayMerge {
    private ThreeWayMerge() {}

    /** */
    public static MergeResult merge(
            @Nullable EventSeries base, EventSeries local, EventSeries remote, MergeRules rules, ChangeTimes times) {
        throw new UnsupportedOperationException("not yet");
    }
}
