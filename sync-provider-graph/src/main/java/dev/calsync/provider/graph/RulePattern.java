package dev.calsync.provider.graph;

import dev.calsync.model.EventTime;
import dev.calsync.provider.graph.RecurrencePattern.Type;
import dev.calsync.recurrence.RecurrenceRule;
import dev.calsync.recurrence.WeekdayNum;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pattern of Graph's that gives exactly the days of a recurrence rule, or the reason why there is none. Nothing is
 * approximated: a series that comes out one day off once in four years is worse than one that is refused.
 */
final class RulePattern {
    private static final int MOST = 999;
    private static final int SHORTEST_MONTH = 28;
    private static final int LONGEST_MONTH = 31;
    private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    private static final Set<DayOfWeek> WORKWEEK = EnumSet.complementOf(EnumSet.copyOf(WEEKEND));
    private static final Set<DayOfWeek> WEEK = EnumSet.allOf(DayOfWeek.class);

    private final RecurrenceRule rule;
    private final boolean own;
    private final LocalDateTime start;
    private final @Nullable ZoneId zone;

    private Type type = Type.DAILY;
    private Set<DayOfWeek> days = Set.of();
    private DayOfWeek firstDay = DayOfWeek.SUNDAY;
    private int index;
    private int dayOfMonth;
    private int month;

    private RulePattern(RecurrenceRule rule, boolean own, LocalDateTime start, @Nullable ZoneId zone) {
        this.rule = rule;
        this.own = own;
        this.start = start;
        this.zone = zone;
    }

    /**
     * The pattern of a rule.
     *
     * @param own whether the rule was made of a pattern of Graph's, so that there is one whatever it looks like
     * @param start the series' start, by the clock of its zone
     * @param zone its zone; null for whole days
     * @param zoneName the zone's name for Graph
     * @throws InexpressibleException if Graph has no such pattern
     */
    static RecurrencePattern of(
            RecurrenceRule rule, boolean own, LocalDateTime start, @Nullable ZoneId zone, String zoneName)
            throws InexpressibleException {
        return new RulePattern(rule, own, start, zone).pattern(zoneName);
    }

    private RecurrencePattern pattern(String zoneName) throws InexpressibleException {
        none(rule.bySecond(), "BYSECOND");
        none(rule.byMinute(), "BYMINUTE");
        none(rule.byHour(), "BYHOUR");
        none(rule.byYearDay(), "BYYEARDAY");
        none(rule.byWeekNo(), "BYWEEKNO");
        switch (rule.frequency()) {
            case DAILY -> daily();
            case WEEKLY -> weekly();
            case MONTHLY -> monthly();
            case YEARLY -> yearly();
            default -> throw new InexpressibleException("a series that repeats within a day");
        }
        RecurrencePattern pattern = new RecurrencePattern(
                type,
                atMost("INTERVAL", rule.interval()),
                days,
                firstDay,
                index,
                dayOfMonth,
                month,
                start.toLocalDate(),
                endDate(),
                rule.count().isPresent() ? atMost("COUNT", rule.count().getAsInt()) : 0,
                zoneName);
        if (!pattern.falls(start.toLocalDate()) && !own) {
            throw new InexpressibleException("a series whose start is none of the days of its rule");
        }
        return pattern;
    }

    private int atMost(String part, int value) throws InexpressibleException {
        if (value > MOST && !own) {
            throw new InexpressibleException(part + " of more than " + MOST);
        }
        return value;
    }

    private static void none(List<?> values, String part) throws InexpressibleException {
        if (!values.isEmpty()) {
            throw new InexpressibleException(part);
        }
    }

    private void daily() throws InexpressibleException {
        none(rule.byMonth(), "BYMONTH in a daily rule");
        none(rule.byMonthDay(), "BYMONTHDAY in a daily rule");
        none(rule.bySetPos(), "BYSETPOS in a daily rule");
        if (!rule.byDay().isEmpty()) {
            // Each day that is one of these is each week on these.
            if (rule.interval() != 1) {
                throw new InexpressibleException("BYDAY in a rule of every so many days");
            }
            weekly();
        }
    }

    private void weekly() throws InexpressibleException {
        none(rule.byMonth(), "BYMONTH in a weekly rule");
        none(rule.bySetPos(), "BYSETPOS in a weekly rule");
        type = Type.WEEKLY;
        firstDay = rule.weekStart();
        days = rule.byDay().isEmpty() ? EnumSet.of(start.getDayOfWeek()) : plainDays();
    }

    private Set<DayOfWeek> plainDays() throws InexpressibleException {
        Set<DayOfWeek> plain = EnumSet.noneOf(DayOfWeek.class);
        for (WeekdayNum day : rule.byDay()) {
            if (day.ordinal() != 0) {
                throw new InexpressibleException("several numbered days in BYDAY");
            }
            plain.add(day.day());
        }
        return plain;
    }

