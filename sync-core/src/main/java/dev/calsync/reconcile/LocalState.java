package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.time.Instant;

/** What the replica holds of a series. */
public sealed interface LocalState {

    /** No row at all, and no pending deletion. */
    record Absent() implements LocalState {}

    /** The series, with no edit that the remote side has yet to get. The flag is trusted, it is not compared again. */
    record Clean(EventSeries series) implements LocalState {}

    /**
     * The series, edited since the last agreement.
     *
     * @param series as it is now
     * @param changedAt when it was edited last
     */
    record Dirty(EventSeries series, Instant changedAt) implements LocalState {}

    /**
     * Deleted here, and the remote side has yet to get that.
     *
     * @param deletedAt when
     */
    record Deleted(Instant deletedAt) implements LocalState {}

    /** {@link Absent}. */
    static LocalState absent() {
        return new Absent();
    }

    /** {@link Clean}. */
    static LocalState clean(EventSeries series) {
        return new Clean(series);
    }

    /** {@link Dirty}. */
    static LocalState dirty(EventSeries series, Instant changedAt) {
        return new Dirty(series, changedAt);
    }

    /** {@link Deleted}. */
    static LocalState deleted(Instant deletedAt) {
        return new Deleted(deletedAt);
    }
}
