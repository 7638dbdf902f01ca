package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How many runs are owed for fire times that have come. */
class MisfireTest {
    private static final ScheduleId ID = ScheduleId.of("s");
    private static final SyncSchedule HOURLY = SyncSchedule.cron("0 * * * *", ZoneOffset.UTC);

    @Test
    void fireThatIsInTime_isOneRunUnderEveryPolicy() {
        for (MisfirePolicy policy : List.of(MisfirePolicy.runOnce(), MisfirePolicy.skip(), MisfirePolicy.catchUp(5))) {
            assertThat(owed(policy, "10:00:00", "09:59:59")).isZero();
            assertThat(owed(policy, "10:00:00", "10:00:00")).isEqualTo(1);
            assertThat(owed(policy, "10:00:00", "10:01:00")).isEqualTo(1);
        }
    }

    @Test
    void runOnce_owesOneHoweverManyWereMissed() {
        assertThat(owed(MisfirePolicy.runOnce(), "01:00:00", "10:30:00")).isEqualTo(1);
    }

    @Test
    void skip_owesOnlyWhatIsStillInTime() {
        assertThat(owed(MisfirePolicy.skip(), "10:00:00", "10:01:01")).isZero();
        assertThat(owed(MisfirePolicy.skip(), "01:00:00", "10:30:00")).isZero();
        assertThat(owed(MisfirePolicy.skip(), "01:00:00", "10:00:30")).isEqualTo(1);
        assertThat(owed(MisfirePolicy.skip(), "01:00:00", "10:01:00")).isEqualTo(1);
    }

    @Test
    void catchUp_owesTheLatestUpToItsNumber() {
        assertThat(owed(MisfirePolicy.catchUp(5), "10:00:00", "10:01:01")).isEqualTo(1);
        assertThat(owed(MisfirePolicy.catchUp(5), "08:00:00", "10:30:00")).isEqualTo(3);
        assertThat(owed(MisfirePolicy.catchUp(5), "08:00:00", "10:00:30")).isEqualTo(3);
        assertThat(owed(MisfirePolicy.catchUp(5), "00:00:00", "23:30:00")).isEqualTo(5);
        assertThat(owed(MisfirePolicy.catchUp(1), "08:00:00", "10:00:30")).isEqualTo(1);
    }

    @Test
    void severalFiresInTime_areOneRun() {
        SyncSchedule often = SyncSchedule.cron("0/10 * * * * ?", ZoneOffset.UTC).misfire(MisfirePolicy.catchUp(50));
        Instant planned = Instant.parse("2026-11-22T10:00:00Z");
        assertThat(often.owed(ID, planned, planned.plusSeconds(60))).isEqualTo(1);
        assertThat(often.owed(ID, planned, planned.plusSeconds(85))).isEqualTo(4);
    }

    @Test
    void lastFireOfAll_isOwedToo() {
        SyncSchedule last = SyncSchedule.cron("0 0 10 1 1 ? 2026", ZoneOffset.UTC);
        Instant planned = Instant.parse("2026-01-01T10:00:00Z");
        Instant later = planned.plus(Duration.ofDays(3));
        assertThat(last.misfire(MisfirePolicy.catchUp(3)).owed(ID, planned, later))
                .isEqualTo(1);
        assertThat(last.misfire(MisfirePolicy.skip()).owed(ID, planned, later)).isZero();
        assertThat(last.owed(ID, planned, later)).isEqualTo(1);
    }

    @Test
    void anyOutage_owesWhatCountingOneByOneSays() {
        Random random = new Random(9);
        for (int i = 0; i < 3000; i++) {
            int most = 1 + random.nextInt(100);
            SyncSchedule schedule = (random.nextBoolean()
                            ? SyncSchedule.every(Duration.ofSeconds(5 + random.nextInt(7200)))
                            : HOURLY.spread(Duration.ofMinutes(1 + random.nextInt(59))))
                    .misfire(MisfirePolicy.catchUp(most));
            Instant planned = schedule.nextAfter(ID, Instant.ofEpochSecond(random.nextInt(2_000_000_000)))
                    .orElseThrow();
            Instant now = planned.plusSeconds(random.nextInt(400_000) - 100);
            int late = 0;
            int inTime = 0;
            Instant fire = planned;
            while (!fire.isAfter(now)) {
                if (fire.plusSeconds(60).isBefore(now)) {
                    late++;
                } else {
                    inTime = 1;
                }
                fire = schedule.nextAfter(ID, fire).orElseThrow();
            }
            assertThat(schedule.owed(ID, planned, now)).isEqualTo(Math.min(most, late + inTime));
            assertThat(schedule.misfire(MisfirePolicy.skip()).owed(ID, planned, now))
                    .isEqualTo(inTime);
        }
    }

    private static int owed(MisfirePolicy policy, String planned, String now) {
        return HOURLY.misfire(policy)
                .owed(ID, Instant.parse("2026-11-22T" + planned + "Z"), Instant.parse("2026-11-22T" + now + "Z"));
    }
}
