package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuietHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void night_endsInTheMorning() {
        QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 30), BERLIN);
        assertThat(end(night, "2026-11-20T20:59:59Z")).isEmpty();
        assertThat(end(night, "2026-11-20T21:00:00Z")).contains(Instant.parse("2026-11-21T05:30:00Z"));
        assertThat(end(night, "2026-11-21T05:29:59.999Z")).contains(Instant.parse("2026-11-21T05:30:00Z"));
        assertThat(end(night, "2026-11-21T05:30:00Z")).isEmpty();
    }

    @Test
    void hoursOfTheDay_endTheSameDay() {
        QuietHours lunch = new QuietHours(LocalTime.NOON, LocalTime.of(13, 0), BERLIN);
        assertThat(end(lunch, "2026-07-20T10:30:00Z")).contains(Instant.parse("2026-07-20T11:00:00Z"));
        assertThat(end(lunch, "2026-07-20T11:30:00Z")).isEmpty();
    }

    @Test
    void nightInWhichClocksChange_endsOnce() {
        QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(2, 30), BERLIN);
        assertThat(end(night, "2026-03-29T00:30:00Z")).contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(end(night, "2026-10-25T00:10:00Z")).contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(end(night, "2026-10-25T01:10:00Z")).isEmpty();
    }

    @Test
    void gapThatSwallowsTheDay_joinsTheNights() {
        QuietHours most = new QuietHours(LocalTime.of(2, 40), LocalTime.of(2, 20), BERLIN);
        assertThat(end(most, "2026-03-28T12:00:00Z")).contains(Instant.parse("2026-03-30T00:20:00Z"));
        // Samoa left out the 30th of December 2011.
        QuietHours night = new QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneId.of("Pacific/Apia"));
        assertThat(end(night, "2011-12-30T09:00:00Z")).contains(Instant.parse("2011-12-30T16:00:00Z"));
    }

    @Test
    void equalEnds_areRefused() {
        QuietHours never = new QuietHours(LocalTime.NOON, LocalTime.NOON, BERLIN);
        assertThat(SyncSettings.NONE.quietHours(never).faults(ScheduleBounds.DEFAULT))
                .singleElement()
                .asString()
                .contains("quietHours", "12:00");
        assertThatThrownBy(() -> never.endAfter(Instant.EPOCH)).isInstanceOf(InvalidConfigurationException.class);
    }

    /** The oracle walks the clock: a span begins and ends when the local clock first shows its end or a later time. */
    @Test
    void anyZoneAndHours_agreeWithAWalkAroundATransition() {
        Random random = new Random(21);
        int quiet = 0;
        for (String id : ZoneId.getAvailableZoneIds().stream().sorted().toList()) {
            ZoneId zone = ZoneId.of(id);
            ZoneRules rules = zone.getRules();
            ZoneOffsetTransition next = rules.nextTransition(
                    Instant.parse("2000-01-01T00:00:00Z").plusSeconds(random.nextInt(900_000_000)));
            Instant center = next == null ? Instant.parse("2020-01-01T00:00:00Z") : next.getInstant();
            LocalTime near = LocalDateTime.ofInstant(center, zone).toLocalTime().truncatedTo(ChronoUnit.MINUTES);
            LocalTime from = near.minusMinutes(random.nextInt(240) - 60);
            LocalTime to = near.plusMinutes(1 + random.nextInt(240) - 60);
            if (from.equals(to)) {
                continue;
            }
            QuietHours hours = new QuietHours(from, to, zone);
            Instant asked =
                    center.plus(Duration.ofMinutes(random.nextInt(600) - 300)).plusSeconds(random.nextInt(60));
            Optional<Instant> expected = walk(hours, rules, asked);
            assertThat(hours.endAfter(asked)).as("%s at %s", hours, asked).isEqualTo(expected);
            quiet += expected.isPresent() ? 1 : 0;
        }
        assertThat(quiet).isGreaterThan(100);
    }

    private static Optional<Instant> walk(QuietHours hours, ZoneRules rules, Instant asked) {
        LocalDate today = LocalDateTime.ofInstant(asked, hours.zone()).toLocalDate();
        Optional<Instant> end = Optional.empty();
        Instant now = asked;
        for (int i = 0; i < 3; i++) {
            for (LocalDate day = today.minusDays(2); !day.isAfter(today.plusDays(2)); day = day.plusDays(1)) {
                Instant start = reached(rules, day.atTime(hours.from()));
                Instant stop =
                        reached(rules, (hours.from().isBefore(hours.to()) ? day : day.plusDays(1)).atTime(hours.to()));
                if (!now.isBefore(start) && now.isBefore(stop)) {
                    end = Optional.of(stop);
                    now = stop;
                }
            }
        }
        return end;
    }

    private static Instant reached(ZoneRules rules, LocalDateTime time) {
        Instant now = time.toInstant(ZoneOffset.UTC).minus(Duration.ofHours(40)).truncatedTo(ChronoUnit.MINUTES);
        while (now.plusSeconds(rules.getOffset(now).getTotalSeconds()).isBefore(time.toInstant(ZoneOffset.UTC))) {
            now = now.plusSeconds(60);
        }
        return now;
    }

    private static Optional<Instant> end(QuietHours hours, String instant) {
        return hours.endAfter(Instant.parse(instant));
    }
}
