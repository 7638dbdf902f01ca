package dev.calsync.reconcile;

import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** */
public record SeriesDiff(List<FieldChange> changes) {
    /** */
    public static SeriesDiff between(@Nullable EventSeries from, EventSeries to) {
        throw new UnsupportedOperationException("not yet");
    }

    /** */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Changed fields of the master (null) or an override. */
    public Set<EventField> fieldsOf(@Nullable EventTime instance) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The overrides that exist in the new state only. */
    public Set<EventTime> addedOverrides() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The overrides that exist in the old state only. */
    public Set<EventTime> removedOverrides() {
        throw new UnsupportedOperationException("not yet");
    }
}
