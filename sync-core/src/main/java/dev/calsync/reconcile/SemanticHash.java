package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;

/** */
public record SemanticHash(String text) {
    /** */
    public static SemanticHash of(EventSeries series) {
        throw new UnsupportedOperationException("not yet");
    }
}
