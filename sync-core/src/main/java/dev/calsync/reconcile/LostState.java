package dev.calsync.reconcile;

import dev.calsync.model.EventSeries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A state that lost, wholly or in some fields, and must be kept as a revision in the transaction that applies the
 * winner. {@link #toString()} shows no values.
 *
 * @param side whose state it was
 * @param series the whole state; null when what lost was a deletion
 * @param fields what of it is not in the result; for a lost deletion empty
 */
public record LostState(Side side, @Nullable EventSeries series, List<FieldChange> fields) {

    /** Copies the list. */
    public LostState {
        fields = List.copyOf(fields);
    }

    /** Whether what lost was a deletion. */
    public boolean isDeletion() {
        return series == null;
    }

    @Override
    public String toString() {
        return "LostState[" + side + (series == null ? ", deletion" : ", " + fields) + "]";
    }
}
