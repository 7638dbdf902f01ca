package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.provider.RemoteSeries;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What turns one state of a series into another, as changes of its items: the master, and single instances.
 *
 * <p>An exclusion that is added calls its instance off, and one that is taken away brings it back, as Google's own clients
 * do it; the master stays untouched. Only where the rule or the times change as well are all exclusions written into the
 * master, because Google may forget its exceptions then. An override that is taken away and not excluded becomes an
 * exception that says what the instance would be: the API knows no way to make an exception undone.
 */
final class SeriesChanges {
    private SeriesChanges() {}

    /** Which fields of the master are to be changed; exclusions alone are none. */
    static Set<EventField> master(RemoteSeries current, CalendarEvent from, CalendarEvent to) {
        Set<EventField> fields = EnumSet.noneOf(EventField.class);
        fields.addAll(EventBody.differing(from, to));
        // Nobody but Google says who organises; what was sent and what is there are merged afterwards.
        fields.remove(EventField.ORGANIZER);
        if (fields.contains(EventField.RECURRENCE) && !movesInstances(fields, from, to)) {
            Set<String> calledOff = calledOff(current);
            Set<String> back =
                    new HashSet<>(RecurrenceDates.exclusions(from.recurrence()).keySet());
            back.removeAll(RecurrenceDates.exclusions(to.recurrence()).keySet());
            if (calledOff.containsAll(back)) {
                fields.remove(EventField.RECURRENCE);
            }
        } else if (movesInstances(fields, from, to) && !to.recurrence().isEmpty()) {
            fields.add(EventField.RECURRENCE);
        }
        return fields;
    }

    /** Whether other instances come about than before: a new rule, or new times. */
    static boolean movesInstances(Set<EventField> fields, CalendarEvent from, CalendarEvent to) {
        return fields.contains(EventField.START)
                || fields.contains(EventField.END)
                || EventBody.differing(withoutExclusions(from), withoutExclusions(to))
                        .contains(EventField.RECURRENCE);
    }

    private static CalendarEvent withoutExclusions(CalendarEvent event) {
        return event.toBuilder()
                .recurrence(event.recurrence().stream()
                        .filter(line -> !RecurrenceDates.isExclusion(line))
                        .toList())
                .build();
    }

    /** The instances that exceptions call off. */
    private static Set<String> calledOff(RemoteSeries remote) {
        Set<String> keys = new HashSet<>();
        remote.parts().keySet().forEach(instance -> keys.add(RecurrenceDates.key(instance)));
        remote.series().overrides().forEach(override -> keys.remove(key(override)));
        return keys;
    }

    private static String key(CalendarEvent override) {
        return RecurrenceDates.key(Objects.requireNonNull(override.recurrenceId()));
    }

    /** What is to become of single instances, once the master is what it is to be. */
    static List<InstanceChange> instances(EventSeries meantFor, RemoteSeries there, EventSeries target) {
        return new Plan(meantFor, there, target).changes();
    }

    private static final class Plan {
        private final EventSeries meantFor;
        private final RemoteSeries there;
        private final EventSeries target;
        private final Map<String, RemoteSeries.Part> parts = new HashMap<>();
        private final Map<String, CalendarEvent> overrides = new HashMap<>();
        private final Set<String> calledOff;
        private final Map<String, EventTime> excludedThere;
        private final Map<String, InstanceChange> changes = new LinkedHashMap<>();

        Plan(EventSeries meantFor, RemoteSeries there, EventSeries target) {
            this.meantFor = meantFor;
            this.there = there;
            this.target = target;
            this.calledOff = calledOff(there);
            this.excludedThere = exclusions(there.series());
            there.parts().forEach((instance, part) -> parts.put(RecurrenceDates.key(instance), part));
            there.series().overrides().forEach(override -> overrides.put(SeriesChanges.key(override), override));
        }

        List<InstanceChange> changes() {
            target.overrides().forEach(this::put);
            Map<String, EventTime> excluded = exclusions(target);
            for (CalendarEvent override : meantFor.overrides()) {
                String key = SeriesChanges.key(override);
                if (target.override(Objects.requireNonNull(override.recurrenceId()))
                                .isEmpty()
                        && overrides.containsKey(key)
                        && !excluded.containsKey(key)) {
                    takeAway(key, override);
                }
            }
            excluded.forEach((key, instance) -> {
                if (!calledOff.contains(key) && (!excludedThere.containsKey(key) || overrides.containsKey(key))) {
                    callOff(key, instance);
                }
            });
            exclusions(meantFor).forEach((key, instance) -> {
                CalendarEvent master = target.master();
                if (!excluded.containsKey(key) && calledOff.contains(key) && master != null) {
                    CalendarEvent usual = Instances.derive(master, instance);
                    changes.putIfAbsent(key, new InstanceChange(id(key, instance), usual, usual, true));
                }
            });
            return new ArrayList<>(changes.values());
        }

        private void put(CalendarEvent override) {
            String key = SeriesChanges.key(override);
            EventTime instance = Objects.requireNonNull(override.recurrenceId());
            if (override.status() == EventStatus.CANCELLED) {
                if (!calledOff.contains(key)) {
                    callOff(key, instance);
                }
                return;
            }
            CalendarEvent now = overrides.get(key);
            CalendarEvent from = now != null ? now : usual(override);
            boolean back = calledOff.contains(key);
            if (back || now == null || !EventBody.differing(now, override).isEmpty()) {
                changes.put(key, new InstanceChange(id(key, instance), from, override, back));
            }
        }

        /** What the instance is as long as nobody changes it; of a series that is not visible nobody knows. */
        private CalendarEvent usual(CalendarEvent override) {
            CalendarEvent master = target.master();
            if (master == null) {
                throw new IllegalArgumentException("an instance without its series cannot be made at Google");
            }
            return Instances.derive(master, Objects.requireNonNull(override.recurrenceId()));
        }

        private void takeAway(String key, CalendarEvent override) {
            CalendarEvent master = target.master();
            EventTime instance = Objects.requireNonNull(override.recurrenceId());
            CalendarEvent to = master == null ? null : Instances.derive(master, instance);
            changes.put(key, new InstanceChange(id(key, instance), override, to, false));
        }

        private void callOff(String key, EventTime instance) {
            CalendarEvent now = overrides.get(key);
            CalendarEvent any = now != null ? now : there.series().events().get(0);
            changes.put(key, new InstanceChange(id(key, instance), any, null, false));
        }

        private String id(String key, EventTime instance) {
            RemoteSeries.@Nullable Part part = parts.get(key);
            return part != null
                    ? part.id().value()
                    : EventIds.instance(there.id().value(), instance);
        }

        private static Map<String, EventTime> exclusions(EventSeries series) {
            return series.master() == null
                    ? Map.of()
                    : RecurrenceDates.exclusions(series.master().recurrence());
        }
    }
}
