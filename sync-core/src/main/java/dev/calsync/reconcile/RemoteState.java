package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.time.Instant;

/** What the provider says of a series in this round. */
public sealed interface RemoteState {

    /** Nothing: the feed did not mention it, so for a linked series it is as it was. */
    record NotMentioned() implements RemoteState {}

    /**
     * The series.
     *
     * @param series as read
     * @param tagChanged whether its ETag (or what the provider has in place of one) is another than the link's; true
     *     when either is unknown. An unchanged tag saves the comparison; a changed one is only a hint.
     * @param observedAt when it was read; stands in for a missing modification time
     */
    record Present(EventSeries series, boolean tagChanged, Instant observedAt) implements RemoteState {}

    /**
     * Gone: the feed said so, or a complete listing of its place does not hold it.
     *
     * @param observedAt when that was read
     */
    record Deleted(Instant observedAt) implements RemoteState {}

    /**
     * The provider's modification time, or when the change was read where it gives none; {@link Instant#MIN} if nothing
     * was mentioned.
     */
    default Instant changedAt() {
        if (this instanceof Present present) {
            Instant modified = ConflictRows.modified(present.series());
            return modified == null ? present.observedAt() : modified;
        }
        return this instanceof Deleted deleted ? deleted.observedAt() : Instant.MIN;
    }

    /** {@link NotMentioned}. */
    static RemoteState notMentioned() {
        return new NotMentioned();
    }

    /** {@link Present} with another tag. */
    static RemoteState present(EventSeries series, Instant observedAt) {
        return new Present(series, true, observedAt);
    }

    /** {@link Deleted}. */
    static RemoteState deleted(Instant observedAt) {
        return new Deleted(observedAt);
    }
}
