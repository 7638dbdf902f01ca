package dev.calsync.reconcile;

import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of one side's changes a result does not have. */
final class Losses {
    private Losses() {}

    /**
     * The changes a side made since the base that the result does not show.
     *
     * @param base the state before; null when there is none, then everything the result lacks counts
     */
    static List<FieldChange> of(@Nullable EventSeries base, EventSeries side, EventSeries result) {
        List<FieldChange> missing = SeriesDiff.between(result, side).changes();
        if (base == null || missing.isEmpty()) {
            return missing;
        }
        Map<String, Set<@Nullable EventField>> made = new HashMap<>();
        for (FieldChange change : SeriesDiff.between(base, side).changes()) {
            made.computeIfAbsent(InstanceKey.of(change.instance()), key -> new HashSet<>())
                    .add(change.field());
        }
        List<FieldChange> lost = new ArrayList<>();
        for (FieldChange change : missing) {
            Set<@Nullable EventField> fields = made.get(InstanceKey.of(change.instance()));
            // A part that came or went as a whole concerns each of its fields.
            if (fields != null
                    && (change.field() == null || fields.contains(null) || fields.contains(change.field()))) {
                lost.add(change);
            }
        }
        return lost;
    }
}
