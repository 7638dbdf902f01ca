package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeZoneRulesTest {

    private record Onset(LocalDateTime at, ZoneOffset before, ZoneOffset after) {
        Instant instant() {
            return at.toInstant(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"2026,2026,false", "2026,2028,true", "2005,2009,false", "1999,2012,true", "1968,1972,false"})
    void everyZoneHasTheOffsetsOfTheJdk(int first, int last, boolean openEnded) {
        int checkUntil = openEnded ? last + 20 : last;
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            if (id.startsWith("SystemV/")) {
                continue;
            }
            ZoneId zone = ZoneId.of(id);
            Component component =
                    TimeZoneRules.component(id, zone.getRules(), new TimeZoneRules.Years(first, last, openEnded));
            List<Onset> onsets = onsets(component, checkUntil);
            Instant at = Year.of(first).atDay(1).atStartOfDay(zone).toInstant();
            Instant end = Year.of(checkUntil + 1).atDay(1).atStartOfDay(zone).toInstant();
            for (Instant each : moments(zone, onsets, at, end)) {
                if (!zone.getRules().getOffset(each).equals(offset(onsets, each))) {
                    fail("%s at %s", id, each);
                }
            }
        }
    }

    @Test
    void aZoneWithYearlyRules_hasTwoObservances() {
        Component berlin = TimeZoneRules.component(
                "Europe/Berlin", ZoneId.of("Europe/Berlin").getRules(), new TimeZoneRules.Years(2026, 2026, true));
        assertThat(berlin.text()).isEqualTo("""
                        BEGIN:VTIMEZONE
                        TZID:Europe/Berlin
                        BEGIN:DAYLIGHT
                        DTSTART:20250330T020000
                        TZOFFSETFROM:+0100
                        TZOFFSETTO:+0200
                        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
                        END:DAYLIGHT
                        BEGIN:STANDARD
                        DTSTART:20251026T030000
                        TZOFFSETFROM:+0200
                        TZOFFSETTO:+0100
                        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
                        END:STANDARD
                        END:VTIMEZONE""");
    }

    @Test
    void everyZoneIsBounded() {
        for (String id : ZoneId.getAvailableZoneIds()) {
            Component component =
                    TimeZoneRules.component(id, ZoneId.of(id).getRules(), new TimeZoneRules.Years(0, 9999, true));
            assertThat(component.nodes().size()).isLessThan(420);
        }
    }

    /** Before and at each change that the JDK knows or that we wrote. */
    private static List<Instant> moments(ZoneId zone, List<Onset> onsets, Instant from, Instant until) {
        List<Instant> moments = new ArrayList<>(List.of(from));
        ZoneOffsetTransition change = zone.getRules().nextTransition(from);
        while (change != null && change.getInstant().isBefore(until)) {
            moments.add(change.getInstant().minusSeconds(1));
            moments.add(change.getInstant());
            change = zone.getRules().nextTransition(change.getInstant());
        }
        for (Onset onset : onsets) {
            moments.add(onset.instant().minusSeconds(1));
            moments.add(onset.instant());
        }
        moments.removeIf(each -> each.isBefore(from) || !each.isBefore(until));
        return moments;
    }

    private static ZoneOffset offset(List<Onset> onsets, Instant at) {
        Onset latest = null;
        for (Onset onset : onsets) {
            if (onset.instant().isAfter(at)) {
                break;
            }
            latest = onset;
        }
        return latest == null ? null : latest.after();
    }

    private static List<Onset> onsets(Component zone, int untilYear) {
        List<Onset> onsets = new ArrayList<>();
        for (Node node : zone.nodes()) {
            if (node instanceof Component observance) {
                LocalDateTime start = local(observance.line("DTSTART").value());
                ZoneOffset before =
                        ZoneOffset.of(observance.line("TZOFFSETFROM").value());
                ZoneOffset after = ZoneOffset.of(observance.line("TZOFFSETTO").value());
                ContentLine rule = observance.line("RRULE");
                onsets.add(new Onset(start, before, after));
                for (int year = start.getYear() + 1; rule != null && year <= untilYear; year++) {
                    onsets.add(new Onset(occurrence(rule.value(), start, year), before, after));
                }
            }
        }
        onsets.sort(Comparator.comparing(Onset::instant));
        return onsets;
    }

    private static LocalDateTime local(String value) {
        return LocalDateTime.of(
                Integer.parseInt(value.substring(0, 4)),
                Integer.parseInt(value.substring(4, 6)),
                Integer.parseInt(value.substring(6, 8)),
                Integer.parseInt(value.substring(9, 11)),
                Integer.parseInt(value.substring(11, 13)),
                Integer.parseInt(value.substring(13, 15)));
    }

    private static LocalDateTime occurrence(String rule, LocalDateTime start, int year) {
        YearMonth month = YearMonth.of(year, Integer.parseInt(part(rule, "BYMONTH")));
        String byDay = part(rule, "BYDAY");
        String byMonthDay = part(rule, "BYMONTHDAY");
        if (byDay == null) {
            return month.atDay(Integer.parseInt(byMonthDay)).atTime(start.toLocalTime());
        }
        String weekday = byDay.substring(byDay.length() - 2);
        DayOfWeek day = Arrays.stream(DayOfWeek.values())
                .filter(each -> each.name().startsWith(weekday))
                .findFirst()
                .orElseThrow();
        if (byMonthDay != null) {
            for (String candidate : byMonthDay.split(",", -1)) {
                if (month.atDay(Integer.parseInt(candidate)).getDayOfWeek() == day) {
                    return month.atDay(Integer.parseInt(candidate)).atTime(start.toLocalTime());
                }
            }
            throw new AssertionError("no day in " + rule);
        }
        int ordinal = Integer.parseInt(byDay.substring(0, byDay.length() - 2));
        return month.atDay(1)
                .with(TemporalAdjusters.dayOfWeekInMonth(ordinal, day))
                .atTime(start.toLocalTime());
    }

    private static String part(String rule, String name) {
        for (String part : rule.split(";", -1)) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        return null;
    }
}
