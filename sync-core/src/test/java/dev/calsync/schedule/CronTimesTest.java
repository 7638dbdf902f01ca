package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.ScheduleId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies for changed clocks, by example. */
class CronTimesTest {
    private static final ScheduleId ID = ScheduleId.of("s");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant BEFORE_SPRING = Instant.parse("2026-03-28T22:00:00Z");
    private static final Instant BEFORE_AUTUMN = Instant.parse("2026-10-24T22:00:00Z");

    @Test
    void gap_defaultRunsAtItsEnd() {
        Trigger.Cron cron = Trigger.cron("30 2 * * *", BERLIN);
        assertThat(cron.preview(ID, BEFORE_SPRING, 2))
                .containsExactly(at("2026-03-29T01:00:00Z"), at("2026-03-30T00:30:00Z"));
    }

    @Test
    void gap_skipLeavesTheDayOut() {
        Trigger.Cron cron = Trigger.cron("30 2 * * *", BERLIN).gap(GapPolicy.SKIP);
        assertThat(cron.nextAfter(ID, BEFORE_SPRING)).contains(at("2026-03-30T00:30:00Z"));
    }

    @Test
    void gap_severalTimesInsideFireOnce() {
        Trigger.Cron cron = Trigger.cron("5,20,35 2,3 * * *", BERLIN);
        assertThat(cron.preview(ID, BEFORE_SPRING, 3))
                .containsExactly(at("2026-03-29T01:00:00Z"), at("2026-03-29T01:05:00Z"), at("2026-03-29T01:20:00Z"));
    }

    @Test
    void gap_everyQuarterHourKeepsItsRhythm() {
        Trigger.Cron cron = Trigger.cron("*/15 * * * *", BERLIN);
        assertThat(cron.preview(ID, at("2026-03-29T00:30:00Z"), 3))
                .containsExactly(at("2026-03-29T00:45:00Z"), at("2026-03-29T01:00:00Z"), at("2026-03-29T01:15:00Z"));
    }

    @Test
    void gap_atMidnightKeepsTheDay() {
        Trigger.Cron cron = Trigger.cron("0 0 * * *", ZoneId.of("Africa/Cairo"));
        assertThat(cron.preview(ID, at("2026-04-23T12:00:00Z"), 2))
                .containsExactly(at("2026-04-23T22:00:00Z"), at("2026-04-24T21:00:00Z"));
    }

    @Test
    void gap_ofAWholeDayRunsAtItsEnd() {
        Trigger.Cron cron = Trigger.cron("0 6 * * *", ZoneId.of("Pacific/Apia"));
        // There was no 30 December 2011 on Samoa.
        assertThat(cron.preview(ID, at("2011-12-29T12:00:00Z"), 3))
                .containsExactly(at("2011-12-29T16:00:00Z"), at("2011-12-30T10:00:00Z"), at("2011-12-30T16:00:00Z"));
    }

    @Test
    void overlap_firstIsTheDefault() {
        Trigger.Cron cron = Trigger.cron("30 2 * * *", BERLIN);
        assertThat(cron.preview(ID, BEFORE_AUTUMN, 2))
                .containsExactly(at("2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z"));
    }

    @Test
    void overlap_secondWaitsForTheRepeatedHour() {
        Trigger.Cron cron = Trigger.cron("30 2 * * *", BERLIN).overlap(OverlapPolicy.SECOND);
        assertThat(cron.preview(ID, BEFORE_AUTUMN, 2))
                .containsExactly(at("2026-10-25T01:30:00Z"), at("2026-10-26T01:30:00Z"));
    }

