package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.EventSeries;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ICalendarTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void whatIsWritten_isReadAsTheSame() {
        String text = calendar(
                "BEGIN:VEVENT",
                "UID:a",
                "DTSTAMP:20260301T000000Z",
                "DTSTART;VALUE=DATE:20260302",
                "SUMMARY:One\\, two",
                "X-OTHER;P=1:kept",
                "END:VEVENT");
        EventSeries series = ICalendar.parse(text);
        String written = ICalendar.write(series, NOW);
        assertThat(written).contains("X-OTHER;P=1:kept", "DTSTAMP:20260301T120000Z");
        assertThat(ICalendar.parse(written)).isEqualTo(series);
    }

    @Test
    void textThatIsNoCalendar_isRefusedWithItsLine_andWithoutItsContent() {
        assertThatThrownBy(() -> ICalendar.parse(calendar("BEGIN:VEVENT", "UID:a", "SUMMARY:Secret", "END:VEVENT")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DTSTART")
                .hasMessageNotContaining("Secret");
        assertThatThrownBy(() -> ICalendar.parse("<html>")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void calendarWithoutAnEvent_isRefusedByWhatItHolds() {
        assertThatThrownBy(() -> ICalendar.parse(calendar("BEGIN:VTODO", "UID:a", "END:VTODO")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VTODO");
    }

    private static String calendar(String... lines) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\n" + String.join("\r\n", lines)
                + "\r\nEND:VCALENDAR\r\n";
    }
}
