package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two states of one series that cannot both stand. {@link #toString()} shows no values.
 *
 * @param uid the series
 * @param base what both sides last agreed on; null when they never did or it is not known any more
 * @param local the replica's state; null when it was deleted there
 * @param remote the provider's state; null when it was deleted there
 * @param fields what both sides changed differently; for a deletion against an edit, what the edit changed
 * @param times when each side changed
 */
public record Conflict(
        String uid,
        @Nullable EventSeries base,
        @Nullable EventSeries local,
        @Nullable EventSeries remote,
        List<FieldChange> fields,
        ChangeTimes times) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if both sides are deleted: that is no conflict
     */
    public Conflict {
        if (local == null && remote == null) {
            throw new IllegalArgumentException("two deletions are no conflict");
        }
        fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
        return "Conflict[" + (local == null ? "deleted here, " : "") + (remote == null ? "deleted there, " : "")
                + fields + "]";
    }
}
