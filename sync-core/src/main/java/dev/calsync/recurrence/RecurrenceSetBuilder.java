package dev.calsync.recurrence;

import dev.calsync.model.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes a {@link RecurrenceSet}. Not thread-safe. */
public final class RecurrenceSetBuilder {
    final EventTime start;
    final ZoneId viewer;
    final List<RecurrenceRule> rules = new ArrayList<>();
    final List<RecurrenceRule> exceptRules = new ArrayList<>();
    EventTime end;

    private final List<EventTime> extras = new ArrayList<>();
    private final Map<EventTime, EventTime> ownEnds = new HashMap<>();
    private final List<EventTime> exceptions = new ArrayList<>();

    RecurrenceSetBuilder(EventTime start, ZoneId viewer) {
        this.start = start;
        this.viewer = viewer;
        this.end = start instanceof EventTime.Date day ? EventTime.on(day.date().plusDays(1)) : start;
    }

    /**
     * The end of the first occurrence, exclusive ({@code DTEND}); it gives all their duration. Without it a whole day
     * lasts one day and any other start has no length (RFC 5545 section 3.6.1).
     */
    public RecurrenceSetBuilder endingAt(EventTime end) {
        this.end = end;
        return this;
    }

    /** Adds what a rule generates ({@code RRULE}). */
    public RecurrenceSetBuilder rule(RecurrenceRule rule) {
        rules.add(rule);
        return this;
    }

    /** Takes away what a rule generates from the series' start on ({@code EXRULE} of RFC 2445). */
    public RecurrenceSetBuilder exceptRule(RecurrenceRule rule) {
        exceptRules.add(rule);
        return this;
    }

    /** Adds an extra date ({@code RDATE}). */
    public RecurrenceSetBuilder date(EventTime start) {
        extras.add(start);
        return this;
    }

    /** Adds an extra date with an end of its own, exclusive ({@code RDATE;VALUE=PERIOD}). */
    public RecurrenceSetBuilder period(EventTime start, EventTime end) {
        extras.add(start);
        ownEnds.put(start, end);
        return this;
    }

    /** Excludes a start, or, by a date, a day of starts ({@code EXDATE}). */
    public RecurrenceSetBuilder except(EventTime start) {
        exceptions.add(start);
        return this;
    }

    /**
     * The set.
     *
     * @throws IllegalArgumentException if an end is before its start, start and end are not both dates or both times,
     *     or a rule finer than {@code DAILY} stands with a start that is a date
     */
    public RecurrenceSet build() {
        WallClock clock = WallClock.of(start, viewer);
        requireInOrder(clock, start, end);
        ownEnds.forEach((from, to) -> requireInOrder(clock, from, to));
        for (RecurrenceRule rule : rules) {
            if (start.isDate() && rule.frequency().isSubDaily()) {
                throw new IllegalArgumentException(
                        "FREQ=" + rule.frequency() + " needs a start with a time of day, the start is a date");
            }
        }
        return new RecurrenceSet(this, clock);
    }

    private static void requireInOrder(WallClock clock, EventTime start, EventTime end) {
        if (start.isDate() != end.isDate()) {
            throw new IllegalArgumentException("start and end must both be dates or both be times");
        }
        if (clock.between(start, end).isNegative()) {
            throw new IllegalArgumentException("the end must not be before the start");
        }
    }

    NavigableSet<Instant> dates(WallClock clock) {
        NavigableSet<Instant> dates = extras.stream().map(clock::extra).collect(Collectors.toCollection(TreeSet::new));
        dates.add(clock.read(start));
        return Collections.unmodifiableNavigableSet(dates);
    }

    Map<Instant, Duration> ownDurations(WallClock clock) {
        Map<Instant, Duration> durations = new HashMap<>();
        ownEnds.forEach((from, to) -> durations.put(clock.extra(from), clock.between(from, to)));
        return Map.copyOf(durations);
    }

    Set<Instant> exceptTimes(WallClock clock) {
        return exceptions.stream()
                .filter(time -> clock.isWholeDays() || !time.isDate())
                .map(clock::read)
                .collect(Collectors.toUnmodifiableSet());
    }

    Set<LocalDate> exceptDays(WallClock clock) {
        return exceptions.stream()
                .filter(time -> !clock.isWholeDays() && time.isDate())
                .map(time -> time.toLocal().toLocalDate())
                .collect(Collectors.toUnmodifiableSet());
    }
}
