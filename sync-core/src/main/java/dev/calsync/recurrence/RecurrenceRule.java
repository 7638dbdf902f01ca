package dev.calsync.recurrence;

import dev.calsync.model.EventTime;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A recurrence rule: the {@code RECUR} value of RFC 5545 section 3.3.10. Immutable. Two rules are equal when their
 * canonical texts are.
 *
 * <p>A rule alone names no dates; with a start it does, see {@link RecurrenceSet}.
 */
public final class RecurrenceRule {
    private final Frequency frequency;
    private final int interval;
    private final OptionalInt count;
    private final Optional<EventTime> until;
    private final Map<NumberPart, List<Integer>> numbers;
    private final List<WeekdayNum> byDay;
    private final DayOfWeek weekStart;
    private final String text;

    RecurrenceRule(
            Frequency frequency,
            int interval,
            OptionalInt count,
            Optional<EventTime> until,
            Map<NumberPart, List<Integer>> numbers,
            List<WeekdayNum> byDay,
            DayOfWeek weekStart) {
        this.frequency = frequency;
        this.interval = interval;
        this.count = count;
        this.until = until;
        this.numbers = Map.copyOf(numbers);
        this.byDay = List.copyOf(byDay);
        this.weekStart = weekStart;
        this.text = RuleText.of(this);
    }

    /**
     * Reads a rule, with or without {@code RRULE:} before it, in upper or lower case, its parts in any order. One
     * semicolon at the end, which some products write, is let pass.
     *
     * @throws IllegalArgumentException if the text is no rule of RFC 5545: a part is unknown (also {@code RSCALE} and
     *     {@code SKIP} of RFC 7529), doubled, malformed or out of range, {@code FREQ} is missing, {@code COUNT} and
     *     {@code UNTIL} are both there, or a part stands where the table of section 3.3.10 says N/A. The message names
     *     every such part
     */
    public static RecurrenceRule parse(String rrule) {
        return new RuleParser(rrule).parse();
    }

    /** The unit of the interval. */
    public Frequency frequency() {
        return frequency;
    }

    /** Every how many units the rule repeats; at least 1. */
    public int interval() {
        return interval;
    }

    /** The number of occurrences, the start included; at least 1. Empty when the rule has none. */
    public OptionalInt count() {
        return count;
    }

    /**
     * The last time that may be an occurrence, inclusive, as written: a {@link EventTime.Date}, a
     * {@link EventTime.Floating} or a {@link EventTime.Utc}. What it means for a start of another form is told at
     * {@link RecurrenceSet}.
     */
    public Optional<EventTime> until() {
        return until;
    }

    /** Neither a count nor an end. */
    public boolean isEndless() {
        return count.isEmpty() && until.isEmpty();
    }

    /** Seconds of the minute, 0 to 60, ascending; empty when the part is absent. */
    public List<Integer> bySecond() {
        return numbers(NumberPart.BYSECOND);
    }

    /** Minutes of the hour, 0 to 59, ascending; empty when the part is absent. */
    public List<Integer> byMinute() {
        return numbers(NumberPart.BYMINUTE);
    }

    /** Hours of the day, 0 to 23, ascending; empty when the part is absent. */
    public List<Integer> byHour() {
        return numbers(NumberPart.BYHOUR);
    }

    /** Weekdays, from Monday; empty when the part is absent. */
    public List<WeekdayNum> byDay() {
        return byDay;
    }

    /** Days of the month, 1 to 31, from the end -1 to -31, ascending; empty when the part is absent. */
    public List<Integer> byMonthDay() {
        return numbers(NumberPart.BYMONTHDAY);
    }

    /** Days of the year, 1 to 366, from the end -1 to -366, ascending; empty when the part is absent. */
    public List<Integer> byYearDay() {
        return numbers(NumberPart.BYYEARDAY);
    }

    /** Weeks of the year, 1 to 53, from the end -1 to -53, ascending; empty when the part is absent. */
    public List<Integer> byWeekNo() {
        return numbers(NumberPart.BYWEEKNO);
    }

    /** Months, 1 to 12, ascending; empty when the part is absent. */
    public List<Integer> byMonth() {
        return numbers(NumberPart.BYMONTH);
    }

    /** Positions within the set of one interval, from 1, from the end -1, ascending; empty when the part is absent. */
    public List<Integer> bySetPos() {
        return numbers(NumberPart.BYSETPOS);
    }

    /** The day on which a week starts; Monday unless the rule says otherwise. */
    public DayOfWeek weekStart() {
        return weekStart;
    }

    List<Integer> numbers(NumberPart part) {
        return numbers.getOrDefault(part, List.of());
    }

    boolean has(NumberPart part) {
        return numbers.containsKey(part);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecurrenceRule rule && rule.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /**
     * The canonical text, without {@code RRULE:}: upper case, parts in the order of RFC 5545's grammar with {@code FREQ}
     * first, lists ascending without doubles, an interval of 1 and a week start of Monday left out.
     */
    @Override
    public String toString() {
        return text;
    }
}
