package dev.calsync;

import dev.calsync.model.SeriesId;

/** What became of a local edit. */
public sealed interface EditOutcome {

    /**
     * The edit is durable and will be pushed.
     *
     * @param series which series
     * @param version its version now; 0 after a deletion
     */
    record Saved(SeriesId series, long version) implements EditOutcome {}

    /**
     * The series was changed since it was read. Nothing was changed: read it again and edit that.
     *
     * @param currentVersion its version now; 0 if it is not there any more
     */
    record Stale(long currentVersion) implements EditOutcome {}
}
