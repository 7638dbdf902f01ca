package dev.calsync.provider.caldav.icalendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.EventTime;
import dev.calsync.recurrence.Frequency;
import dev.calsync.recurrence.Occurrence;
import dev.calsync.recurrence.RandomRules;
import dev.calsync.recurrence.RecurrenceLimits;
import dev.calsync.recurrence.RecurrenceRule;
import dev.calsync.recurrence.RecurrenceSet;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import net.fortuna.ical4j.model.Recur;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Our expander against ical4j's {@code Recur} on random rules. The start is left out of the comparison: ical4j gives it
 * only where it matches the rule.
 *
 * <p>Not compared, because ical4j 4.4.0 departs from RFC 5545 section 3.3.10 there (each seen in such a comparison):
 *
 * <ul>
 *   <li>{@code BYSECOND=60} is refused, though valid.
 *   <li>A negative {@code BYYEARDAY} in rules finer than a day misses its day in leap years.
 *   <li>{@code BYDAY} with {@code BYMONTH} in rules finer than a day: days are lost, or starts come several times.
 *   <li>Numbers in {@code BYDAY} beside {@code BYMONTHDAY} or {@code BYYEARDAY} count within the days that are left,
 *       not within the month or year.
 *   <li>A weekly rule without {@code WKST}, and {@code BYWEEKNO} unless weeks start on Monday by {@code WKST=MO}: the
 *       week goes by the JVM's locale, not by Monday.
 *   <li>{@code BYMONTH} in a weekly rule keeps or drops a week as a whole where the month turns within it.
 *   <li>{@code BYMONTH} with {@code BYWEEKNO} or {@code BYYEARDAY}, and {@code BYWEEKNO} with {@code BYMONTHDAY} or
 *       {@code BYYEARDAY}, in a yearly rule add up instead of limiting each other.
 *   <li>{@code BYMONTHDAY} without {@code BYMONTH} in a yearly rule stays in the start's month; the table says it
 *       expands, so it falls in every month.
 *   <li>{@code UNTIL} as a date with a start that has a time loses the last day's occurrence.
 *   <li>Where a step of the rule lands in a gap of daylight saving time, every start of that step moves, also those on
 *       other days; so zoned starts keep away from the hour of the gap.
 *   <li>Rules finer than a day step through real time in a zone, ours through local time; compared in floating time.
 * </ul>
 */
class RecurrenceAgainstIcal4jTest {
    private static final int RULES = 100;
    private static final RecurrenceLimits LIMITS = new RecurrenceLimits(100_000, 1_000_000, Duration.ofDays(10_000));
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final int GAP_HOUR = 2;

    @ParameterizedTest
    @EnumSource(Frequency.class)
    void floatingTime_isExpandedAlike(Frequency frequency) {
        int compared = 0;
        for (int seed = 0; seed < RULES; seed++) {
            RandomRules random = new RandomRules(frequency, seed, 43);
            LocalDateTime start = random.start();
            String rule = comparable(frequency, random.rule(frequency, start));
            if (!differs(frequency, rule)) {
                assertAlike(start, rule, start.plus(span(frequency)));
                compared++;
            }
        }
        assertTrue(compared > RULES / 3, "compared only " + compared);
    }

