package dev.calsync.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a set decides where rules meet zones, extra and excluded dates, and where RFC 5545 is silent. */
class RecurrenceSetTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    // Zones and daylight saving time

    @Test
    void timeInTheGap_movesOnAndTheSeriesKeepsItsWallTime() {
        RecurrenceSet set = set(berlin("2026-03-28T02:30"), "RRULE:FREQ=DAILY;COUNT=3");
        assertEquals(
                List.of(berlin("2026-03-28T02:30"), berlin("2026-03-29T03:30"), berlin("2026-03-30T02:30")),
                starts(set));
    }

    @Test
    void startInTheGap_keepsItsWallTimeToo() {
        RecurrenceSet set = set(berlin("2026-03-29T02:30"), "RRULE:FREQ=DAILY;COUNT=2");
        assertEquals(List.of(berlin("2026-03-29T02:30"), berlin("2026-03-30T02:30")), starts(set));
        assertEquals(Instant.parse("2026-03-29T01:30:00Z"), starts(set).get(0).toInstant(BERLIN));
    }

    @Test
    void timeInTheOverlap_hasTheEarlierOffset() {
        RecurrenceSet set = set(berlin("2026-10-24T02:30"), "RRULE:FREQ=DAILY;COUNT=3");
        assertEquals(
                List.of(
                        Instant.parse("2026-10-24T00:30:00Z"),
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-26T01:30:00Z")),
                starts(set).stream().map(start -> start.toInstant(BERLIN)).toList());
    }

    @Test
    void hourlyInTheGap_isOrderedAndWithoutDoubles() {
        RecurrenceSet set = set(berlin("2026-03-29T00:30"), "RRULE:FREQ=HOURLY;BYMINUTE=0,30;COUNT=9");
        assertEquals(
                List.of(
                        berlin("2026-03-29T00:30"),
                        berlin("2026-03-29T01:00"),
                        berlin("2026-03-29T01:30"),
                        berlin("2026-03-29T03:00"),
                        berlin("2026-03-29T03:30"),
                        berlin("2026-03-29T04:00"),
                        berlin("2026-03-29T04:30")),
                starts(set));
    }

    @Test
    void windowThatOpensInTheGap_findsWhatMovedIntoIt() {
        RecurrenceSet set = set(berlin("2026-03-01T02:30"), "RRULE:FREQ=DAILY");
        Expansion expansion = set.between(Instant.parse("2026-03-29T01:15:00Z"), Instant.parse("2026-03-29T02:00:00Z"));
        assertEquals(1, expansion.occurrences().size());
        assertEquals(berlin("2026-03-29T03:30"), expansion.occurrences().get(0).start());
    }

    @Test
    void skippedDay_movesToTheNext() {
        EventTime start = EventTime.at(LocalDateTime.parse("2011-12-29T10:00"), ZoneId.of("Pacific/Apia"));
        assertEquals(
                List.of("2011-12-29T10:00", "2011-12-31T10:00", "2012-01-01T10:00"),
                starts(set(start, "RRULE:FREQ=DAILY;COUNT=4")).stream()
                        .map(at -> at.toLocal().toString())
                        .toList());
    }

    @Test
    void endKeepsTheExactDurationAndItsOwnZone() {
        RecurrenceSet set = RecurrenceSet.startingAt(berlin("2026-03-27T23:00"), BERLIN)
                .endingAt(EventTime.at(LocalDateTime.parse("2026-03-28T01:00"), NEW_YORK))
                .rule(RecurrenceRule.parse("FREQ=DAILY;COUNT=3"))
                .build();
        List<EventTime> ends =
                found(set).occurrences().stream().map(Occurrence::end).toList();
        assertEquals(
                List.of(newYork("2026-03-28T01:00"), newYork("2026-03-29T01:00"), newYork("2026-03-30T00:00")), ends);
    }

    @Test
    void unknownZone_goesByTheViewersClock() {
        EventTime start = new EventTime.Zoned(LocalDateTime.parse("2026-03-28T02:30"), "Customized Time Zone");
        RecurrenceSet set = set(start, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20260328T013000Z");
        assertEquals(
                List.of(new EventTime.Zoned(LocalDateTime.parse("2026-03-29T03:30"), "Customized Time Zone")),
                starts(set));
    }

    // Bounds of a rule

    @Test
    void untilAsDate_letsItsWholeDayIn() {
        assertEquals(
                5,
                starts(set(berlin("2026-01-01T09:00"), "RRULE:FREQ=DAILY;UNTIL=20260105"))
                        .size());
        assertEquals(
                5,
                starts(set(newYork("2026-01-01T22:00"), "RRULE:FREQ=DAILY;UNTIL=20260105"))
                        .size());
        assertEquals(
                5,
                starts(set(utc("2026-01-01T09:00:00Z"), "RRULE:FREQ=DAILY;UNTIL=20260105"))
                        .size());
        assertEquals(
                5,
                starts(set(floating("2026-01-01T09:00"), "RRULE:FREQ=DAILY;UNTIL=20260105"))
                        .size());
    }

    @Test
    void untilAsTime_isInclusiveWhateverItsForm() {
        assertEquals(
                5,
                starts(set(berlin("2026-01-01T09:00"), "RRULE:FREQ=DAILY;UNTIL=20260105T080000Z"))
                        .size());
        assertEquals(
                4,
                starts(set(berlin("2026-01-01T09:00"), "RRULE:FREQ=DAILY;UNTIL=20260105T075959Z"))
                        .size());
        assertEquals(
                5,
                starts(set(berlin("2026-01-01T09:00"), "RRULE:FREQ=DAILY;UNTIL=20260105T090000"))
                        .size());
        assertEquals(
                5,
                starts(set(floating("2026-01-01T09:00"), "RRULE:FREQ=DAILY;UNTIL=20260105T090000Z"))
                        .size());
        assertEquals(
                5,
                starts(set(day("2026-01-01"), "RRULE:FREQ=DAILY;UNTIL=20260105T000000Z"))
                        .size());
        assertEquals(
                5,
                starts(set(day("2026-01-01"), "RRULE:FREQ=DAILY;UNTIL=20260105"))
                        .size());
    }

    @Test
    void startOffTheRule_isTheFirstOccurrenceAndCounts() {
        RecurrenceSet set = set(day("2026-01-01"), "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3");
        assertEquals(List.of(day("2026-01-01"), day("2026-01-05"), day("2026-01-12")), starts(set));
        assertEquals(
                List.of(day("2026-01-05")),
                starts(set(day("2026-01-01"), "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2", "EXDATE;VALUE=DATE:20260101")));
        assertEquals(List.of(day("2026-01-01")), starts(set(day("2026-01-01"), "RRULE:FREQ=DAILY;UNTIL=20250101")));
    }

    @Test
    void setPositionCountsFromThePeriodsBeginNotFromTheStart() {
        RecurrenceSet set = set(day("2026-01-14"), "RRULE:FREQ=MONTHLY;BYDAY=WE;BYSETPOS=2,3;COUNT=3");
        assertEquals(List.of(day("2026-01-14"), day("2026-01-21"), day("2026-02-11")), starts(set));
    }

    @Test
    void weekNumbers_goByYearsOfWeeks() {
        RecurrenceSet everyOther = set(day("2017-01-02"), "RRULE:FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO;COUNT=3");
        assertEquals(List.of(day("2017-01-02"), day("2018-12-31"), day("2021-01-04")), starts(everyOther));
        RecurrenceSet last = set(day("2020-12-31"), "RRULE:FREQ=YEARLY;BYWEEKNO=53;COUNT=2");
        assertEquals(List.of(day("2020-12-31"), day("2026-12-31")), starts(last));
    }

    @Test
    void leapDay_comesInLeapYearsOnly() {
        assertEquals(
                List.of(day("2096-02-29"), day("2104-02-29"), day("2108-02-29")),
                starts(set(day("2096-02-29"), "RRULE:FREQ=YEARLY;COUNT=3")));
    }

    // Exclusions and extra dates

    @Test
    void exclusionInUtc_matchesAZonedStartByInstant() {
        RecurrenceSet set =
                set(berlin("2026-01-01T09:00"), "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260102T080000Z,20260103T090000Z");
        assertEquals(
                List.of(berlin("2026-01-01T09:00"), berlin("2026-01-03T09:00"), berlin("2026-01-04T09:00")),
                starts(set));
    }

    @Test
    void exclusionInAnotherZone_matchesByInstant() {
        RecurrenceSet set = set(
                berlin("2026-01-01T09:00"), "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;TZID=America/New_York:20260102T030000");
        assertEquals(List.of(berlin("2026-01-01T09:00")), starts(set));
    }

    @Test
    void exclusionByDate_takesTheWholeLocalDay() {
        RecurrenceSet set = set(newYork("2026-01-01T22:00"), "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260102");
        assertEquals(List.of(newYork("2026-01-01T22:00"), newYork("2026-01-03T22:00")), starts(set));
        RecurrenceSet twice =
                set(floating("2026-01-01T08:00"), "RRULE:FREQ=DAILY;BYHOUR=8,20;COUNT=4", "EXDATE;VALUE=DATE:20260102");
        assertEquals(List.of(floating("2026-01-01T08:00"), floating("2026-01-01T20:00")), starts(twice));
    }

    @Test
    void exclusionByTime_takesAWholeDayByItsDate() {
        RecurrenceSet set =
                set(day("2026-01-01"), "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260102T000000", "EXDATE:20260103T000000Z");
        assertEquals(List.of(day("2026-01-01"), day("2026-01-04")), starts(set));
    }

    @Test
    void extraDates_joinWithoutDoublesAlsoBeforeTheStart() {
        RecurrenceSet set = set(
                berlin("2026-01-02T09:00"),
                "RRULE:FREQ=DAILY;COUNT=2",
                "RDATE:20260103T080000Z,20260110T080000Z",
                "RDATE;VALUE=DATE:20260105",
                "RDATE;TZID=Europe/Berlin:20260101T120000");
        assertEquals(
                List.of(
                        berlin("2026-01-01T12:00"),
                        berlin("2026-01-02T09:00"),
                        berlin("2026-01-03T09:00"),
                        berlin("2026-01-05T09:00"),
                        berlin("2026-01-10T09:00")),
                starts(set));
    }

    @Test
    void exclusion_beatsExtraDateAndStart() {
        RecurrenceSet set =
                set(berlin("2026-01-02T09:00"), "RDATE:20260103T080000Z", "EXDATE:20260103T080000Z,20260102T080000Z");
        assertEquals(List.of(), starts(set));
        assertEquals(Optional.empty(), set.span(RecurrenceLimits.DEFAULT));
    }

    @Test
    void periods_haveTheirOwnEnd() {
        RecurrenceSet set = set(
                utc("1996-04-01T02:00:00Z"),
                "RDATE;VALUE=PERIOD:19960403T020000Z/19960403T040000Z,19960404T010000Z/PT3H,19960405T010000Z/P1WT1S");
        assertEquals(
                List.of(
                        utc("1996-04-01T02:00:00Z"),
                        utc("1996-04-03T04:00:00Z"),
                        utc("1996-04-04T04:00:00Z"),
                        utc("1996-04-12T01:00:01Z")),
                found(set).occurrences().stream().map(Occurrence::end).toList());
        assertEquals(
                1,
                set.between(Instant.parse("1996-04-12T01:00:00Z"), Instant.parse("1997-01-01T00:00:00Z"))
                        .occurrences()
                        .size());
    }

    @Test
    void exceptRule_takesAwayWhatItGenerates() {
        RecurrenceSet set = set(day("2026-01-01"), "RRULE:FREQ=DAILY;COUNT=6", "EXRULE:FREQ=DAILY;INTERVAL=2");
        assertEquals(List.of(day("2026-01-02"), day("2026-01-04"), day("2026-01-06")), starts(set));
    }

    @Test
    void severalRules_addUp() {
        RecurrenceSet set =
                set(day("2026-01-01"), "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3", "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=3");
        assertEquals(
                List.of(day("2026-01-01"), day("2026-01-03"), day("2026-01-04"), day("2026-01-05"), day("2026-01-07")),
                starts(set));
    }

    // Windows

    @Test
    void window_takesWhatOverlapsIt() {
        RecurrenceSet set = RecurrenceSet.startingAt(utc("2026-01-01T09:00:00Z"), BERLIN)
                .endingAt(utc("2026-01-01T10:00:00Z"))
                .rule(RecurrenceRule.parse("FREQ=DAILY"))
                .build();
        assertEquals(1, count(set, "2026-01-02T09:59:59Z", "2026-01-02T12:00:00Z"));
        assertEquals(0, count(set, "2026-01-02T10:00:00Z", "2026-01-03T09:00:00Z"));
        assertEquals(1, count(set, "2026-01-02T10:00:00Z", "2026-01-03T09:00:01Z"));
        assertEquals(0, count(set, "2026-01-03T09:00:00Z", "2026-01-03T09:00:00Z"));
        assertEquals(0, count(set, "2026-01-03T09:30:00Z", "2026-01-02T09:30:00Z"));
    }

    @Test
    void occurrenceWithoutLength_isFoundWhereTheWindowStarts() {
        RecurrenceSet set = set(utc("2026-01-01T09:00:00Z"), "RRULE:FREQ=DAILY");
        assertEquals(1, count(set, "2026-01-02T09:00:00Z", "2026-01-03T09:00:00Z"));
    }

    @Test
    void wholeDaysAndFloatingTimes_areSeenInTheViewersZone() {
        RecurrenceSet days = set(day("2026-01-01"), "RRULE:FREQ=DAILY");
        assertEquals(1, count(days, "2026-01-04T23:00:00Z", "2026-01-05T23:00:00Z"));
        assertEquals(2, count(days, "2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z"));
        RecurrenceSet nine = set(floating("2026-01-01T09:00"), "RRULE:FREQ=DAILY");
        assertEquals(1, count(nine, "2026-07-05T07:00:00Z", "2026-07-05T07:00:01Z"));
    }

    @Test
    void eventThatHappensOnce_isASetOfOne() {
        RecurrenceSet set = set(day("2026-01-01"));
        assertEquals(List.of(day("2026-01-01")), starts(set));
        assertEquals(day("2026-01-02"), found(set).occurrences().get(0).end());
        assertFalse(set.isEndless());
    }

    // Span

    @Test
    void span_ofAnEndlessSeriesHasNoEnd() {
        SeriesSpan span = set(berlin("2026-01-02T09:00"), "RRULE:FREQ=DAILY", "RDATE:20250101T000000Z")
                .span(RecurrenceLimits.DEFAULT)
                .orElseThrow();
        assertEquals(new SeriesSpan(Instant.parse("2025-01-01T00:00:00Z"), Optional.empty()), span);
    }

    @Test
    void span_ofWholeDaysIsTheViewersDays() {
        SeriesSpan span = set(day("2026-01-01"), "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260101")
                .span(RecurrenceLimits.DEFAULT)
                .orElseThrow();
        assertEquals(Instant.parse("2026-01-01T23:00:00Z"), span.start());
        assertEquals(Optional.of(Instant.parse("2026-01-03T23:00:00Z")), span.end());
    }

    @Test
    void span_countsALongPeriodThatOutlastsTheLastStart() {
        SeriesSpan span = set(
                        utc("2026-01-01T09:00:00Z"),
                        "RRULE:FREQ=DAILY;UNTIL=20260105T090000Z",
                        "RDATE;VALUE=PERIOD:20260102T000000Z/P30D")
                .span(RecurrenceLimits.DEFAULT)
                .orElseThrow();
        assertEquals(Optional.of(Instant.parse("2026-02-01T00:00:00Z")), span.end());
    }

    // Refusals

    @Test
    void linesThatDoNotFit_areRefused() {
        for (String line : List.of(
                "RRULE",
                "RRULE:FREQ=NEVER",
                "SUMMARY:Lunch",
                "RDATE:tomorrow",
                "EXDATE:20260230",
                "EXDATE:20260105T090000X",
                "RDATE:20260105T090000Z/1H",
                "RDATE:20260105T090000Z/20260104T090000Z")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> set(utc("2026-01-01T09:00:00Z"), line), line);
            assertFalse(refused.getMessage().contains("Lunch"));
        }
        assertThrows(IllegalArgumentException.class, () -> set(day("2026-01-01"), "RRULE:FREQ=HOURLY"));
        assertThrows(
                IllegalArgumentException.class,
                () -> RecurrenceSet.startingAt(day("2026-01-02"), BERLIN)
                        .endingAt(day("2026-01-01"))
                        .build());
        assertThrows(
                IllegalArgumentException.class,
                () -> RecurrenceSet.startingAt(day("2026-01-02"), BERLIN)
                        .endingAt(utc("2026-01-03T00:00:00Z"))
                        .build());
    }

    @Test
    void sloppyLines_areRead() {
        RecurrenceSet set = set(
                berlin("2026-01-01T09:00"),
                "rrule:freq=daily;count=3;",
                "EXDATE:",
                "EXDATE;X-A=\"a:b;c\";TZID=\"Europe/Berlin\":20260102T090000, ");
        assertEquals(List.of(berlin("2026-01-01T09:00"), berlin("2026-01-03T09:00")), starts(set));
    }

    @Test
    void cursorAtItsEnd_saysSo() {
        OccurrenceCursor cursor = set(day("2026-01-01")).iterator(RecurrenceLimits.DEFAULT);
        assertTrue(cursor.hasNext());
        cursor.next();
        assertFalse(cursor.hasNext());
        assertThrows(NoSuchElementException.class, cursor::next);
    }

    @Test
    void eventThatEndsBeforeItStarts_hasOccurrencesWithoutLength() {
        CalendarEvent event = CalendarEvent.builder("uid")
                .start(utc("2026-03-01T09:00:00Z"))
                .end(utc("2026-03-01T08:00:00Z"))
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=2"))
                .build();
        List<Occurrence> occurrences = found(RecurrenceSet.of(event, BERLIN)).occurrences();
        assertEquals(2, occurrences.size());
        occurrences.forEach(each -> assertEquals(each.start(), each.end()));
    }

    private static RecurrenceSet set(EventTime start, String... lines) {
        CalendarEvent event = CalendarEvent.builder("uid")
                .start(start)
                .recurrence(List.of(lines))
                .build();
        return RecurrenceSet.of(event, BERLIN);
    }

    private static Expansion found(RecurrenceSet set) {
        Expansion expansion = set.between(Instant.MIN, Instant.MAX);
        assertFalse(expansion.truncated());
        return expansion;
    }

    private static List<EventTime> starts(RecurrenceSet set) {
        return found(set).occurrences().stream().map(Occurrence::start).toList();
    }

    private static int count(RecurrenceSet set, String from, String to) {
        return set.between(Instant.parse(from), Instant.parse(to)).occurrences().size();
    }

    private static EventTime berlin(String local) {
        return EventTime.at(LocalDateTime.parse(local), BERLIN);
    }

    private static EventTime newYork(String local) {
        return EventTime.at(LocalDateTime.parse(local), NEW_YORK);
    }

    private static EventTime floating(String local) {
        return EventTime.floating(LocalDateTime.parse(local));
    }

    private static EventTime utc(String instant) {
        return EventTime.at(Instant.parse(instant));
    }

    private static EventTime day(String date) {
        return EventTime.on(LocalDate.parse(date));
    }
}
