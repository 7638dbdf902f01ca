package dev.calsync.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No rule hangs or eats memory; what is cut is told; far windows are near. */
class RecurrenceLimitsTest {
    private static final LocalDateTime START = LocalDateTime.of(2026, 1, 1, 9, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
                "FREQ=YEARLY;BYDAY=53MO;BYMONTH=1",
                "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
                "FREQ=HOURLY;INTERVAL=24;BYHOUR=8",
                "FREQ=MINUTELY;INTERVAL=1440;BYMINUTE=1",
                "FREQ=SECONDLY;INTERVAL=60;BYSECOND=1",
                "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=10",
                "FREQ=SECONDLY;INTERVAL=3600;BYMINUTE=59;BYSECOND=59",
                "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366",
                "FREQ=SECONDLY;BYSECOND=1;BYSETPOS=2",
                "FREQ=MINUTELY;BYSECOND=1,2,3;BYSETPOS=4,5,6,7,8,9,-4,-5,-6,-7",
            })
    void ruleThatMatchesNothing_endsWithABound(String rrule) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            OccurrenceCursor cursor =
                    floating(rrule).iterator(new RecurrenceLimits(10_000, 100_000, Duration.ofDays(36_525)));
            assertTrue(cursor.hasNext());
            cursor.next();
            assertFalse(cursor.hasNext());
            assertTrue(cursor.stoppedBy().isPresent());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";BYSETPOS=1,2,3,-1", ";COUNT=2000000000", ";UNTIL=99991231T235959"})
    void everySecondOfTheYear_isGivenLazily(String end) {
        String bomb = "FREQ=YEARLY;BYYEARDAY=" + list(1, 366) + ";BYHOUR=" + list(0, 23) + ";BYMINUTE=" + list(0, 59)
                + ";BYSECOND=" + list(0, 59);
        RecurrenceSet set = floating(bomb + end);
        assertTimeoutPreemptively(PATIENCE, () -> {
            OccurrenceCursor cursor = set.iterator(RecurrenceLimits.DEFAULT);
            for (int i = 0; i < 100; i++) {
                cursor.next();
            }
        });
    }

    @Test
    void windowInTheMiddleOfAHugePeriod_isNear() {
        String bomb = "FREQ=YEARLY;BYMONTH=" + list(1, 12) + ";BYMONTHDAY=" + list(1, 31) + ";BYHOUR=" + list(0, 23)
                + ";BYMINUTE=" + list(0, 59) + ";BYSECOND=" + list(0, 59);
        Instant from = Instant.parse("2030-07-01T12:00:00Z");
        Expansion expansion =
                floating(bomb).between(from, from.plusSeconds(10), new RecurrenceLimits(100, 100, Duration.ofDays(1)));
        assertEquals(10, expansion.occurrences().size());
        assertFalse(expansion.truncated());
    }

    @Test
    void everySecondForTenYears_isCutAtTheOccurrences() {
        Expansion expansion = floating("FREQ=SECONDLY").between(Instant.MIN, Instant.MAX);
        assertEquals(10_000, expansion.occurrences().size());
        assertEquals(Optional.of(ExpansionBound.OCCURRENCES), expansion.stoppedBy());
    }

    @Test
    void exactlyTheOccurrencesAllowed_areNoCut() {
        RecurrenceLimits five = new RecurrenceLimits(5, 100, Duration.ofDays(100));
        assertEquals(
                Optional.empty(),
                floating("FREQ=DAILY;COUNT=5")
                        .between(Instant.MIN, Instant.MAX, five)
                        .stoppedBy());
        Expansion cut = floating("FREQ=DAILY;COUNT=6").between(Instant.MIN, Instant.MAX, five);
        assertEquals(Optional.of(ExpansionBound.OCCURRENCES), cut.stoppedBy());
        assertEquals(5, cut.occurrences().size());
    }

    @Test
    void steps_areCutAndWhatWasFoundIsComplete() {
        RecurrenceSet set = RecurrenceSet.startingAt(EventTime.floating(START), ZoneOffset.UTC)
                .rule(RecurrenceRule.parse("FREQ=SECONDLY;INTERVAL=86400;BYHOUR=10"))
                .rule(RecurrenceRule.parse("FREQ=YEARLY"))
                .build();
        Expansion expansion =
                set.between(Instant.MIN, Instant.MAX, new RecurrenceLimits(100, 1_000, Duration.ofDays(36_525)));
        assertEquals(Optional.of(ExpansionBound.STEPS), expansion.stoppedBy());
        assertEquals(1, expansion.occurrences().size());
    }

    @Test
    void horizon_isReportedOnlyWhenSomethingMayLieBehindIt() {
        RecurrenceLimits week = new RecurrenceLimits(100, 1_000, Duration.ofDays(7));
        Expansion cut = floating("FREQ=DAILY").between(Instant.MIN, Instant.MAX, week);
        assertEquals(8, cut.occurrences().size());
        assertEquals(Optional.of(ExpansionBound.HORIZON), cut.stoppedBy());
        for (String ended : new String[] {"FREQ=DAILY;COUNT=8", "FREQ=DAILY;UNTIL=20260107"}) {
            assertEquals(
                    Optional.empty(),
                    floating(ended).between(Instant.MIN, Instant.MAX, week).stoppedBy(),
                    ended);
        }
        Instant from = Instant.parse("2030-01-01T00:00:00Z");
        assertFalse(floating("FREQ=DAILY")
                .between(from, from.plus(Duration.ofDays(7)), week)
                .truncated());
        assertTrue(floating("FREQ=DAILY")
                .between(from, from.plus(Duration.ofDays(8)), week)
                .truncated());
    }

    @Test
    void lastYearsOfTheCalendar_endTheSeriesWithoutTrouble() {
        RecurrenceLimits all = new RecurrenceLimits(100_000, 10_000_000, Duration.ofDays(4_000_000));
        Expansion yearly = floating("FREQ=YEARLY").between(Instant.MIN, Instant.MAX, all);
        assertEquals(9999 - 2026 + 1, yearly.occurrences().size());
        assertEquals(Optional.empty(), yearly.stoppedBy());
        for (Frequency frequency : Frequency.values()) {
            Expansion rare =
                    floating("FREQ=" + frequency + ";INTERVAL=2147483647").between(Instant.MIN, Instant.MAX, all);
            assertFalse(rare.truncated(), frequency.name());
            assertEquals(START, rare.occurrences().get(0).start().toLocal());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=SECONDLY;INTERVAL=7",
                "FREQ=MINUTELY;INTERVAL=7",
                "FREQ=HOURLY;INTERVAL=7",
                "FREQ=DAILY",
                "FREQ=DAILY;INTERVAL=3;BYHOUR=8,9,10;BYSETPOS=2",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                "FREQ=YEARLY;BYWEEKNO=20",
                "FREQ=YEARLY;UNTIL=20991231",
            })
    void farWindow_costsNoWalkFromTheStart(String rrule) {
        RecurrenceSet set = RecurrenceSet.startingAt(
                        EventTime.at(LocalDateTime.of(1990, 1, 1, 9, 0), ZoneId.of("Europe/Berlin")), ZoneOffset.UTC)
                .rule(RecurrenceRule.parse(rrule))
                .build();
        Instant from = Instant.parse("2026-05-11T00:00:00Z");
        Expansion expansion = set.between(
                from, from.plus(Duration.ofHours(20)), new RecurrenceLimits(30_000, 30_000, Duration.ofDays(1)));
        assertFalse(expansion.truncated(), () -> rrule + " " + expansion.stoppedBy());
    }

    @Test
    void countedRule_isWalkedFromItsStartWithinTheSteps() {
        RecurrenceSet set = floating("FREQ=DAILY;COUNT=10000");
        Instant last = Instant.parse("2053-05-18T09:00:00Z");
        assertEquals(
                1,
                set.between(last, last.plus(Duration.ofDays(9))).occurrences().size());
        assertEquals(
                Optional.of(ExpansionBound.STEPS),
                set.between(last, last.plus(Duration.ofDays(9)), new RecurrenceLimits(10, 5_000, Duration.ofDays(9)))
                        .stoppedBy());
    }

    @Test
    void spanWhoseEndIsTooFarToFind_hasNoEnd() {
        SeriesSpan span = floating("FREQ=SECONDLY;COUNT=2000000000")
                .span(RecurrenceLimits.DEFAULT)
                .orElseThrow();
        assertEquals(Optional.empty(), span.end());
        SeriesSpan until = floating("FREQ=SECONDLY;UNTIL=20991231")
                .span(RecurrenceLimits.DEFAULT)
                .orElseThrow();
        assertEquals(Optional.of(Instant.parse("2099-12-31T23:59:59Z")), until.end());
    }

    @Test
    void limits_mustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> new RecurrenceLimits(0, 1, Duration.ofDays(1)));
        assertThrows(IllegalArgumentException.class, () -> new RecurrenceLimits(1, 0, Duration.ofDays(1)));
        assertThrows(IllegalArgumentException.class, () -> new RecurrenceLimits(1, 1, Duration.ZERO));
    }

    private static RecurrenceSet floating(String rrule) {
        return RecurrenceSet.startingAt(EventTime.floating(START), ZoneOffset.UTC)
                .rule(RecurrenceRule.parse(rrule))
                .build();
    }

    private static String list(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
