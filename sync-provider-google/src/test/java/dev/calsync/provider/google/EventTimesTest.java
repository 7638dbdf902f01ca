package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.model.EventTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API's times. */
class EventTimesTest {
    private final EventTimes times = new EventTimes();

    @Test
    void datesAndTimes() {
        assertThat(times.read("2026-03-02", null, null)).isEqualTo(EventTime.on(LocalDate.of(2026, 3, 2)));
        assertThat(times.read(null, "2026-03-02T10:00:00+01:00", null))
                .isEqualTo(EventTime.at(Instant.parse("2026-03-02T09:00:00Z")));
        assertThat(times.read(null, "2026-03-02T10:00:00Z", "UTC"))
                .isEqualTo(EventTime.at(Instant.parse("2026-03-02T10:00:00Z")));
        assertThat(times.read(null, "2026-03-02T10:00:00", "Europe/Berlin"))
                .isEqualTo(EventTime.at(LocalDateTime.of(2026, 3, 2, 10, 0), ZoneId.of("Europe/Berlin")));
        assertThat(times.read(null, "2026-03-02T10:00:00+01:00", "No/Zone"))
                .isEqualTo(new EventTime.Zoned(LocalDateTime.of(2026, 3, 2, 10, 0), "No/Zone"));
        assertThat(times.read(null, null, "Europe/Berlin")).isNull();
    }

    @Test
    void theOffsetIsTheCalendars_theInstantCounts() {
        assertThat(times.read(null, "2026-07-02T17:00:00+09:00", "Europe/Berlin"))
                .isEqualTo(EventTime.at(LocalDateTime.of(2026, 7, 2, 10, 0), ZoneId.of("Europe/Berlin")));
    }

    @Test
    void theSecondOfTwoEqualWallClockTimes_isAPointInTime() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        LocalDateTime twice = LocalDateTime.of(2026, 10, 25, 2, 30);
        assertThat(times.read(null, "2026-10-25T02:30:00+02:00", "Europe/Berlin"))
                .isEqualTo(EventTime.at(twice, berlin));
        assertThat(times.read(null, "2026-10-25T02:30:00+01:00", "Europe/Berlin"))
                .isEqualTo(EventTime.at(Instant.parse("2026-10-25T01:30:00Z")));
    }

    @Test
    void everyInstantSurvives_inEveryZone() {
        Random random = new Random(7);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int i = 0; i < 20_000; i++) {
            Instant instant = Instant.ofEpochSecond(1_500_000_000L + random.nextInt(500_000_000));
            String zone = zones.get(random.nextInt(zones.size()));
            String text = OffsetDateTime.ofInstant(instant, ZoneId.of(zones.get(random.nextInt(zones.size()))))
                    .toString()
                    .replaceFirst("T(\\d\\d:\\d\\d)([+Z-])", "T$1:00$2");
            EventTime read = times.read(null, text, zone);
            assertThat(read.toInstant(ZoneId.of("Asia/Tokyo")))
                    .as("%s in %s", text, zone)
                    .isEqualTo(instant);
            EventTimes.Written written = EventTimes.write(read);
            assertThat(times.read(null, written.text(), written.zone()).toInstant(ZoneId.of("Asia/Tokyo")))
                    .as("%s in %s", written, zone)
                    .isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-03-02",
                "2026-03-02T",
                "2026-03-02T10:00",
                "2026-3-2T10:00:00Z",
                "2026-13-02T10:00:00Z",
                "2026-02-30T10:00:00Z",
                "2026-03-02T25:00:00Z",
                "2026-03-02T10:00:00+1",
                "2026-03-02T10:00:00+99:00",
                "yyyy-mm-ddThh:mm:ssZ",
                "2026-03-02T10-00-00Z"
            })
    void whatIsNoTime_isRefused(String text) {
        assertThatThrownBy(() -> times.read(null, text, null)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> times.read(null, text, "Europe/Berlin")).isInstanceOf(DateTimeException.class);
    }

    @Test
    void fractionsAndLeapSeconds() {
        assertThat(EventTimes.instant("2026-03-02T10:00:00.123456Z")).isEqualTo("2026-03-02T10:00:00.123456Z");
        assertThat(EventTimes.instant("2026-03-02T10:00:00.5+00:30")).isEqualTo("2026-03-02T09:30:00.500Z");
        assertThat(EventTimes.instant("2016-12-31T23:59:60Z")).isEqualTo("2016-12-31T23:59:59Z");
    }
}
