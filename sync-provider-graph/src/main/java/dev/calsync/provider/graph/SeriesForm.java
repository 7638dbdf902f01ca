package dev.calsync.provider.graph;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.recurrence.RecurrenceRule;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A series in the form in which Graph can hold it: a master, a pattern, days that are cancelled, days that are changed.
 *
 * @param pattern how it repeats; null for an event that happens once
 * @param rule the rule that the pattern was made of; null for an event that happens once
 * @param cancelled the days without an occurrence
 * @param changed what stands in the place of other occurrences, by their days
 */
record SeriesForm(
        CalendarEvent master,
        @Nullable RecurrencePattern pattern,
        @Nullable RecurrenceRule rule,
        SortedSet<LocalDate> cancelled,
        SortedMap<LocalDate, CalendarEvent> changed) {

    private static final String RRULE = "RRULE";

    /** Whether single occurrences are anything but what the pattern says. */
    boolean hasOwnDays() {
        return !cancelled.isEmpty() || !changed.isEmpty();
    }

    /**
     * The form of a series.
     *
     * @throws InexpressibleException if Graph has none for it; the message says why
     */
    static SeriesForm of(EventSeries series) throws InexpressibleException {
        return of(series, Optional.empty());
    }

    /** The form of a series as Graph has shown it. */
    static SeriesForm there(EventSeries series) throws InexpressibleException {
        CalendarEvent master = series.master();
        return of(series, master == null ? Optional.empty() : rule(master));
    }

    /** @param own the rule that Graph itself has shown for the series */
    static SeriesForm of(EventSeries series, Optional<RecurrenceRule> own) throws InexpressibleException {
        CalendarEvent master = series.master();
        if (master == null) {
            throw new InexpressibleException("single instances of a series that is not there itself");
        }
        Optional<RecurrenceRule> rule = rule(master);
        if (rule.isEmpty()) {
            if (!series.overrides().isEmpty()) {
                throw new InexpressibleException("overrides of an event that happens once");
            }
            return new SeriesForm(master, null, null, new TreeSet<>(), new TreeMap<>());
        }
        RecurrencePattern pattern = pattern(master, rule.get(), rule.equals(own));
        TreeMap<LocalDate, CalendarEvent> changed = new TreeMap<>();
        for (CalendarEvent override : series.overrides()) {
            EventTime instance = override.recurrenceId();
            LocalDateTime at = instance == null ? LocalDateTime.MIN : Instances.local(master.start(), instance);
            boolean onTime = master.start().isDate()
                    || at.toLocalTime().equals(master.start().toLocal().toLocalTime());
            if (!onTime || !pattern.falls(at.toLocalDate())) {
                throw new InexpressibleException("an override of an instance that the series does not have");
            }
            changed.put(at.toLocalDate(), override);
        }
        TreeSet<LocalDate> cancelled = new TreeSet<>(Instances.excludedDays(master));
        cancelled.removeIf(day -> !pattern.falls(day) || changed.containsKey(day));
        return new SeriesForm(master, pattern, rule.get(), cancelled, changed);
    }

    private static Optional<RecurrenceRule> rule(CalendarEvent master) throws InexpressibleException {
        RecurrenceRule rule = null;
        for (String line : master.recurrence()) {
            if (Instances.isExclusion(line)) {
                continue;
            }
            if (!line.regionMatches(true, 0, RRULE, 0, RRULE.length())) {
                throw new InexpressibleException("RDATE or EXRULE");
            }
            if (rule != null) {
                throw new InexpressibleException("several rules");
            }
            try {
                rule = RecurrenceRule.parse(line.strip());
            } catch (IllegalArgumentException e) {
                throw new InexpressibleException("a rule that is none of RFC 5545");
            }
        }
        return Optional.ofNullable(rule);
    }

    private static RecurrencePattern pattern(CalendarEvent master, RecurrenceRule rule, boolean own)
            throws InexpressibleException {
        EventTime start = master.start();
        ZoneId zone = null;
        if (start instanceof EventTime.Zoned zoned) {
            zone = zoned.zone()
                    .or(() -> GraphZones.toModel(zoned.tzid()).map(ZoneId::of))
                    .orElse(ZoneOffset.UTC);
        } else if (!start.isDate()) {
            zone = ZoneOffset.UTC;
        }
        return RulePattern.of(rule, own, start.toLocal(), zone, EventJson.zone(start));
    }

    /** What is to become of single days to get from what is there to this form. */
    Map<LocalDate, CalendarEvent> changesFrom(SeriesForm there) {
        Map<LocalDate, CalendarEvent> changes = new TreeMap<>();
        changed.forEach((day, event) -> {
            CalendarEvent now = there.changed.get(day);
            if (now == null || !Alike.same(now, event)) {
                changes.put(day, event);
            }
        });
        return changes;
    }
}
