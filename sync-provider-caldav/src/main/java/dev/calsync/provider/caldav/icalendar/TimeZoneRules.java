package dev.calsync.provider.caldav.icalendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a VTIMEZONE (RFC 5545 section 3.6.5) for a zone of the JDK, right for the years of one resource. Used once.
 *
 * <p>A zone's past is a list of changes, its future a rule or two per year. Only what the years need is written: the
 * change in force at the beginning, each listed change after it, and, once the list is over, the yearly rules.
 *
 * <p>The JDK states a rule in its own terms ("the last Sunday, 01:00 UTC"), which may be another day by the wall clock. So
 * the rule is not translated but observed: the changes that it makes in 28 years, after which weekdays repeat, all fall
 * on one weekday within seven days of a month, or on the last such weekday, and that is what BYDAY says. Where they do
 * not, the changes themselves are written, for a bounded number of years.
 */
final class TimeZoneRules {
    private static final int CYCLE_YEARS = 28;
    private static final int OPEN_END_YEARS = 20;
    private static final int MAX_LISTED_YEARS = 100;
    private static final int MAX_OBSERVANCES = 200;

    private final ZoneRules rules;
    private final int firstYear;
    private final int lastYear;
    private final Component component = Component.named("VTIMEZONE");

    private TimeZoneRules(ZoneRules rules, Years years) {
        this.rules = rules;
        this.firstYear = years.first();
        this.lastYear = years.openEnded() ? years.last() + OPEN_END_YEARS : years.last();
    }

    /**
     * The years that a resource is about.
     *
     * @param last the last one; for a resource that goes on, the last one up to now
     * @param openEnded whether it goes on, as recurring events do
     */
    record Years(int first, int last, boolean openEnded) {}

    static Component component(String tzid, ZoneRules zone, Years years) {
        TimeZoneRules writer = new TimeZoneRules(zone, years);
        writer.component.add(ContentLine.of("TZID", TextValues.escape(tzid)));
        writer.write();
        return writer.component;
    }

    private void write() {
        int ruledFrom = ruledFrom();
        if (ruledFrom < firstYear) {
            // The year before tells what is in force when the first one begins.
            ruledFrom = Math.max(0, firstYear - 1);
        } else {
            listed(ruledFrom);
        }
        if (lastYear >= ruledFrom) {
            for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
                yearly(rule, ruledFrom);
            }
        }
    }

    private void listed(int ruledFrom) {
        // A day to spare on both sides: the years are those of local times.
        Instant from = LocalDateTime.of(firstYear, 1, 1, 0, 0).minusDays(1).toInstant(ZoneOffset.UTC);
        Instant until = LocalDateTime.of(lastYear, 12, 31, 0, 0).plusDays(2).toInstant(ZoneOffset.UTC);
        ZoneOffsetTransition change = rules.previousTransition(from);
        if (change == null) {
            ZoneOffset offset = rules.getOffset(from);
            observance(
                    from,
                    LocalDateTime.of(Math.max(0, Math.min(1970, firstYear - 1)), 1, 1, 0, 0),
                    offset,
                    offset,
                    null);
            change = rules.nextTransition(from);
        }
        while (change != null
                && change.getInstant().isBefore(until)
                && change.getDateTimeBefore().getYear() < ruledFrom
                && component.nodes().size() < MAX_OBSERVANCES) {
            change(change);
            change = rules.nextTransition(change.getInstant());
        }
    }

    /** The first year that the rules alone decide about. */
    private int ruledFrom() {
        if (rules.getTransitionRules().isEmpty()) {
            return Integer.MAX_VALUE;
        }
        List<ZoneOffsetTransition> listed = rules.getTransitions();
        return listed.isEmpty()
                ? Integer.MIN_VALUE
                : listed.get(listed.size() - 1).getDateTimeBefore().getYear() + 1;
    }

    private void yearly(ZoneOffsetTransitionRule rule, int fromYear) {
        List<ZoneOffsetTransition> changes = IntStream.range(fromYear, fromYear + CYCLE_YEARS)
                .mapToObj(rule::createTransition)
                .toList();
        String recurrence = recurrence(
                changes.stream().map(ZoneOffsetTransition::getDateTimeBefore).toList());
        if (recurrence != null) {
            ZoneOffsetTransition first = changes.get(0);
            observance(
                    first.getInstant(),
                    first.getDateTimeBefore(),
                    first.getOffsetBefore(),
                    first.getOffsetAfter(),
                    recurrence);
            return;
        }
        int until = Math.min(lastYear, fromYear + MAX_LISTED_YEARS);
        for (int year = fromYear; year <= until; year++) {
            change(rule.createTransition(year));
        }
    }

    /** The rule that these times, one a year, follow; null when there is none to say it with. */
    private static @Nullable String recurrence(List<LocalDateTime> times) {
        LocalDateTime first = times.get(0);
        Month month = first.getMonth();
        DayOfWeek weekday = first.getDayOfWeek();
        boolean sameMonth = times.stream()
                .allMatch(time -> time.getMonth() == month && time.toLocalTime().equals(first.toLocalTime()));
        if (!sameMonth) {
            return null;
        }
        int min = times.stream().mapToInt(LocalDateTime::getDayOfMonth).min().orElseThrow();
        int max = times.stream().mapToInt(LocalDateTime::getDayOfMonth).max().orElseThrow();
        String yearly = "FREQ=YEARLY;BYMONTH=" + month.getValue();
        if (min == max) {
            return yearly + ";BYMONTHDAY=" + min;
        }
        if (max - min != 6 || times.stream().anyMatch(time -> time.getDayOfWeek() != weekday)) {
            return null;
        }
        String day = weekday.name().substring(0, 2);
        if (max == month.maxLength() && month != Month.FEBRUARY) {
            return yearly + ";BYDAY=-1" + day;
        }
        if (min % 7 == 1 && max <= 28) {
            return yearly + ";BYDAY=" + (min / 7 + 1) + day;
        }
        StringBuilder days = new StringBuilder(yearly).append(";BYMONTHDAY=").append(min);
        for (int i = min + 1; i <= max; i++) {
            days.append(',').append(i);
        }
        return days.append(";BYDAY=").append(day).toString();
    }

    private void change(ZoneOffsetTransition change) {
        observance(
                change.getInstant(),
                change.getDateTimeBefore(),
                change.getOffsetBefore(),
                change.getOffsetAfter(),
                null);
    }

    private void observance(
            Instant from, LocalDateTime start, ZoneOffset before, ZoneOffset after, @Nullable String recurrence) {
        Component observance = Component.named(rules.isDaylightSavings(from) ? "DAYLIGHT" : "STANDARD");
        observance.add(ContentLine.of("DTSTART", TimeValues.local(start)));
        observance.add(ContentLine.of("TZOFFSETFROM", offset(before)));
        observance.add(ContentLine.of("TZOFFSETTO", offset(after)));
        if (recurrence != null) {
            observance.add(ContentLine.of("RRULE", recurrence));
        }
        component.add(observance);
    }

    private static String offset(ZoneOffset offset) {
        if (offset.getTotalSeconds() == 0) {
            return "+0000";
        }
        // Seconds occur in offsets before standard time.
        return offset.getId().replace(":", "");
    }
}
