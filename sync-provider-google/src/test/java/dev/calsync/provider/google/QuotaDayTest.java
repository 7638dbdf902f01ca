package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.provider.google.GoogleCalendarProvider.DayForecast;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class QuotaDayTest {
    /** Midnight in California. */
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T08:00:00Z");

    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

    private final QuotaDay day = new QuotaDay();

    private void send(Instant from, Instant to, Duration every) {
        for (Instant at = from; at.isBefore(to); at = at.plus(every)) {
            day.sent(at);
        }
    }

    @Test
    void nothingSent_nothingExpected() {
        assertThat(day.forecast(MIDNIGHT)).isEqualTo(new DayForecast(DAY, 0, 0));
        assertThat(day.forecast(MIDNIGHT.minusSeconds(1)).day()).isEqualTo(DAY.minusDays(1));
    }

    @Test
    void dayGoesOn_asTheLastTwentyFourHoursWent() {
        send(MIDNIGHT.minus(Duration.ofDays(2)), MIDNIGHT.plus(Duration.ofHours(6)), Duration.ofMinutes(1));
        DayForecast forecast = day.forecast(MIDNIGHT.plus(Duration.ofHours(6)));
        assertThat(forecast.sent()).isEqualTo(6 * 60);
        assertThat(forecast.expected()).isBetween(24 * 60L - 60, 24 * 60L);
        assertThat(forecast.passesThreshold()).isFalse();
    }

    @Test
    void firstMinutes_areNotTakenForThePaceOfADay() {
        send(MIDNIGHT, MIDNIGHT.plusSeconds(60), Duration.ofSeconds(1));
        assertThat(day.forecast(MIDNIGHT.plusSeconds(60)))
                .isEqualTo(new DayForecast(DAY, 60, 60 + Math.round(60 * (24 - 1 / 60.0))));
    }

    @Test
    void tooManyForADay_areSeenEarly() {
        send(MIDNIGHT, MIDNIGHT.plus(Duration.ofHours(1)), Duration.ofMillis(80));
        DayForecast forecast = day.forecast(MIDNIGHT.plus(Duration.ofHours(1)));
        assertThat(forecast.sent()).isEqualTo(45_000);
        assertThat(forecast.passesThreshold()).isTrue();
        DayForecast nextDay = day.forecast(MIDNIGHT.plus(Duration.ofDays(1)));
        assertThat(nextDay.sent()).isZero();
        assertThat(day.forecast(MIDNIGHT.plus(Duration.ofDays(3)))).isEqualTo(new DayForecast(DAY.plusDays(3), 0, 0));
    }

    @Test
    void dayOfTwentyFiveHours_isCountedWhole() {
        Instant autumn = Instant.parse("2026-11-01T07:00:00Z");
        send(autumn, autumn.plus(Duration.ofHours(25)), Duration.ofMinutes(1));
        assertThat(day.forecast(autumn.plus(Duration.ofHours(25)).minusSeconds(1)))
                .isEqualTo(new DayForecast(LocalDate.of(2026, 11, 1), 25 * 60, 25 * 60));
    }

    @Test
    void requestsOfASession_areCounted() throws Exception {
        try (Conversation talk = new Conversation()) {
            Instant now = talk.clock().now();
            long before = talk.provider().forecast(now).sent();
            assertThat(before).as("connecting lists the calendars").isEqualTo(1);
            talk.replica().pull();
            assertThat(talk.provider().forecast(now).sent()).isEqualTo(2);
        }
    }
}
