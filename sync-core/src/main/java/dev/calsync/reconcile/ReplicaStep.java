package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;

/**
 * What happens to the replica. Afterwards the replica's row (or its pending deletion) is dirty exactly when the plan's
 * {@link RemoteStep} writes; a plan that is parked or asks to read again leaves it as it is.
 */
public sealed interface ReplicaStep {

    /** Its content stays. */
    record Keep() implements ReplicaStep {}

    /**
     * It holds this series.
     *
     * @param series what to store; carries the version of the local state it was computed from, 0 if there was none
     */
    record Put(EventSeries series) implements ReplicaStep {}

    /** Its series becomes a pending deletion. */
    record Bury() implements ReplicaStep {}

    /** It holds nothing, neither a row nor a pending deletion. */
    record Remove() implements ReplicaStep {}
}
