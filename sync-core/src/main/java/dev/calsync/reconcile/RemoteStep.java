package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;

/** What happens at the provider. The state in a step is the whole one; the intent keeps its own copy. */
public sealed interface RemoteStep {

    /** Whether this changes the remote side. */
    default boolean writes() {
        return !(this instanceof None) && !(this instanceof Reread);
    }

    /** Nothing. */
    record None() implements RemoteStep {}

    /** The series is made. */
    record Create(EventSeries series) implements RemoteStep {}

    /**
     * The series is changed.
     *
     * @param series what the remote side must mean afterwards
     * @param changes what differs from the remote side's state, so that no more than that is sent; when that state is
     *     not known, from an empty one
     */
    record Update(EventSeries series, SeriesDiff changes) implements RemoteStep {}

    /** The series is deleted. */
    record Delete() implements RemoteStep {}

    /** The series is read by its id and decided about again: this side lost it and its base. */
    record Reread() implements RemoteStep {}
}