    @Test
    void overlap_bothFiresTwice() {
        Trigger.Cron cron = Trigger.cron("30 2 * * *", BERLIN).overlap(OverlapPolicy.BOTH);
        assertThat(cron.preview(ID, BEFORE_AUTUMN, 3))
                .containsExactly(at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"), at("2026-10-26T01:30:00Z"));
    }

    @Test
    void overlap_everyQuarterHourKeepsItsRhythmWhateverThePolicy() {
        for (OverlapPolicy policy : OverlapPolicy.values()) {
            List<Instant> fires =
                    Trigger.cron("*/15 * * * *", BERLIN).overlap(policy).preview(ID, at("2026-10-24T23:45:00Z"), 12);
            assertThat(fires).hasSize(12);
            assertThat(fires.get(0)).isEqualTo(at("2026-10-25T00:00:00Z"));
            assertThat(Duration.between(fires.get(0), fires.get(11))).isEqualTo(Duration.ofMinutes(165));
        }
    }

    @Test
    void overlap_aNamedHourIsSilentInTheOtherPass() {
        Trigger.Cron cron = Trigger.cron("*/30 1-4 * * *", BERLIN);
        assertThat(cron.preview(ID, at("2026-10-24T23:30:00Z"), 3))
                .containsExactly(at("2026-10-25T00:00:00Z"), at("2026-10-25T00:30:00Z"), at("2026-10-25T02:00:00Z"));
    }

    @Test
    void overlap_secondPassIsFoundWhenTheLocalClockWasAlreadyLater() {
        Trigger.Cron cron =
                new Trigger.Cron("0 15 2 25 10 ? 2026", BERLIN, GapPolicy.RUN_AT_GAP_END, OverlapPolicy.SECOND);
        // 02:45 in the first pass: on the local time line 02:15 has passed for good.
        assertThat(cron.preview(ID, at("2026-10-25T00:45:00Z"), 2)).containsExactly(at("2026-10-25T01:15:00Z"));
    }

    @Test
    void yearsThatPassed_neverFireAgain() {
        Trigger.Cron cron = Trigger.cron("0 0 6 1 1 ? 2026-2028", ZoneOffset.UTC);
        assertThat(cron.preview(ID, at("2026-06-01T00:00:00Z"), 5))
                .containsExactly(at("2027-01-01T06:00:00Z"), at("2028-01-01T06:00:00Z"));
        assertThat(cron.nextAfter(ID, at("2028-01-01T06:00:00Z"))).isEmpty();
    }

    @Test
    void impossibleDate_neverFires() {
        assertThat(Trigger.cron("0 0 30 2 *", BERLIN).nextAfter(ID, BEFORE_SPRING))
                .isEmpty();
    }

    @Test
    void leapDay_isFoundOverTheCenturyWithoutOne() {
        Trigger.Cron cron = Trigger.cron("0 0 29 2 *", ZoneOffset.UTC);
        assertThat(cron.nextAfter(ID, at("2096-03-01T00:00:00Z"))).contains(at("2104-02-29T00:00:00Z"));
        Trigger.Cron fifthFriday = Trigger.cron("0 0 0 ? 2 FRI#5", ZoneOffset.UTC);
        LocalDate expected = LocalDate.of(2096, 2, 29);
        while (expected.getDayOfMonth() != 29 || expected.getDayOfWeek() != DayOfWeek.FRIDAY) {
            expected = LocalDate.of(expected.getYear() + 1, 3, 1).minusDays(1);
        }
        assertThat(fifthFriday.nextAfter(ID, at("2093-01-01T00:00:00Z")))
                .contains(expected.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    @Test
    void farEndsOfTime_areNoAccidents() {
        Trigger.Cron cron = Trigger.cron("0 0 * * *", BERLIN);
        assertThat(cron.nextAfter(ID, Instant.MIN)).contains(at("1970-01-01T23:00:00Z"));
        assertThat(cron.nextAfter(ID, Instant.MAX)).isEmpty();
        assertThat(cron.nextAfter(ID, at("9999-12-29T23:30:00Z"))).isEmpty();
        assertThat(Trigger.every(Duration.ofHours(1)).nextAfter(ID, Instant.MAX))
                .isEmpty();
        assertThat(Trigger.every(Duration.ofHours(1)).nextAfter(ID, Instant.MIN))
                .isPresent();
    }

    @Test
    void malformedTrigger_refusesToFire() {
        assertThatThrownBy(() -> Trigger.cron("61 * * * *", BERLIN).nextAfter(ID, BEFORE_SPRING))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("minute");
        assertThatThrownBy(() -> Trigger.every(Duration.ZERO).nextAfter(ID, BEFORE_SPRING))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void preview_isBounded() {
        Trigger.Cron cron = Trigger.cron("* * * * *", BERLIN);
        assertThatThrownBy(() -> cron.preview(ID, BEFORE_SPRING, 1001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cron.preview(ID, BEFORE_SPRING, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cron.preview(ID, BEFORE_SPRING, 1000))
                .hasSize(1000)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
