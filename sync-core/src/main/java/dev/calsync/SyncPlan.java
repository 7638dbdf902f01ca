package dev.calsync;

import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run would do if it began now; nothing of it was done.
 *
 * @param changes the first of the series that would change or wait, in the order a run would come to them
 * @param counts how many of each kind there are in all
 * @param complete whether everything was looked at; false if the provider lists more than a plan may hold
 */
public record SyncPlan(List<Planned> changes, Map<Decision, Long> counts, boolean complete) {

    /** Copies the collections. */
    public SyncPlan {
        changes = List.copyOf(changes);
        counts = Map.copyOf(counts);
    }

    /**
     * What would become of a series.
     *
     * @param series this side's id; empty for one that is new here
     * @param uid its UID
     * @param decision the row of the decision table; {@code PARKED} would wait for an answer
     * @param why why, one sentence
     * @param changesHere whether this side would change
     * @param changesThere whether the provider would be told
     */
    public record Planned(
            Optional<SeriesId> series,
            String uid,
            Decision decision,
            String why,
            boolean changesHere,
            boolean changesThere) {}
}
