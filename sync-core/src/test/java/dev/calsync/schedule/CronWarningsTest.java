package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronWarningsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 */15 * * *      | fires twice a day, not every 15 minutes | write */15 * * * *",
                "0 0 */20 * * ?    | fires twice a day, not every 20 minutes | write 0 0/20 * * * ?",
                "0 */5 * * *       | fires 5 times a day                     | starts again at midnight",
                "* 6 * * *         | each of the 60 minutes of hour 6        | write 0",
                "* 0 6 * * ?       | fires 60 times a minute                 | write 0",
                "0 6 13 * FRI      | day-of-month 13 and also on day-of-week FRI | either is enough",
                "*/7 * * * *       | does not fire every 7 minutes           | 60 is no multiple",
                "0 6 31 * *        | months without day 31 are left out      | is L",
                "0 6 31 1,4 *      | months without day 31 are left out      | is L",
                "0 6 29 2 *        | fires in leap years only                | is L",
                "0 6 31 4,6,9,11 * | never fires                             | no year",
                "0 0/15 * * *      | fires twice a day, not every 15 minutes | write */15 * * * *",
                "0 6 30 2 *        | never fires                             | no year",
                "0 0 6 ? * 1-5     | counts from Sunday                      | MON-FRI"
            })
    void knownMistake_isNamed(String expression, String what, String hint) {
        assertThat(warnings(expression)).singleElement().asString().contains(what, hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/15 * * * *",
                "0 6 * * MON-FRI",
                "0 */6 * * *",
                "* * * * *",
                "0 6 1,31 * *",
                "0 6 31 1,3 *",
                "0 0/15 * * * ?",
                "0 0 6 L * ?",
                "0 0 6 ? * MON-FRI",
                "0 6 29 * *"
            })
    void soundExpression_hasNoWarningOrTheRightOne(String expression) {
        if (expression.contains(" 29 ")) {
            assertThat(warnings(expression)).singleElement().asString().contains("without day 29");
        } else {
            assertThat(warnings(expression)).isEmpty();
        }
    }

    @Test
    void schedule_passesWarningsOn() {
        assertThat(SyncSchedule.cron("0 */15 * * *", ZoneOffset.UTC).warnings()).hasSize(1);
        assertThat(SyncSchedule.on(Trigger.webhook()).warnings()).isEmpty();
    }

    private static List<String> warnings(String expression) {
        return Trigger.cron(expression, ZoneOffset.UTC).warnings();
    }
}
