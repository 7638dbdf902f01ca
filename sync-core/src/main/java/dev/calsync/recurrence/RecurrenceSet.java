package dev.calsync.recurrence;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * The recurrence set of a series (RFC 5545 section 3.8.5): its start, what its rules and extra dates add, less what is
 * excluded. Immutable and thread-safe; asking it computes and neither blocks nor keeps anything. Overrides are the
 * caller's: an occurrence is replaced by the override whose recurrence id is its start.
 *
 * <p>Where RFC 5545 is silent, undefined or not kept to in the field, this holds:
 *
 * <ul>
 *   <li>The start is the first occurrence and counts for {@code COUNT}, also when it does not match the rule: section
 *       3.3.10 says that it always counts, though section 3.8.5.3 calls such a set undefined. Google Calendar shows it
 *       too but lets {@code COUNT} others follow; libical leaves it out. It can be excluded.
 *   <li>Rules go by the start's local time. A time in a gap of daylight saving time moves on by the gap's length (02:30
 *       becomes 03:30, and 02:30 again the next day); in an overlap the earlier offset holds (section 3.3.5). So an
 *       hourly rule has no second 02:00 when clocks go back, and two hours become one start when they go forward.
 *   <li>{@code UNTIL} as a date lets its whole day in, in the start's zone. For a start without a zone {@code UNTIL} in
 *       UTC is read as local time, for a whole day as its date. In local time it is the start's local time.
 *   <li>Exclusions and zoned or UTC starts are compared by point in time, whatever zone each is written in. A date
 *       excludes every occurrence that starts on that day in the start's zone, as in Thunderbird and Evolution. For a series of whole days an exclusion
 *       counts by its date alone, for a floating one by its local time.
 *   <li>Extra dates before the start belong to the set. A date without a time takes place at the start's time of day.
 *   <li>A yearly rule with {@code BYWEEKNO} and no day of any kind falls on the start's weekday, and goes by years of
 *       weeks: week 1 belongs to the year that holds most of it.
 *   <li>Every occurrence has the same exact duration, on a floating clock the same wall-clock duration, for whole days
 *       the same number of days.
 *   <li>Several rules add up, though section 3.8.5.3 calls that undefined; {@code EXRULE} (RFC 2445) takes away.
 *   <li>Second 60 is second 59 (section 3.3.12).
 * </ul>
 */
public final class RecurrenceSet {
    private final WallClock clock;
    private final Instant startKey;
    private final EventTime end;
    private final Duration duration;
    private final Duration longestDuration;
    private final List<RecurrenceRule> rules;
    private final List<RecurrenceRule> exceptRules;
    private final NavigableSet<Instant> dates;
    private final Map<Instant, Duration> ownDurations;
    private final Set<Instant> exceptTimes;
    private final Set<LocalDate> exceptDays;

    RecurrenceSet(RecurrenceSetBuilder parts, WallClock clock) {
        this.clock = clock;
        this.startKey = clock.read(parts.start);
        this.end = parts.end;
        this.duration = clock.between(parts.start, parts.end);
        this.rules = List.copyOf(parts.rules);
        this.exceptRules = List.copyOf(parts.exceptRules);
        this.dates = parts.dates(clock);
        this.ownDurations = parts.ownDurations(clock);
        this.longestDuration =
                ownDurations.values().stream().reduce(duration, (one, other) -> one.compareTo(other) > 0 ? one : other);
        this.exceptTimes = parts.exceptTimes(clock);
        this.exceptDays = parts.exceptDays(clock);
    }

    /**
     * Starts the description of a set.
     *
     * @param start the series' start ({@code DTSTART})
     * @param viewer the zone for times that have none, and for a TZID that the JDK does not know
     */
    public static RecurrenceSetBuilder startingAt(EventTime start, ZoneId viewer) {
        return new RecurrenceSetBuilder(start, viewer);
    }

