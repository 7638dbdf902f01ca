package dev.calsync.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.EventTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrenceRuleTest {

    @Test
    void everyPart_isReadIntoItsField() {
        RecurrenceRule rule = RecurrenceRule.parse("RRULE:FREQ=YEARLY;INTERVAL=3;COUNT=12;BYSECOND=60,0;BYMINUTE=30;"
                + "BYHOUR=09;BYDAY=-1FR,MO,+2MO;BYMONTHDAY=-31,1;BYYEARDAY=366,-1;BYMONTH=12,2,2;BYSETPOS=-1;WKST=SU");
        assertEquals(Frequency.YEARLY, rule.frequency());
        assertEquals(3, rule.interval());
        assertEquals(OptionalInt.of(12), rule.count());
        assertEquals(Optional.empty(), rule.until());
        assertEquals(List.of(0, 60), rule.bySecond());
        assertEquals(List.of(30), rule.byMinute());
        assertEquals(List.of(9), rule.byHour());
        assertEquals(
                List.of(
                        new WeekdayNum(0, DayOfWeek.MONDAY),
                        new WeekdayNum(2, DayOfWeek.MONDAY),
                        new WeekdayNum(-1, DayOfWeek.FRIDAY)),
                rule.byDay());
        assertEquals(List.of(-31, 1), rule.byMonthDay());
        assertEquals(List.of(-1, 366), rule.byYearDay());
        assertEquals(List.of(), rule.byWeekNo());
        assertEquals(List.of(2, 12), rule.byMonth());
        assertEquals(List.of(-1), rule.bySetPos());
        assertEquals(DayOfWeek.SUNDAY, rule.weekStart());
        assertFalse(rule.isEndless());
    }

    @Test
    void absentParts_haveTheirDefaults() {
        RecurrenceRule rule = RecurrenceRule.parse("FREQ=DAILY");
        assertEquals(1, rule.interval());
        assertEquals(DayOfWeek.MONDAY, rule.weekStart());
        assertEquals(OptionalInt.empty(), rule.count());
        assertTrue(rule.isEndless());
    }

    @Test
    void until_keepsItsForm() {
        assertEquals(
                Optional.of(EventTime.on(LocalDate.of(2026, 1, 5))),
                RecurrenceRule.parse("FREQ=DAILY;UNTIL=20260105").until());
        assertEquals(
                Optional.of(EventTime.floating(LocalDateTime.of(2026, 1, 5, 9, 0))),
                RecurrenceRule.parse("FREQ=DAILY;UNTIL=20260105T090000").until());
        assertEquals(
                Optional.of(EventTime.at(Instant.parse("2026-01-05T09:00:59Z"))),
                RecurrenceRule.parse("FREQ=DAILY;UNTIL=20260105T090060Z").until());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rrule:freq=daily                                   | FREQ=DAILY
                    FREQ=DAILY;                                        | FREQ=DAILY
                    INTERVAL=1;WKST=MO;FREQ=WEEKLY;BYDAY=we,mo,we      | FREQ=WEEKLY;BYDAY=MO,WE
                    FREQ=MONTHLY;BYDAY=+1MO,-1MO,MO                    | FREQ=MONTHLY;BYDAY=-1MO,MO,1MO
                    BYMONTH=03,1;FREQ=YEARLY;UNTIL=20260105t090000z    | FREQ=YEARLY;UNTIL=20260105T090000Z;BYMONTH=1,3
                    FREQ=YEARLY;WKST=SU;BYWEEKNO=20;INTERVAL=2         | FREQ=YEARLY;INTERVAL=2;BYWEEKNO=20;WKST=SU
                    FREQ=DAILY;COUNT=0010;UNTIL                        | !"UNTIL" is no NAME=VALUE part
                    ''                                                 | !FREQ is missing
                    INTERVAL=2                                         | !FREQ is missing
                    FREQ=FORTNIGHTLY                                   | !FREQ must be SECONDLY to YEARLY
                    FREQ=DAILY;FREQ=DAILY                              | !FREQ stands more than once
                    FREQ=DAILY;RSCALE=CHINESE                          | !part "RSCALE" is not supported
                    FREQ=DAILY;SKIP=OMIT                               | !part "SKIP" is not supported
                    FREQ=DAILY;X-OWN=1                                 | !part "X-OWN" is not supported
                    FREQ=DAILY;INTERVAL=0                              | !INTERVAL must be 1 to 2147483647, is "0"
                    FREQ=DAILY;INTERVAL=-1                             | !INTERVAL must be
                    FREQ=DAILY;COUNT=0                                 | !COUNT must be
                    FREQ=DAILY;COUNT=2147483648                        | !COUNT must be
                    FREQ=DAILY;COUNT=99999999999999999999              | !COUNT must be
                    FREQ=DAILY;COUNT=2;UNTIL=20260105                  | !COUNT and UNTIL must not stand together
                    FREQ=DAILY;UNTIL=20260230                          | !UNTIL must be a date or date-time
                    FREQ=DAILY;UNTIL=20260105T250000Z                  | !UNTIL must be a date or date-time
                    FREQ=DAILY;UNTIL=2026-01-05                        | !UNTIL must be a date or date-time
                    FREQ=DAILY;BYSECOND=61                             | !BYSECOND must be 0 to 60, is "61"
                    FREQ=DAILY;BYMINUTE=60                             | !BYMINUTE must be 0 to 59
                    FREQ=DAILY;BYHOUR=24                               | !BYHOUR must be 0 to 23
                    FREQ=DAILY;BYHOUR=+1                               | !BYHOUR must be 0 to 23
                    FREQ=DAILY;BYHOUR=                                 | !BYHOUR must be 0 to 23
                    FREQ=DAILY;BYHOUR=1,,2                             | !BYHOUR must be 0 to 23
                    FREQ=DAILY;BYMONTH=0                               | !BYMONTH must be 1 to 12
                    FREQ=DAILY;BYMONTH=13                              | !BYMONTH must be 1 to 12
                    FREQ=DAILY;BYMONTH=5L                              | !BYMONTH must be 1 to 12
                    FREQ=MONTHLY;BYMONTHDAY=0                          | !BYMONTHDAY must be 1 to 31 or -31 to -1
                    FREQ=MONTHLY;BYMONTHDAY=-32                        | !BYMONTHDAY must be
                    FREQ=YEARLY;BYYEARDAY=367                          | !BYYEARDAY must be
                    FREQ=YEARLY;BYWEEKNO=54                            | !BYWEEKNO must be
                    FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0                   | !BYSETPOS must be
                    FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367                 | !BYSETPOS must be
                    FREQ=MONTHLY;BYSETPOS=1                            | !BYSETPOS must stand together
                    FREQ=MONTHLY;BYDAY=XX                              | !BYDAY must be
                    FREQ=MONTHLY;BYDAY=0MO                             | !BYDAY must be
                    FREQ=MONTHLY;BYDAY=54MO                            | !BYDAY must be
                    FREQ=WEEKLY;WKST=1MO                               | !WKST must be MO to SU
                    FREQ=WEEKLY;BYDAY=1MO                              | !BYDAY must not have a number with FREQ=WEEKLY
                    FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO                   | !together with BYWEEKNO
                    FREQ=MONTHLY;BYWEEKNO=2                            | !BYWEEKNO must not stand with FREQ=MONTHLY
                    FREQ=DAILY;BYYEARDAY=2                             | !BYYEARDAY must not stand with FREQ=DAILY
                    FREQ=WEEKLY;BYMONTHDAY=2                           | !BYMONTHDAY must not stand with FREQ=WEEKLY
                    """)
    void text_isMadeCanonicalOrRefusedByName(String text, String outcome) {
        if (outcome.startsWith("!")) {
            Exception refused = assertThrows(IllegalArgumentException.class, () -> RecurrenceRule.parse(text));
            assertTrue(refused.getMessage().contains(outcome.substring(1)), refused.getMessage());
        } else {
            assertEquals(outcome, RecurrenceRule.parse(text).toString());
        }
    }

    @Test
    void allFaults_areToldAtOnce() {
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> RecurrenceRule.parse("FREQ=NEVER;BYHOUR=99;RSCALE=X;COUNT=no"));
        for (String part : List.of("FREQ", "BYHOUR", "RSCALE", "COUNT")) {
            assertTrue(refused.getMessage().contains(part), refused.getMessage());
        }
    }

    @Test
    void hugeOrDirtyText_isRefusedWithAShortMessage() {
        Exception huge = assertThrows(
                IllegalArgumentException.class, () -> RecurrenceRule.parse("FREQ=DAILY;BYHOUR=" + "1,".repeat(50_000)));
        Exception dirty = assertThrows(
                IllegalArgumentException.class,
                () -> RecurrenceRule.parse("FREQ=DAILY;BYHOUR=\r\n" + "9".repeat(5_000)));
        assertTrue(huge.getMessage().length() < 200);
        assertTrue(dirty.getMessage().length() < 200);
        assertTrue(dirty.getMessage().chars().noneMatch(Character::isISOControl));
    }

    @Test
    void rules_areEqualByTheirCanonicalText() {
        RecurrenceRule rule = RecurrenceRule.parse("FREQ=WEEKLY;BYDAY=MO,TU");
        assertEquals(rule, RecurrenceRule.parse("RRULE:BYDAY=TU,MO;INTERVAL=1;FREQ=WEEKLY"));
        assertEquals(
                rule.hashCode(), RecurrenceRule.parse("BYDAY=TU,MO;FREQ=WEEKLY").hashCode());
        assertNotEquals(rule, RecurrenceRule.parse("FREQ=WEEKLY;BYDAY=MO"));
    }
}
