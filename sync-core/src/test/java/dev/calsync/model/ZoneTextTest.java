package dev.calsync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones that are written out, against the JDK's zones that have the same rules. */
class ZoneTextTest {
    private static final Map<String, String> ZONES = Map.of(
            "Europe/Berlin", "<+01>-1<+02>,M3.5.0,M10.5.0/3",
            "America/New_York", "<-05>5<-04>,M3.2.0,M11.1.0",
            "Pacific/Auckland", "<+12>-12<+13>,M9.5.0,M4.1.0/3",
            "Australia/Lord_Howe", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
            "Asia/Kolkata", "<+0530>-5:30");

    @Test
    void writtenOutZones_goLikeTheirNamedOnes() {
        ZONES.forEach((name, text) -> {
            ZoneRules named = ZoneId.of(name).getRules();
            ZoneRules written = ZoneText.rules(text).orElseThrow();
            for (int hour = 0; hour < 5 * 366 * 24; hour++) {
                Instant instant = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * hour);
                assertThat(written.getOffset(instant))
                        .as("%s at %s", name, instant)
                        .isEqualTo(named.getOffset(instant));
            }
        });
    }

    @Test
    void times_areTakenByTheRules() {
        EventTime time = new EventTime.Zoned(LocalDateTime.parse("2026-07-01T09:00"), ZONES.get("Europe/Berlin"));
        assertThat(time.toInstant(ZoneOffset.UTC)).isEqualTo(Instant.parse("2026-07-01T07:00:00Z"));
        assertThat(((EventTime.Zoned) time).zone()).isEmpty();
        assertThat(((EventTime.Zoned) time).rules()).isPresent();
        EventTime day = new EventTime.Zoned(LocalDateTime.parse("2026-03-01T09:00"), "<+00>0<+01>,J60/24,J365");
        assertThat(day.toInstant(ZoneOffset.UTC)).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Office",
                "Zone1",
                "CET-1CEST",
                "<+01>",
                "<+01>-1<+02>",
                "<+01>-1<+02>,M3.5.0",
                "<+01>-99",
                "<+01>-1<+02>,M13.5.0,M10.5.0",
                "<+01>-1<+02>,J0,J400",
                "<+01>-1<+02>,M3.5.0/25,M10.5.0"
            })
    void anythingElse_isNoZone(String text) {
        assertThat(ZoneText.rules(text)).isEmpty();
    }
}
