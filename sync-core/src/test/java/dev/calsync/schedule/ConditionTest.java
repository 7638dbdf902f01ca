package dev.calsync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final Map<String, String> EVENT = Map.of("source", "mobile", "room", "room-12", "empty", "");

    @Test
    void leaves_lookAtOneAttribute() {
        assertThat(Condition.equalTo("source", "mobile").holds(EVENT)).isTrue();
        assertThat(Condition.equalTo("source", "Mobile").holds(EVENT)).isFalse();
        assertThat(Condition.equalTo("absent", "x").holds(EVENT)).isFalse();
        assertThat(Condition.in("source", "web", "mobile").holds(EVENT)).isTrue();
        assertThat(Condition.in("absent", "web").holds(EVENT)).isFalse();
        assertThat(Condition.matches("room", "room-??").holds(EVENT)).isTrue();
        assertThat(Condition.matches("absent", "*").holds(EVENT)).isFalse();
        assertThat(Condition.exists("empty").holds(EVENT)).isTrue();
        assertThat(Condition.exists("absent").holds(EVENT)).isFalse();
    }

    @Test
    void groups_combine() {
        Condition yes = Condition.exists("source");
        Condition no = Condition.exists("absent");
        assertThat(Condition.and(yes, yes).holds(EVENT)).isTrue();
        assertThat(Condition.and(yes, no).holds(EVENT)).isFalse();
        assertThat(Condition.or(no, yes).holds(EVENT)).isTrue();
        assertThat(Condition.or(no, no).holds(EVENT)).isFalse();
        assertThat(Condition.not(no).holds(EVENT)).isTrue();
        assertThat(Condition.not(Condition.equalTo("absent", "x")).holds(EVENT)).isTrue();
    }

    @Test
    void event_firesWhenKindAndEveryConditionFit() {
        Trigger.Event trigger =
                Trigger.userAction().when(Condition.exists("source")).when(Condition.equalTo("room", "room-12"));
        assertThat(trigger.accepts(EventKind.USER_ACTION, EVENT)).isTrue();
        assertThat(trigger.accepts(EventKind.API, EVENT)).isFalse();
        assertThat(trigger.accepts(EventKind.USER_ACTION, Map.of("source", "x")))
                .isFalse();
        assertThat(Trigger.webhook().accepts(EventKind.WEBHOOK, Map.of())).isTrue();
    }

    @Test
    void glob_agreesWithARegularExpression() {
        Random random = new Random(11);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = text(random, "ab*?\\", 8);
            String value = text(random, "aab*", 8);
            boolean expected = Pattern.compile(regex(pattern), Pattern.DOTALL)
                    .matcher(value)
                    .matches();
            assertThat(Glob.matches(pattern, value))
                    .as("%s on %s", pattern, value)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isGreaterThan(2000);
        assertThat(Glob.matches("?", "\uD83D\uDE00")).isTrue();
    }

    @Test
    void glob_madeToBackTrackIsStillQuick() {
        String value = "a".repeat(20_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(Glob.matches("*a".repeat(120) + "*b", value)).isFalse());
    }

    private static String text(Random random, String letters, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (c == '\\' && i + 1 < glob.length()) {
                regex.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