    private void monthly() throws InexpressibleException {
        none(rule.byMonth(), "BYMONTH in a monthly rule");
        if (!rule.byDay().isEmpty()) {
            type = Type.RELATIVE_MONTHLY;
            relative();
            return;
        }
        type = Type.ABSOLUTE_MONTHLY;
        if (rule.byMonthDay().isEmpty()) {
            none(rule.bySetPos(), "BYSETPOS without days");
            dayOfMonth = inEveryMonth(start.getDayOfMonth());
        } else if (isLastOfThese()) {
            dayOfMonth = rule.byMonthDay().get(rule.byMonthDay().size() - 1);
        } else {
            int day = oneDay();
            dayOfMonth = day == -1 ? LONGEST_MONTH : inEveryMonth(day);
        }
    }

    /** The last of 28, 29 and so on that a month has: what Graph does with a day that a month lacks. */
    private boolean isLastOfThese() {
        List<Integer> listed = rule.byMonthDay();
        return listed.size() > 1
                && rule.bySetPos().equals(List.of(-1))
                && listed.get(0) == SHORTEST_MONTH
                && listed.get(listed.size() - 1) == SHORTEST_MONTH + listed.size() - 1;
    }

    private int oneDay() throws InexpressibleException {
        boolean first = rule.bySetPos().isEmpty()
                || rule.bySetPos().equals(List.of(1))
                || rule.bySetPos().equals(List.of(-1));
        if (rule.byMonthDay().size() != 1 || !first) {
            throw new InexpressibleException("several days in BYMONTHDAY");
        }
        return rule.byMonthDay().get(0);
    }

    private static int inEveryMonth(int day) throws InexpressibleException {
        if (day < 1) {
            throw new InexpressibleException("BYMONTHDAY counted from the end, but for the last day");
        }
        if (day > SHORTEST_MONTH) {
            throw new InexpressibleException("a day that not every month has; Graph takes the last one instead");
        }
        return day;
    }

    private void yearly() throws InexpressibleException {
        if (rule.byMonth().size() > 1) {
            throw new InexpressibleException("several months in BYMONTH");
        }
        boolean named = !rule.byMonth().isEmpty();
        if (!named && !(rule.byDay().isEmpty() && rule.byMonthDay().isEmpty())) {
            throw new InexpressibleException("a yearly rule with days but without BYMONTH");
        }
        month = named ? rule.byMonth().get(0) : start.getMonthValue();
        if (!rule.byDay().isEmpty()) {
            type = Type.RELATIVE_YEARLY;
            relative();
            return;
        }
        type = Type.ABSOLUTE_YEARLY;
        if (rule.byMonthDay().isEmpty()) {
            none(rule.bySetPos(), "BYSETPOS without days");
        }
        int day = rule.byMonthDay().isEmpty() ? start.getDayOfMonth() : oneDay();
        Month in = Month.of(month);
        dayOfMonth = day == -1 ? in.maxLength() : day;
        if (day < -1) {
            throw new InexpressibleException("BYMONTHDAY counted from the end, but for the last day");
        }
        if (day > in.minLength()) {
            throw new InexpressibleException("a day that its month does not have in every year");
        }
    }

    private void relative() throws InexpressibleException {
        none(rule.byMonthDay(), "BYDAY together with BYMONTHDAY");
        List<WeekdayNum> listed = rule.byDay();
        if (listed.size() == 1 && listed.get(0).ordinal() != 0) {
            boolean itself = rule.bySetPos().isEmpty()
                    || rule.bySetPos().equals(List.of(1))
                    || rule.bySetPos().equals(List.of(-1));
            if (!itself) {
                throw new InexpressibleException("BYSETPOS of a single day");
            }
            days = EnumSet.of(listed.get(0).day());
            index = index(listed.get(0).ordinal());
            return;
        }
        days = plainDays();
        if (rule.bySetPos().size() != 1) {
            throw new InexpressibleException("every such day of a month; Graph takes one of them");
        }
        index = index(rule.bySetPos().get(0));
        boolean known = days.size() == 1 || days.equals(WEEK) || days.equals(WORKWEEK) || days.equals(WEEKEND);
        if (!known && index != 1 && !own) {
            // Graph's own page says that the first day that fits counts; nobody says what that means for the second.
            throw new InexpressibleException(
                    "BYSETPOS over days that are neither the week, the workweek nor the weekend");
        }
    }

    private static int index(int position) throws InexpressibleException {
        if (position == 0 || position < -1 || position > 4) {
            throw new InexpressibleException("any but the first four and the last such day of a month");
        }
        return position == -1 ? RecurrencePattern.LAST : position;
    }

    /** The last day on which one may start. {@code UNTIL} names a moment, so the day itself may be too late. */
    private @Nullable LocalDate endDate() throws InexpressibleException {
        if (rule.until().isEmpty()) {
            return null;
        }
        EventTime until = rule.until().get();
        LocalDateTime last = until instanceof EventTime.Utc utc && zone != null
                ? LocalDateTime.ofInstant(utc.instant(), zone)
                : until.toLocal();
        boolean tooEarly = !until.isDate() && zone != null && last.toLocalTime().isBefore(start.toLocalTime());
        LocalDate day = tooEarly ? last.toLocalDate().minusDays(1) : last.toLocalDate();
        if (day.isBefore(start.toLocalDate())) {
            throw new InexpressibleException("a series that ends before it starts");
        }
        return day;
    }
}
