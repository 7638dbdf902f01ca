package dev.calsync.reconcile;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of which parts differ in meaning between two states of a series, for sending only what changed and for
 * telling people. Holds no values. Immutable and thread-safe.
 *
 * @param changes the differences, master first
 */
public record SeriesDiff(List<FieldChange> changes) {

    /** Copies the list. */
    public SeriesDiff {
        changes = List.copyOf(changes);
    }

    /**
     * What turns one state into the other. Overrides are matched by the instance they replace, and named as the new
     * state names it; removed ones as the old state did. UIDs are not compared.
     *
     * @param from the old state; null makes every part an added one
     * @param to the new state
     */
    public static SeriesDiff between(@Nullable EventSeries from, EventSeries to) {
        List<FieldChange> changes = new ArrayList<>();
        Map<String, CalendarEvent> old = InstanceKey.parts(from);
        InstanceKey.parts(to).forEach((key, part) -> {
            CalendarEvent before = old.remove(key);
            EventTime instance = part.recurrenceId();
            if (before == null) {
                changes.add(FieldChange.added(instance));
            } else {
                for (EventField field : Meaning.FIELDS) {
                    if (!Meaning.same(field, before, part)) {
                        changes.add(FieldChange.changed(instance, field));
                    }
                }
            }
        });
        old.values().forEach(gone -> changes.add(FieldChange.removed(gone.recurrenceId())));
        return new SeriesDiff(changes);
    }

    /** Whether the states mean the same. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * The changed fields of a part that both states have.
     *
     * @param instance the override's recurrence id; null for the master
     */
    public Set<EventField> fieldsOf(@Nullable EventTime instance) {
        Set<EventField> fields = EnumSet.noneOf(EventField.class);
        String key = InstanceKey.of(instance);
        for (FieldChange change : changes) {
            if (change.field() != null && key.equals(InstanceKey.of(change.instance()))) {
                fields.add(change.field());
            }
        }
        return fields;
    }

    /** Whether the master is in the new state only. */
    public boolean masterAdded() {
        return changes.contains(FieldChange.added(null));
    }

    /** Whether the master is in the old state only. */
    public boolean masterRemoved() {
        return changes.contains(FieldChange.removed(null));
    }

    /** The overrides that both states have and that differ, by their recurrence ids. */
    public Set<EventTime> changedOverrides() {
        return overrides(FieldChange.Kind.CHANGED);
    }

    /** The overrides that are in the new state only, by their recurrence ids. */
    public Set<EventTime> addedOverrides() {
        return overrides(FieldChange.Kind.ADDED);
    }

    /** The overrides that are in the old state only, by their recurrence ids. */
    public Set<EventTime> removedOverrides() {
        return overrides(FieldChange.Kind.REMOVED);
    }

    private Set<EventTime> overrides(FieldChange.Kind kind) {
        Set<EventTime> instances = new LinkedHashSet<>();
        for (FieldChange change : changes) {
            if (change.kind() == kind && change.instance() != null) {
                instances.add(change.instance());
            }
        }
        return instances;
    }
}
