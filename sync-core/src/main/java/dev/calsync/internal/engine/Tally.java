package dev.calsync.internal.engine;

import dev.calsync.job.SyncReport;
import dev.calsync.model.SeriesId;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what one transaction did. A fresh one for each try, because a transaction may be run more than once; what
 * counts is added up after the commit.
 */
final class Tally {

    /** A series that both sides had changed, and how that was settled. */
    record Settled(SeriesId series, String resolution) {}

    long read;
    long pulled;
    long pushed;
    long skipped;
    long quarantined;
    long updatedHere;
    final List<Settled> conflicts = new ArrayList<>();
    final List<String> quarantineReasons = new ArrayList<>();

    void conflict(SeriesId series, String resolution) {
        conflicts.add(new Settled(series, resolution));
    }

    SyncReport report() {
        return new SyncReport(read, pulled, pushed, skipped, conflicts.size(), quarantined, 0, 0);
    }
}
