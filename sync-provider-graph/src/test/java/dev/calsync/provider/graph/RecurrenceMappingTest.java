package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import dev.calsync.provider.graph.RecurrencePattern.Type;
import dev.calsync.recurrence.Frequency;
import dev.calsync.recurrence.Occurrence;
import dev.calsync.recurrence.RandomRules;
import dev.calsync.recurrence.RecurrenceRule;
import dev.calsync.recurrence.RecurrenceSet;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Patterns of Graph's and rules of RFC 5545, both ways: the same days, or a refusal. */
class RecurrenceMappingTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final int YEARS = 9;

    private static LocalDateTime start(String date) {
        return LocalDate.parse(date).atTime(10, 0);
    }

    private static RecurrencePattern pattern(String rule, String date) throws InexpressibleException {
        return RulePattern.of(RecurrenceRule.parse(rule), false, start(date), BERLIN, "Europe/Berlin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-02 | FREQ=DAILY",
                "2026-03-02 | FREQ=DAILY;COUNT=5;INTERVAL=3",
                "2026-03-02 | FREQ=WEEKLY;BYDAY=MO",
                "2026-03-02 | FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
                "2026-03-02 | FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
                "2026-03-02 | FREQ=MONTHLY;BYMONTHDAY=2",
                "2026-03-31 | FREQ=MONTHLY;BYMONTHDAY=-1",
                "2026-03-30 | FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
                "2026-03-29 | FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
                "2026-03-02 | FREQ=MONTHLY;BYDAY=1MO",
                "2026-03-30 | FREQ=MONTHLY;INTERVAL=2;BYDAY=-1MO",
                "2026-03-31 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                "2026-03-07 | FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=2",
                "2026-03-02 | FREQ=YEARLY;BYMONTHDAY=2;BYMONTH=3",
                "2026-02-28 | FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2",
                "2026-03-09 | FREQ=YEARLY;INTERVAL=4;BYDAY=2MO;BYMONTH=3",
                "2026-03-02 | FREQ=DAILY;UNTIL=20260401T080000Z"
            })
    void ruleThatHasAPattern_comesBackAsItWas(String date, String rule) throws Exception {
        RecurrencePattern pattern = pattern(rule, date);
        LocalDate end = pattern.endDate();
        String until = end == null
                ? ""
                : Instances.value(EventTime.at(end.atTime(10, 0).atZone(BERLIN).toInstant()));
        assertThat(RecurrenceRule.parse(PatternRule.line(pattern, until))).isEqualTo(RecurrenceRule.parse(rule));
        assertThat(reread(pattern)).isEqualTo(pattern);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-31 | FREQ=MONTHLY;BYMONTHDAY=31 | not every month has",
                "2026-03-31 | FREQ=MONTHLY | not every month has",
                "2026-03-02 | FREQ=MONTHLY;BYMONTHDAY=2,16 | BYMONTHDAY",
                "2026-03-30 | FREQ=MONTHLY;BYMONTHDAY=-2 | counted from the end",
                "2026-03-02 | FREQ=MONTHLY;BYDAY=MO | every such day",
                "2026-03-30 | FREQ=MONTHLY;BYDAY=5MO | first four",
                "2026-03-02 | FREQ=MONTHLY;BYDAY=1MO,2TU | numbered",
                "2026-03-09 | FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=3 | workweek",
                "2028-02-29 | FREQ=YEARLY | every year",
                "2028-02-29 | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 | every year",
                "2026-03-02 | FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=2 | BYMONTH",
                "2026-03-02 | FREQ=YEARLY;BYDAY=MO | without BYMONTH",
                "2026-03-02 | FREQ=YEARLY;BYWEEKNO=10;BYDAY=MO | BYWEEKNO",
                "2026-03-02 | FREQ=YEARLY;BYYEARDAY=61 | BYYEARDAY",
                "2026-03-02 | FREQ=DAILY;BYHOUR=9,17 | BYHOUR",
                "2026-03-02 | FREQ=HOURLY;COUNT=3 | within a day",
                "2026-03-02 | FREQ=DAILY;INTERVAL=2;BYDAY=MO | every so many days",
                "2026-03-02 | FREQ=DAILY;BYMONTH=3 | BYMONTH",
                "2026-03-02 | FREQ=DAILY;COUNT=1000 | COUNT",
                "2026-03-03 | FREQ=WEEKLY;BYDAY=MO | none of the days",
                "2026-03-02 | FREQ=DAILY;UNTIL=20260301 | ends before"
            })
    void ruleThatHasNone_isRefused_withTheReason(String date, String rule, String reason) {
        assertThatThrownBy(() -> pattern(rule, date))
                .isInstanceOf(InexpressibleException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void untilThatIsTooEarlyOnItsDay_endsTheDayBefore() throws Exception {
        assertThat(pattern("FREQ=DAILY;UNTIL=20260401T080000Z", "2026-03-02").endDate())
                .isEqualTo("2026-04-01");
        assertThat(pattern("FREQ=DAILY;UNTIL=20260401T075959Z", "2026-03-02").endDate())
                .isEqualTo("2026-03-31");
        assertThat(pattern("FREQ=DAILY;UNTIL=20260401", "2026-03-02").endDate()).isEqualTo("2026-04-01");
    }

    /** Every pattern that there is has a rule with the same days. */
    @ParameterizedTest
    @EnumSource
    void everyPattern_hasARuleOfTheSameDays(Type type) throws Exception {
        for (int seed = 0; seed < 120; seed++) {
            RecurrencePattern pattern = random(type, new Random(seed * 31L + type.ordinal()));
            LocalDate first = pattern.startDate();
            List<LocalDate> expected = new ArrayList<>();
            for (LocalDate day = first; day.isBefore(first.plusYears(YEARS)); day = day.plusDays(1)) {
                if (pattern.falls(day)) {
                    expected.add(day);
                }
            }
            assertThat(expected.get(0)).as("seed %d: %s", seed, pattern).isEqualTo(first);
            assertThat(days(PatternRule.line(pattern, "").substring("RRULE:".length()), first.atTime(10, 0)))
                    .as("seed %d: %s", seed, pattern)
                    .isEqualTo(expected);
            assertThat(reread(pattern)).as("seed %d", seed).isEqualTo(pattern);
        }
    }

    private static RecurrencePattern random(Type type, Random dice) {
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (int n = 1 + dice.nextInt(dice.nextInt(3) == 0 ? 7 : 2); n > 0; n--) {
            days.add(DayOfWeek.of(1 + dice.nextInt(7)));
        }
        int index = dice.nextInt(5) == 4 ? RecurrencePattern.LAST : 1 + dice.nextInt(4);
        boolean named = type == Type.WEEKLY || type.relative();
        RecurrencePattern pattern = new RecurrencePattern(
                type,
                1 + dice.nextInt(4),
                named ? days : Set.of(),
                type == Type.WEEKLY ? DayOfWeek.of(1 + dice.nextInt(7)) : DayOfWeek.SUNDAY,
                type.relative() ? index : 0,
                type.absolute() ? (dice.nextBoolean() ? 26 + dice.nextInt(6) : 1 + dice.nextInt(31)) : 0,
                type.yearly() ? 1 + dice.nextInt(12) : 0,
                LocalDate.of(2024, 1, 1).plusDays(dice.nextInt(1_500)),
                null,
                0,
                null);
        LocalDate day = pattern.startDate();
        // The series starts on the first day that fits when its interval begins on that day.
        RecurrencePattern moved = pattern;
        while (!moved.falls(day)) {
            day = day.plusDays(1);
            moved = startingAt(pattern, day);
        }
        return moved;
    }

    private static RecurrencePattern startingAt(RecurrencePattern pattern, LocalDate day) {
        return new RecurrencePattern(
                pattern.type(),
                pattern.interval(),
                pattern.daysOfWeek(),
                pattern.firstDayOfWeek(),
                pattern.index(),
                pattern.dayOfMonth(),
                pattern.month(),
                day,
                null,
                0,
                null);
    }

    /** Every rule either has a pattern with the same days, or is refused. */
    @ParameterizedTest
    @EnumSource(names = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
    void everyRule_hasAPatternOfTheSameDays_orIsRefused(Frequency frequency) {
        int expressed = 0;
        for (int seed = 0; seed < 600; seed++) {
            RandomRules rules = new RandomRules(frequency, seed, 77);
            LocalDateTime start = rules.start();
            String rule = rules.rule(frequency, start);
            RecurrencePattern pattern;
            try {
                pattern = RulePattern.of(RecurrenceRule.parse(rule), false, start, ZoneOffset.UTC, "UTC");
            } catch (InexpressibleException refused) {
                continue;
            }
            expressed++;
            LocalDate first = start.toLocalDate();
            List<LocalDate> shown = new ArrayList<>();
            for (LocalDate day = first; day.isBefore(first.plusYears(YEARS)); day = day.plusDays(1)) {
                if (pattern.falls(day)) {
                    shown.add(day);
                }
            }
            assertThat(shown).as("seed %d: %s at %s", seed, rule, start).isEqualTo(days(rule, start));
        }
        assertThat(expressed).as("rules with a pattern").isGreaterThan(20);
    }

    private static List<LocalDate> days(String rule, LocalDateTime start) {
        CalendarEvent event = CalendarEvent.builder("u")
                .start(EventTime.at(start.toInstant(ZoneOffset.UTC)))
                .recurrence(List.of("RRULE:" + rule))
                .build();
        return RecurrenceSet.of(event, ZoneOffset.UTC)
                .between(
                        start.toInstant(ZoneOffset.UTC),
                        start.toLocalDate().plusYears(YEARS).atStartOfDay().toInstant(ZoneOffset.UTC))
                .occurrences()
                .stream()
                .map(Occurrence::start)
                .map(time -> time.toLocal().toLocalDate())
                .toList();
    }

    private static RecurrencePattern reread(RecurrencePattern pattern) throws Exception {
        byte[] json = Json.bytes(out -> {
            out.writeStartObject();
            PatternJson.write(out, pattern);
            out.writeEndObject();
        });
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            in.nextToken();
            in.nextToken();
            in.nextToken();
            return PatternJson.read(in);
        }
    }
}
