package dev.calsync.reconcile;

import dev.calsync.model.EventField;
import dev.calsync.model.EventTime;
import org.jspecify.annotations.Nullable;

/**
 * One difference between two states of a series, without the values. Safe to log.
 *
 * @param instance the recurrence id of the override concerned; null for the master
 * @param kind what happened
 * @param field the field concerned; null exactly when a whole part came or went
 */
public record FieldChange(
        @Nullable EventTime instance, Kind kind, @Nullable EventField field) {

    /** What happened. */
    public enum Kind {
        /** The part exists in the new state only. */
        ADDED,
        /** The part exists in the old state only. */
        REMOVED,
        /** The part exists in both and the field differs. */
        CHANGED
    }

    /** @throws IllegalArgumentException if a changed part names no field, or an added or removed one does */
    public FieldChange {
        if ((kind == Kind.CHANGED) != (field != null)) {
            throw new IllegalArgumentException("a field is named exactly when a part changed");
        }
    }

    static FieldChange changed(@Nullable EventTime instance, EventField field) {
        return new FieldChange(instance, Kind.CHANGED, field);
    }

    static FieldChange added(@Nullable EventTime instance) {
        return new FieldChange(instance, Kind.ADDED, null);
    }

    static FieldChange removed(@Nullable EventTime instance) {
        return new FieldChange(instance, Kind.REMOVED, null);
    }

    @Override
    public String toString() {
        String where = instance == null ? "master" : "instance " + instance;
        return where + " " + (field == null ? kind : field);
    }
}