    @ParameterizedTest
    @EnumSource(
            value = Frequency.class,
            names = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
    void zonedTime_isExpandedAlike(Frequency frequency) {
        for (int seed = 0; seed < RULES; seed++) {
            RandomRules random = new RandomRules(frequency, seed, 47);
            LocalDateTime any = random.start();
            LocalDateTime start = any.getHour() == GAP_HOUR ? any.plusHours(9) : any;
            String rule = comparable(frequency, random.rule(frequency, start));
            if (differs(frequency, rule) || rule.matches(".*BYHOUR=([\\d,]*,)?" + GAP_HOUR + "\\b.*")) {
                continue;
            }
            ZonedDateTime first = start.atZone(ZONE);
            ZonedDateTime end = first.plus(span(frequency));
            List<EventTime> ours = ours(EventTime.at(start, ZONE), rule, end);
            List<EventTime> theirs = new Recur<ZonedDateTime>(rule)
                    .getDates(first, first, end).stream()
                            .filter(at -> at.isAfter(first) && at.isBefore(end))
                            .map(at -> EventTime.at(at.toLocalDateTime(), ZONE))
                            .toList();
            assertEquals(theirs, ours, first + " " + rule);
        }
    }

    @Test
    void count_isKeptAlikeWhereTheStartMatches() {
        for (Frequency frequency : Frequency.values()) {
            for (int seed = 0; seed < RULES / 3; seed++) {
                RandomRules random = new RandomRules(frequency, seed, 53);
                LocalDateTime any = random.start();
                String rule = comparable(frequency, random.rule(frequency, any));
                LocalDateTime end = any.plus(span(frequency));
                List<EventTime> matching = ours(EventTime.floating(any), rule, end.atZone(ZoneOffset.UTC));
                if (!matching.isEmpty() && !differs(frequency, rule)) {
                    assertAlike(matching.get(0).toLocal(), rule + ";COUNT=" + (1 + seed % 9), end);
                }
            }
        }
    }

    private static void assertAlike(LocalDateTime start, String rule, LocalDateTime end) {
        List<EventTime> theirs = new Recur<LocalDateTime>(rule)
                .getDates(start, start, end).stream()
                        .filter(at -> at.isAfter(start) && at.isBefore(end))
                        .map(EventTime::floating)
                        .toList();
        assertEquals(theirs, ours(EventTime.floating(start), rule, end.atZone(ZoneOffset.UTC)), start + " " + rule);
    }

    private static List<EventTime> ours(EventTime start, String rule, ZonedDateTime end) {
        RecurrenceSet set = RecurrenceSet.startingAt(start, ZoneOffset.UTC)
                .rule(RecurrenceRule.parse(rule))
                .build();
        return set.between(start.toInstant(ZoneOffset.UTC), end.toInstant(), LIMITS).occurrences().stream()
                .map(Occurrence::start)
                .filter(at -> !at.equals(start))
                .toList();
    }

    private static String comparable(Frequency frequency, String rule) {
        String plain = rule.replaceAll("\\b60\\b", "59");
        return frequency == Frequency.WEEKLY && !plain.contains("WKST") ? plain + ";WKST=MO" : plain;
    }

    private static boolean differs(Frequency frequency, String rule) {
        boolean month = rule.contains("BYMONTH=");
        boolean monthDay = rule.contains("BYMONTHDAY=");
        boolean yearDay = rule.contains("BYYEARDAY=");
        boolean week = rule.contains("BYWEEKNO=");
        boolean nthDay = rule.matches(".*BYDAY=[^;]*\\d.*");
        boolean yearly = frequency == Frequency.YEARLY;
        boolean subDaily = frequency.compareTo(Frequency.DAILY) < 0;
        return (subDaily && month && rule.contains("BYDAY="))
                || (subDaily && rule.matches(".*BYYEARDAY=[^;]*-.*"))
                || (frequency == Frequency.WEEKLY && month)
                || (nthDay && (monthDay || yearDay))
                || (week && (month || monthDay || yearDay || !rule.contains("WKST=MO")))
                || (yearly && month && yearDay)
                || (yearly && monthDay && !month);
    }

    private static Duration span(Frequency frequency) {
        return switch (frequency) {
            case YEARLY -> Duration.ofDays(5 * 366);
            case MONTHLY -> Duration.ofDays(500);
            case WEEKLY -> Duration.ofDays(200);
            case DAILY -> Duration.ofDays(120);
            case HOURLY -> Duration.ofHours(200);
            case MINUTELY -> Duration.ofHours(10);
            case SECONDLY -> Duration.ofMinutes(15);
        };
    }
}
