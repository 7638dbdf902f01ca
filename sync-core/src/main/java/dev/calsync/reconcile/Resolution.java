package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;

/** The answer to a {@link Conflict}. The state that does not stand is kept as a revision. */
public sealed interface Resolution {

    /** The replica's state stands; if it was deleted there, the deletion does. */
    record KeepLocal() implements Resolution {}

    /** The provider's state stands; if it was deleted there, the deletion does. */
    record KeepRemote() implements Resolution {}

    /**
     * This state stands on both sides.
     *
     * @param series the state; its UID must be the conflict's
     */
    record Merge(EventSeries series) implements Resolution {}

    /**
     * Nobody decides now: the series is parked, both sides keep theirs.
     *
     * @param reason why, for people; shown in the calendar's status
     */
    record Escalate(String reason) implements Resolution {}
}
