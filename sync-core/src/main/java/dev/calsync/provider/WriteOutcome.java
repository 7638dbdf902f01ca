package dev.calsync.provider;

import dev.calsync.model.RemoteId;

/** What became of a write. */
public sealed interface WriteOutcome {

    /**
     * The series is at the provider as asked for.
     *
     * @param remote its state there now
     */
    record Written(RemoteSeries remote) implements WriteOutcome {}

    /**
     * Part of what was asked for is at the provider and the rest is not: a write of several requests stopped in the
     * middle. The rest is to be written onto what is there now.
     *
     * @param remote the series' state there now
     */
    record WrittenInPart(RemoteSeries remote) implements WriteOutcome {}

    /** The series is gone from the provider. */
    record Deleted() implements WriteOutcome {}

    /** Somebody else changed the series: it is to be read again, merged, and written again. Nothing was changed. */
    record PreconditionFailed() implements WriteOutcome {}

    /**
     * A series of this identity is there already and is not the one that this write made. Nothing was changed.
     *
     * @param id the one that is there
     */
    record AlreadyExists(RemoteId id) implements WriteOutcome {}

    /** The series to be changed or deleted is not there. */
    record NotFound() implements WriteOutcome {}

    /**
     * The provider refuses this event for good. Nothing was changed; the series goes into quarantine.
     *
     * @param reason what is wrong, without the event's content
     */
    record Rejected(String reason) implements WriteOutcome {}

    /**
     * The answer was lost: the write may or may not have taken effect. To be settled by {@link CalendarSession#resolve}
     * before anything is sent again.
     *
     * @param reason what happened
     */
    record Unknown(String reason) implements WriteOutcome {}

    /** Only from {@link CalendarSession#resolve}: the write did not take effect and may be sent again. */
    record NotApplied() implements WriteOutcome {}
}