    /**
     * The set of an event: its start, its end and its recurrence lines. An event that happens once has a set of one. An
     * end before the start, which some calendars hold, counts as none: the occurrences have no length.
     *
     * @param viewer the zone for times that have none, and for a TZID that the JDK does not know
     * @throws IllegalArgumentException if a line is malformed, see {@link RecurrenceRule#parse}, is none of
     *     {@code RRULE}, {@code EXRULE}, {@code RDATE} and {@code EXDATE}, or does not fit the start, see
     *     {@link RecurrenceSetBuilder#build}
     */
    public static RecurrenceSet of(CalendarEvent event, ZoneId viewer) {
        EventTime start = event.start();
        EventTime end = event.effectiveEnd();
        boolean backwards =
                start.isDate() == end.isDate() && end.toInstant(viewer).isBefore(start.toInstant(viewer));
        RecurrenceSetBuilder builder = startingAt(start, viewer).endingAt(backwards ? start : end);
        event.recurrence().forEach(line -> new RecurrenceLine(line).addTo(builder));
        return builder.build();
    }

    /** As {@link #between(Instant, Instant, RecurrenceLimits)} with the default limits. */
    public Expansion between(Instant from, Instant to) {
        return between(from, to, RecurrenceLimits.DEFAULT);
    }

    /**
     * The occurrences that overlap a window as in RFC 4791 section 9.9: start before {@code to} and end after
     * {@code from}; one without length may also start at {@code from}. Rules without {@code COUNT} are entered near the
     * window, however long ago the series started.
     *
     * @param from start of the window, inclusive
     * @param to end of the window, exclusive; at or before {@code from} nothing is found
     */
    public Expansion between(Instant from, Instant to, RecurrenceLimits limits) {
        if (!from.isBefore(to)) {
            return new Expansion(List.of(), Optional.empty());
        }
        OccurrenceCursor cursor = cursor(from, to, limits);
        List<Occurrence> found = new ArrayList<>();
        cursor.forEachRemaining(found::add);
        return new Expansion(found, cursor.stoppedBy());
    }

    /** The occurrences that end after {@code from}, or start there and have no length, one by one without an end. */
    public OccurrenceCursor from(Instant from, RecurrenceLimits limits) {
        return cursor(from, Instant.MAX, limits);
    }

    /** All occurrences, one by one. */
    public OccurrenceCursor iterator(RecurrenceLimits limits) {
        return from(Instant.MIN, limits);
    }

    /** Whether a rule goes on for ever. */
    public boolean isEndless() {
        return rules.stream().anyMatch(RecurrenceRule::isEndless);
    }

    /**
     * The time that all occurrences lie in; empty when there are none within the limits.
     *
     * @param limits of these {@link RecurrenceLimits#maxOccurrences()} does not count
     */
    public Optional<SeriesSpan> span(RecurrenceLimits limits) {
        return SpanSearch.in(this, limits);
    }

    OccurrenceCursor cursor(Instant from, Instant to, RecurrenceLimits limits) {
        return cursorByClock(clock.fromReal(Times.clamp(from)), clock.fromReal(Times.clamp(to)), limits);
    }

    OccurrenceCursor cursorByClock(Instant from, Instant to, RecurrenceLimits limits) {
        return new OccurrenceCursor(this, from, to, limits);
    }

    WallClock clock() {
        return clock;
    }

    Instant startKey() {
        return startKey;
    }

    List<RecurrenceRule> rules() {
        return rules;
    }

    List<RecurrenceRule> exceptRules() {
        return exceptRules;
    }

    /** The start and the extra dates. */
    NavigableSet<Instant> dates() {
        return dates;
    }

    Duration longestDuration() {
        return longestDuration;
    }

    Duration durationOf(Instant start) {
        return ownDurations.getOrDefault(start, duration);
    }

    boolean isExcluded(Instant start) {
        return exceptTimes.contains(start)
                || (!exceptDays.isEmpty()
                        && exceptDays.contains(clock.toLocal(start).toLocalDate()));
    }

    Occurrence occurrence(Instant start) {
        EventTime shown = start.equals(startKey) ? clock.start() : clock.show(start);
        return new Occurrence(shown, clock.show(start.plus(durationOf(start)), end));
    }

    /** Shows the start and the rules. */
    @Override
    public String toString() {
        return "RecurrenceSet[start=" + clock.start() + ", rules=" + rules + "]";
    }
}
