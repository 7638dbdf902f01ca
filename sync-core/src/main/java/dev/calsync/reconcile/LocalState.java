package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

    /** The series, if there is one. */
    default @Nullable EventSeries current() {
        if (this instanceof Clean clean) {
            return clean.series();
        }
        return this instanceof Dirty dirty ? dirty.series() : null;
    }

    /** When it was edited or deleted here; {@link Instant#MIN} if nobody did. */
    default Instant changedAt() {
        if (this instanceof Deleted deleted) {
            return deleted.deletedAt();
        }
        return Instant.MIN;
    }

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
