package dev.calsync.recurrence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.calsync.model.EventTime;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every example of RFC 5545 section 3.8.5.3 in its order, with the dates that the RFC prints. {@code "..."} at the end
 * stands for a rule that goes on.
 */
class Rfc5545ExamplesTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime NINE = LocalTime.of(9, 0);

    @Test
    void daily_forTenOccurrences() {
        expand("19970902", "FREQ=DAILY;COUNT=10", "1997-09 2-11");
    }

    @Test
    void daily_untilDecember24() {
        expand(
                "19970902",
                "FREQ=DAILY;UNTIL=19971224T000000Z",
                "1997-09 2-30; 1997-10 1-31; 1997-11 1-30; 1997-12 1-23");
    }

    @Test
    void everyOtherDay() {
        expand(
                "19970902",
                "FREQ=DAILY;INTERVAL=2",
                "1997-09 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30; 1997-10 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30;"
                        + " 1997-11 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29; 1997-12 1,3 ...");
    }

    @Test
    void everyTenDays_fiveOccurrences() {
        expand("19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09 2,12,22; 1997-10 2,12");
    }

    @Test
    void everyDayInJanuary_forThreeYears() {
        String expected = "1998-01 1-31; 1999-01 1-31; 2000-01 1-31";
        expand("19980101", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", expected);
        expand("19980101", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", expected);
    }

    @Test
    void weekly_forTenOccurrences() {
        expand("19970902", "FREQ=WEEKLY;COUNT=10", "1997-09 2,9,16,23,30; 1997-10 7,14,21,28; 1997-11 4");
    }

    @Test
    void weekly_untilDecember24() {
        expand(
                "19970902",
                "FREQ=WEEKLY;UNTIL=19971224T000000Z",
                "1997-09 2,9,16,23,30; 1997-10 7,14,21,28; 1997-11 4,11,18,25; 1997-12 2,9,16,23");
    }

    @Test
    void everyOtherWeek() {
        expand(
                "19970902",
                "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
                "1997-09 2,16,30; 1997-10 14,28; 1997-11 11,25; 1997-12 9,23; 1998-01 6,20; 1998-02 3,17 ...");
    }

    @Test
    void weeklyOnTuesdayAndThursday_forFiveWeeks() {
        String expected = "1997-09 2,4,9,11,16,18,23,25,30; 1997-10 2";
        expand("19970902", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", expected);
        expand("19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", expected);
    }

    @Test
    void everyOtherWeekOnMondayWednesdayFriday_untilDecember24() {
        expand(
                "19970901",
                "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
                "1997-09 1,3,5,15,17,19,29; 1997-10 1,3,13,15,17,27,29,31; 1997-11 10,12,14,24,26,28;"
                        + " 1997-12 8,10,12,22");
    }

    @Test
    void everyOtherWeekOnTuesdayAndThursday_forEightOccurrences() {
        expand(
                "19970902",
                "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
                "1997-09 2,4,16,18,30; 1997-10 2,14,16");
    }

    @Test
    void monthlyOnFirstFriday_forTenOccurrences() {
        expand(
                "19970905",
                "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
                "1997-09 5; 1997-10 3; 1997-11 7; 1997-12 5; 1998-01 2; 1998-02 6; 1998-03 6; 1998-04 3; 1998-05 1;"
                        + " 1998-06 5");
    }

    @Test
    void monthlyOnFirstFriday_untilDecember24() {
        expand(
                "19970905",
                "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
                "1997-09 5; 1997-10 3; 1997-11 7; 1997-12 5");
    }

    @Test
    void everyOtherMonthOnFirstAndLastSunday_forTenOccurrences() {
        expand(
                "19970907",
                "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
                "1997-09 7,28; 1997-11 2,30; 1998-01 4,25; 1998-03 1,29; 1998-05 3,31");
    }

    @Test
    void monthlyOnSecondToLastMonday_forSixMonths() {
        expand(
                "19970922",
                "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
                "1997-09 22; 1997-10 20; 1997-11 17; 1997-12 22; 1998-01 19; 1998-02 16");
    }

    @Test
    void monthlyOnThirdToLastDay() {
        expand(
                "19970928",
                "FREQ=MONTHLY;BYMONTHDAY=-3",
                "1997-09 28; 1997-10 29; 1997-11 28; 1997-12 29; 1998-01 29; 1998-02 26 ...");
    }

    @Test
    void monthlyOn2ndAnd15th_forTenOccurrences() {
        expand(
                "19970902",
                "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
                "1997-09 2,15; 1997-10 2,15; 1997-11 2,15; 1997-12 2,15; 1998-01 2,15");
    }

    @Test
    void monthlyOnFirstAndLastDay_forTenOccurrences() {
        expand(
                "19970930",
                "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
                "1997-09 30; 1997-10 1,31; 1997-11 1,30; 1997-12 1,31; 1998-01 1,31; 1998-02 1");
    }

    @Test
    void every18MonthsOn10thTo15th_forTenOccurrences() {
        expand(
                "19970910",
                "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
                "1997-09 10-15; 1999-03 10-13");
    }

    @Test
    void everyTuesdayEveryOtherMonth() {
        expand(
                "19970902",
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
                "1997-09 2,9,16,23,30; 1997-11 4,11,18,25; 1998-01 6,13,20,27; 1998-03 3,10,17,24,31 ...");
    }

    @Test
    void yearlyInJuneAndJuly_forTenOccurrences() {
        expand(
                "19970610",
                "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
                "1997-06 10; 1997-07 10; 1998-06 10; 1998-07 10; 1999-06 10; 1999-07 10; 2000-06 10; 2000-07 10;"
                        + " 2001-06 10; 2001-07 10");
    }

    @Test
    void everyOtherYearInJanuaryFebruaryMarch_forTenOccurrences() {
        expand(
                "19970310",
                "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
                "1997-03 10; 1999-01 10; 1999-02 10; 1999-03 10; 2001-01 10; 2001-02 10; 2001-03 10; 2003-01 10;"
                        + " 2003-02 10; 2003-03 10");
    }

    @Test
    void everyThirdYearOn1st100th200thDay_forTenOccurrences() {
        expand(
                "19970101",
                "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
                "1997-01 1; 1997-04 10; 1997-07 19; 2000-01 1; 2000-04 9; 2000-07 18; 2003-01 1; 2003-04 10;"
                        + " 2003-07 19; 2006-01 1");
    }

    @Test
    void every20thMondayOfTheYear() {
        expand("19970519", "FREQ=YEARLY;BYDAY=20MO", "1997-05 19; 1998-05 18; 1999-05 17 ...");
    }

    @Test
    void mondayOfWeek20() {
        expand("19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05 12; 1998-05 11; 1999-05 17 ...");
    }

    @Test
    void everyThursdayInMarch() {
        expand(
                "19970313",
                "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
                "1997-03 13,20,27; 1998-03 5,12,19,26; 1999-03 4,11,18,25 ...");
    }

    @Test
    void everyThursdayInJuneJulyAugust() {
        expand(
                "19970605",
                "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
                "1997-06 5,12,19,26; 1997-07 3,10,17,24,31; 1997-08 7,14,21,28; 1998-06 4,11,18,25;"
                        + " 1998-07 2,9,16,23,30; 1998-08 6,13,20,27; 1999-06 3,10,17,24; 1999-07 1,8,15,22,29;"
                        + " 1999-08 5,12,19,26 ...");
    }

    @Test
    void everyFriday13th_withTheStartExcluded() {
        EventTime start = zoned("19970902", NINE);
        RecurrenceSet set = RecurrenceSet.startingAt(start, NEW_YORK)
                .rule(RecurrenceRule.parse("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"))
                .except(start)
                .build();
        check(set, dates("1998-02 13; 1998-03 13; 1998-11 13; 1999-08 13; 2000-10 13", NINE), true);
    }

    @Test
    void firstSaturdayAfterFirstSunday() {
        expand(
                "19970913",
                "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
                "1997-09 13; 1997-10 11; 1997-11 8; 1997-12 13; 1998-01 10; 1998-02 7; 1998-03 7; 1998-04 11;"
                        + " 1998-05 9; 1998-06 13 ...");
    }

    @Test
    void presidentialElectionDay() {
        expand(
                "19961105",
                "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
                "1996-11 5; 2000-11 7; 2004-11 2 ...");
    }

    @Test
    void thirdTuesdayWednesdayOrThursday_forThreeMonths() {
        expand("19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09 4; 1997-10 7; 1997-11 6");
    }

    @Test
    void secondToLastWorkDay() {
        expand(
                "19970929",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
                "1997-09 29; 1997-10 30; 1997-11 27; 1997-12 30; 1998-01 29; 1998-02 26; 1998-03 30 ...");
    }

    /** The RFC prints UNTIL=19970902T170000Z, which is 13:00 in New York; 17:00 there is meant (erratum 3883). */
    @Test
    void everyThreeHoursFromNineToFive() {
        expandTimes(
                "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", times("19970902", "09:00", "12:00", "15:00"), false);
        expandTimes("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", times("19970902", "09:00", "12:00"), false);
    }

    @Test
    void every15Minutes_forSixOccurrences() {
        expandTimes(
                "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
                times("19970902", "09:00", "09:15", "09:30", "09:45", "10:00", "10:15"),
                false);
    }

    @Test
    void everyHourAndAHalf_forFourOccurrences() {
        expandTimes("FREQ=MINUTELY;INTERVAL=90;COUNT=4", times("19970902", "09:00", "10:30", "12:00", "13:30"), false);
    }

    @Test
    void every20MinutesFrom9To1640EveryDay() {
        List<LocalDateTime> expected = new ArrayList<>();
        for (String day : List.of("19970902", "19970903", "19970904")) {
            for (int minute = 9 * 60; minute <= 16 * 60 + 40; minute += 20) {
                expected.add(date(day).atTime(minute / 60, minute % 60));
            }
        }
        expandTimes("FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", expected, true);
        expandTimes("FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", expected, true);
    }

    @Test
    void weekStartMakesADifference() {
        expand("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08 5,10,19,24");
        expand("19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08 5,17,19,31");
    }

    @Test
    void dateThatDoesNotExist_isIgnored() {
        expand("20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01 15,30; 2007-02 15; 2007-03 15,30");
    }

    /** Section 3.3.10's example of several BY parts. */
    @Test
    void everySundayInJanuaryAtHalfPastEightAndNine() {
        EventTime start = zoned("19970105", LocalTime.of(8, 30));
        RecurrenceSet set = RecurrenceSet.startingAt(start, NEW_YORK)
                .rule(RecurrenceRule.parse("FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30"))
                .build();
        List<LocalDateTime> expected = new ArrayList<>();
        for (LocalDateTime at : dates("1997-01 5,12,19,26; 1999-01 3,10,17,24,31", LocalTime.of(8, 30))) {
            expected.add(at);
            expected.add(at.plusHours(1));
        }
        check(set, expected, true);
    }

    private static void expand(String start, String rrule, String expected) {
        boolean goesOn = expected.endsWith(" ...");
        String months = goesOn ? expected.substring(0, expected.length() - 4) : expected;
        RecurrenceSet set = RecurrenceSet.startingAt(zoned(start, NINE), NEW_YORK)
                .rule(RecurrenceRule.parse(rrule))
                .build();
        check(set, dates(months, NINE), goesOn);
    }

    private static void expandTimes(String rrule, List<LocalDateTime> expected, boolean goesOn) {
        RecurrenceSet set = RecurrenceSet.startingAt(zoned("19970902", NINE), NEW_YORK)
                .rule(RecurrenceRule.parse(rrule))
                .build();
        check(set, expected, goesOn);
    }

    private static void check(RecurrenceSet set, List<LocalDateTime> expected, boolean goesOn) {
        OccurrenceCursor cursor = set.iterator(RecurrenceLimits.DEFAULT);
        List<EventTime> found = new ArrayList<>();
        while (cursor.hasNext() && found.size() < expected.size()) {
            found.add(cursor.next().start());
        }
        assertEquals(expected.stream().map(at -> EventTime.at(at, NEW_YORK)).toList(), found);
        assertEquals(goesOn, cursor.hasNext());
        assertFalse(cursor.stoppedBy().isPresent());
    }

    private static EventTime zoned(String date, LocalTime time) {
        return EventTime.at(date(date).atTime(time), NEW_YORK);
    }

    private static LocalDate date(String basic) {
        return LocalDate.parse(basic, DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static List<LocalDateTime> times(String date, String... times) {
        return Arrays.stream(times)
                .map(time -> date(date).atTime(LocalTime.parse(time)))
                .toList();
    }

    /** Reads {@code "1997-09 2-11,30; 1997-10 1"}. */
    private static List<LocalDateTime> dates(String months, LocalTime time) {
        List<LocalDateTime> dates = new ArrayList<>();
        for (String month : months.split(";")) {
            String[] parts = month.strip().split(" ");
            YearMonth yearMonth = YearMonth.parse(parts[0]);
            for (String days : parts[1].split(",")) {
                String[] range = days.split("-");
                for (int day = Integer.parseInt(range[0]); day <= Integer.parseInt(range[range.length - 1]); day++) {
                    dates.add(yearMonth.atDay(day).atTime(time));
                }
            }
        }
        return dates;
    }
}
