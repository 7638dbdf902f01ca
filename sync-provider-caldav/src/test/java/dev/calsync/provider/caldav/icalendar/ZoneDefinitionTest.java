package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.EventTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A VTIMEZONE as rules: the JDK's zones are written as one and have to go as before. */
class ZoneDefinitionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "UTC",
                "Europe/Dublin", "Pacific/Auckland", "America/St_Johns", "Africa/Lagos", "Asia/Tokyo", "Pacific/Apia"
            })
    void zonesOfToday_goAsTheirOwnNameDoes(String id) throws Exception {
        ZoneRules named = ZoneId.of(id).getRules();
        Component written = TimeZoneRules.component("private", named, new TimeZoneRules.Years(2026, 2030, true));
        ZoneRules read = rules(ZoneDefinition.text(written, 2026).orElseThrow());
        for (int hour = 0; hour < 4 * 365 * 24; hour++) {
            Instant instant = Instant.parse("2026-01-02T00:00:00Z").plusSeconds(3600L * hour);
            assertThat(read.getOffset(instant)).as("%s at %s", id, instant).isEqualTo(named.getOffset(instant));
        }
    }

    /** What the United States did until 2006, and since; as many clients still write it. */
    @Test
    void ofSeveralRules_thoseOfTheYearCount() throws Exception {
        Component zone = zone(
                "BEGIN:DAYLIGHT",
                "DTSTART:19870405T020000",
                "TZOFFSETFROM:-0500",
                "TZOFFSETTO:-0400",
                "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z",
                "END:DAYLIGHT",
                "BEGIN:STANDARD",
                "DTSTART:19671029T020000",
                "TZOFFSETFROM:-0400",
                "TZOFFSETTO:-0500",
                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z",
                "END:STANDARD",
                "BEGIN:DAYLIGHT",
                "DTSTART:20070311T020000",
                "TZOFFSETFROM:-0500",
                "TZOFFSETTO:-0400",
                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14",
                "END:DAYLIGHT",
                "BEGIN:STANDARD",
                "DTSTART:20071104T020000",
                "TZOFFSETFROM:-0400",
                "TZOFFSETTO:-0500",
                "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
                "END:STANDARD");
        assertThat(ZoneDefinition.text(zone, 2005)).contains("<-05>5<-04>4,M4.1.0/02:00:00,M10.5.0/02:00:00");
        assertThat(ZoneDefinition.text(zone, 2026)).contains("<-05>5<-04>4,M3.2.0/02:00:00,M11.1.0/02:00:00");
    }

    @Test
    void changesThatHappenOnce_leaveTheLastOffset() throws Exception {
        Component zone = zone(
                "BEGIN:STANDARD",
                "DTSTART:19700101T000000",
                "TZOFFSETFROM:+0100",
                "TZOFFSETTO:+0100",
                "END:STANDARD",
                "BEGIN:STANDARD",
                "DTSTART:20160327T020000",
                "TZOFFSETFROM:+0100",
                "TZOFFSETTO:+0200",
                "END:STANDARD");
        assertThat(ZoneDefinition.text(zone, 2026)).contains("<+02>-2");
        assertThat(ZoneDefinition.text(zone, 2010)).contains("<+01>-1");
        assertThat(ZoneDefinition.text(zone, 1960)).contains("<+01>-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TZOFFSETTO:+9900",
                "TZOFFSETTO:nonsense",
                "X-NOTHING:1",
                "TZOFFSETTO:+01",
                "TZOFFSETTO:+010000000"
            })
    void definitionsThatDefineNothing_areNoZone(String line) throws Exception {
        Component zone = zone("BEGIN:STANDARD", "DTSTART:19700101T000000", line, "END:STANDARD");
        assertThat(ZoneDefinition.text(zone, 2026)).isEmpty();
    }

    /** Rules that have no word in POSIX are not approximated by a rule. */
    @Test
    void rulesOfAnotherKind_leaveAnOffset() throws Exception {
        for (String rule : List.of(
                "FREQ=MONTHLY;BYDAY=1SU", "FREQ=YEARLY;INTERVAL=2;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=SU,MO")) {
            Component zone = zone(
                    "BEGIN:DAYLIGHT",
                    "DTSTART:20000101T000000",
                    "TZOFFSETFROM:+0100",
                    "TZOFFSETTO:+0200",
                    "RRULE:" + rule,
                    "END:DAYLIGHT",
                    "BEGIN:STANDARD",
                    "DTSTART:20010101T000000",
                    "TZOFFSETFROM:+0200",
                    "TZOFFSETTO:+0100",
                    "RRULE:" + rule,
                    "END:STANDARD");
            assertThat(ZoneDefinition.text(zone, 2026)).contains("<+01>-1");
        }
    }

    private static Component zone(String... lines) throws ICalendarSyntaxException {
        String text = "BEGIN:VTIMEZONE\r\nTZID:private\r\n" + String.join("\r\n", lines) + "\r\nEND:VTIMEZONE\r\n";
        return ICalendarReader.readDetached(text, ICalendarLimits.DEFAULT);
    }

    private static ZoneRules rules(String text) {
        return new EventTime.Zoned(LocalDateTime.MIN, text).rules().orElseThrow();
    }
}
