package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
    private static final Instant NEW_YEAR = Instant.parse("2025-12-31T23:59:59Z");

    /** Next dates, from 1 January 2026, a Thursday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 * * 7             | 2026-01-04 2026-01-11",
                "0 0 * * 0             | 2026-01-04 2026-01-11",
                "0 0 * * SUN-TUE       | 2026-01-04 2026-01-05 2026-01-06 2026-01-11",
                "0 0 * * sat-sun       | 2026-01-03 2026-01-04 2026-01-10",
                "0 0 * feb,MAR mon     | 2026-02-02 2026-02-09",
                "0 0 13 * FRI          | 2026-01-02 2026-01-09 2026-01-13 2026-01-16",
                "0 0 */1 * FRI         | 2026-01-02 2026-01-09",
                "0 0 31 * *            | 2026-01-31 2026-03-31",
                "0 0 0 L * ?           | 2026-01-31 2026-02-28 2026-03-31",
                "0 0 0 L-3 * ?         | 2026-01-28 2026-02-25",
                "0 0 0 LW * ?          | 2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29",
                "0 0 0 1W * ?          | 2026-01-01 2026-02-02 2026-03-02",
                "0 0 0 31W * ?         | 2026-01-30 2026-03-31 2026-05-29",
                "0 0 0 1,L * ?         | 2026-01-01 2026-01-31 2026-02-01 2026-02-28",
                "0 0 0 ? * 1           | 2026-01-04 2026-01-11",
                "0 0 0 ? * FRI-MON     | 2026-01-02 2026-01-03 2026-01-04 2026-01-05 2026-01-09",
                "0 0 0 ? * 6#3         | 2026-01-16 2026-02-20",
                "0 0 0 ? * MON#1,6L    | 2026-01-05 2026-01-30 2026-02-02 2026-02-27",
                "0 0 0 ? * L           | 2026-01-03 2026-01-10",
                "0 0 0 1 11-2 ?        | 2026-01-01 2026-02-01 2026-11-01 2026-12-01 2027-01-01",
                "0 0 0 28-3 * ?        | 2026-01-01 2026-01-02 2026-01-03 2026-01-28",
                "0 0 0 1 1 ? 2027/2    | 2027-01-01 2029-01-01"
            })
    void days_areThoseThatTheTextNames(String expression, String dates) {
        List<LocalDate> expected =
                Stream.of(dates.split(" ")).map(LocalDate::parse).toList();
        List<LocalDate> found =
                Trigger.cron(expression, ZoneOffset.UTC).preview(ScheduleId.of("s"), NEW_YEAR, expected.size()).stream()
                        .map(fire -> fire.atZone(ZoneOffset.UTC).toLocalDate())
                        .toList();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void hoursThatRunOverMidnight_allFire() {
        assertThat(Trigger.cron("0 0 22-2 * * ?", ZoneOffset.UTC)
                        .preview(ScheduleId.of("s"), Instant.parse("2026-01-01T12:00:00Z"), 5))
                .extracting(fire -> fire.atZone(ZoneOffset.UTC).getHour())
                .containsExactly(22, 23, 0, 1, 2);
    }

    @Test
    void everyBadField_isNamed() {
        List<String> faults = Trigger.cron("61 25 * 13 funday", ZoneOffset.UTC).faults(ScheduleBounds.DEFAULT);
        assertThat(faults).hasSize(4);
        assertThat(faults.get(0)).startsWith("cron field minute \"61\": ").contains("[0, 59]");
        assertThat(faults.get(1)).startsWith("cron field hour \"25\": ");
        assertThat(faults.get(2)).startsWith("cron field month \"13\": ");
        assertThat(faults.get(3)).startsWith("cron field day-of-week \"funday\": ");
    }

    @Test
    void everyBadField_isNamedInSevenFields() {
        List<String> faults =
                Trigger.cron("60 0 24 L-31 * ? 1066", ZoneOffset.UTC).faults(ScheduleBounds.DEFAULT);
        assertThat(faults).hasSize(4);
        assertThat(faults.get(0)).startsWith("cron field second \"60\": ");
        assertThat(faults.get(1)).startsWith("cron field hour \"24\": ");
        assertThat(faults.get(2)).startsWith("cron field day-of-month \"L-31\": ");
        assertThat(faults.get(3)).startsWith("cron field year \"1066\": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "* * * *",
                "* * * * * * * *",
                "@daily",
                "*/0 * * * *",
                "10-5 * * * *",
                "0 0 ? * ?",
                "0 0 L * *",
                "0 0 * * MON#1",
                "-5 * * * *",
                "+5 * * * *",
                "5- * * * *",
                "0 0,, * * *",
                "0 0 * * MON,",
                "a b c d e",
                "0 0 6 * * *",
                "0 0 6 13 * FRI",
                "0 0 6 ? * ?",
                "0 0 6 ? * 6#6",
                "0 0 6 ? * MON#",
                "0 0 6 ? * L-2",
                "0 0 6 W * ?",
                "0 0 6 1 1 ? 2030-2020",
                "\u0661 * * * *",
                "*\n* * *",
                "${7*7} * * * *",
                "99999999999 * * * *"
            })
    void malformedExpression_isRefusedWithAReason(String expression) {
        Trigger.Cron cron = Trigger.cron(expression, ZoneOffset.UTC);
        assertThat(cron.faults(ScheduleBounds.DEFAULT)).isNotEmpty().allMatch(fault -> fault.startsWith("cron "));
        assertThat(cron.warnings()).isEmpty();
    }

    @Test
    void quartzWithoutQuestionMark_isToldWhatToWrite() {
        String fault = "cron expression must have ? as day-of-month or as day-of-week, and only one of them";
        assertThat(faults("0 0 6 * * *")).containsExactly(fault + ": write 0 0 6 * * ?");
        assertThat(faults("0 0 9 * * MON-FRI")).containsExactly(fault + ": write 0 0 9 ? * MON-FRI");
        assertThat(faults("0 0 6 13 * FRI")).containsExactly(fault);
        assertThat(faults("0 0 6 ? * ?")).containsExactly(fault);
        assertThat(faults("0 0 6 ? * MON-FRI")).isEmpty();
    }

    @Test
    void quartzInFiveFields_isToldSo() {
        String reason = ": ?, L, W and # are known in expressions of six or seven fields only";
        assertThat(faults("0 0 ? * ?"))
                .containsExactly("cron field day-of-month \"?\"" + reason, "cron field day-of-week \"?\"" + reason);
        assertThat(faults("0 0 L * *")).containsExactly("cron field day-of-month \"L\"" + reason);
        assertThat(faults("0 0 15W * *")).containsExactly("cron field day-of-month \"15W\"" + reason);
        assertThat(faults("0 0 * * 6#3")).containsExactly("cron field day-of-week \"6#3\"" + reason);
    }

    @Test
    void macros_areNotKnownAndSayWhatToWrite() {
        assertThat(faults("@daily")).containsExactly("cron expression @daily is not known, write 0 0 * * *");
        assertThat(faults("@Hourly")).containsExactly("cron expression @Hourly is not known, write 0 * * * *");
    }

    @Test
    void longText_isRefusedUnread() {
        String list = "0,".repeat(200) + "0 * * * *";
        assertThat(Trigger.cron(list, ZoneOffset.UTC).faults(ScheduleBounds.DEFAULT))
                .containsExactly("cron expression has more than 256 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *             | PT1M",
                "*/15 * * * *          | PT15M",
                "*/25 * * * *          | PT10M",
                "59,0 0,23 * * *       | PT1M",
                "0 6 * * *             | PT24H",
                "0 0,6 1 1 *           | PT6H",
                "*/10 0 6 * * ?        | PT10S",
                "* 0 6 * * ?           | PT1S"
            })
    void spacing_isTheShortestThatOccurs(String expression, Duration spacing) {
        assertThat(CronReading.of(expression).fields().shortestSpacing()).isEqualTo(spacing);
    }

    @Test
    void expressionBelowTheFloor_isRefused() {
        Trigger.Cron cron = Trigger.cron("*/5 * * * *", ZoneOffset.UTC);
        assertThat(cron.faults(new ScheduleBounds(Duration.ofMinutes(5), Duration.ofDays(1))))
                .isEmpty();
        assertThat(cron.faults(new ScheduleBounds(Duration.ofMinutes(6), Duration.ofDays(1))))
                .singleElement()
                .asString()
                .contains("PT5M", "PT6M");
    }

    @Test
    void equality_isByTextZoneAndPolicies() {
        Trigger.Cron cron = Trigger.cron("0 6 * * *", ZoneOffset.UTC);
        assertThat(cron)
                .isEqualTo(Trigger.cron("0 6 * * *", ZoneOffset.UTC))
                .hasSameHashCodeAs(Trigger.cron("0 6 * * *", ZoneOffset.UTC));
        assertThat(cron)
                .isNotEqualTo(Trigger.cron("0 7 * * *", ZoneOffset.UTC))
                .isNotEqualTo(cron.gap(GapPolicy.SKIP))
                .isNotEqualTo(cron.overlap(OverlapPolicy.BOTH));
    }

    private static List<String> faults(String expression) {
        return Trigger.cron(expression, ZoneOffset.UTC).faults(ScheduleBounds.DEFAULT);
    }
}
