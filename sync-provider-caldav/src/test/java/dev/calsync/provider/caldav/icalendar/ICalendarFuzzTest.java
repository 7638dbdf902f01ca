package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.EventSeries;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the bytes are, the answer is one of the declared values; what never comes back is cut off. */
@Timeout(120)
class ICalendarFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final String[] TOKENS = {
        "\r\n",
        "\n",
        "\r",
        "\r\n ",
        ":",
        ";",
        "\"",
        "\\",
        "^",
        ",",
        "=",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "BEGIN:VALARM\r\n",
        "TZID=",
        "VALUE=DATE",
        "00000000T000000Z",
        "99991231T235959Z",
        "DURATION:P99999999W\r\n",
        "RECURRENCE-ID:20260101\r\n",
        "\uFEFF",
        "\u0000",
        "P",
        "T",
        "-",
        "DTSTART:",
        "RRULE:",
        "X-ALT-DESC;FMTTYPE=text/html:<",
        "&#x110000;",
        "&#"
    };

    private final ICalendarCodec codec = new ICalendarCodec("-//Calsync//EN", ICalendarLimits.DEFAULT);

    @Test
    void mutatedResources_areReadOrNamedUnreadable() {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int seed = 0; seed < 8_000; seed++) {
            String original = codec.write(new SeriesGenerator(seed % 200).series(), NOW);
            String text = mutated(original, new Random(seed));
            ParseResult result = codec.parse(text);
            outcomes.merge(result.getClass().getSimpleName(), 1, Integer::sum);
            if (result instanceof ParseResult.Parsed parsed && seed % 10 == 0) {
                edited(text, parsed.series(), seed);
            }
        }
        assertThat(outcomes.get("Parsed")).isGreaterThan(1000);
        assertThat(outcomes.get("Unreadable")).isGreaterThan(1000);
    }

    /** What was read can be edited and is read again. */
    private void edited(String text, EventSeries series, int seed) {
        EventSeries after = series.map(event ->
                event.toBuilder().summary("changed").url("https://example.com/").build());
        String laid = codec.lay(text, series, after, NOW);
        ParseResult again = codec.parse(laid);
        assertThat(again).as("seed %s", seed).isInstanceOf(ParseResult.Parsed.class);
        ((ParseResult.Parsed) again)
                .series()
                .events()
                .forEach(event -> assertThat(event.summary()).isEqualTo("changed"));
    }

    @ParameterizedTest
    @CsvSource({
        "'X', 4000000",
        "'BEGIN:A\n', 400000",
        "'A:\n', 500000",
        "'\n', 4000000",
        "'A:b\n ', 800000",
        "' ', 4000000",
        "'\r', 4000000",
        "'A;\"=', 900000",
        "'ATTENDEE;CN=^n:x\n', 200000",
        "'BEGIN:VEVENT\nEND:VEVENT\n', 100000",
        "'DTSTART:20260101\n', 200000",
        "'CATEGORIES:,,,,,,,\n', 180000",
        "'\uD800', 1300000"
    })
    void hugeMonotony_isAnswered(String unit, int times) {
        for (String prefix : new String[] {
            "", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260101\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nX-A:"
        }) {
            String text = prefix + unit.repeat(times) + "\nEND:VEVENT\nEND:VCALENDAR\n";
            assertThat(codec.parse(text)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'<', ''",
        "'&', ''",
        "'<b>', ''",
        "'<!--', ''",
        "'<script>', ''",
        "'a&#x', ''",
        "'\\n', ''",
        "'\\\\', ''",
        "'x', 'x'"
    })
    void hugeMarkup_isAnswered(String unit, String plain) {
        String text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260101\nDESCRIPTION:" + plain
                + "\nX-ALT-DESC;FMTTYPE=text/html:" + unit.repeat(300_000) + "\nEND:VEVENT\nEND:VCALENDAR\n";
        assertThat(codec.parse(text)).isInstanceOf(ParseResult.Parsed.class);
    }

    private static String mutated(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 1 + random.nextInt(4); i > 0 && !out.isEmpty(); i--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(5)) {
                case 0 -> out.deleteCharAt(at);
                case 1 -> out.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
                case 2 -> out.setCharAt(at, (char) random.nextInt(0x180));
                case 3 -> out.delete(at, Math.min(out.length(), at + random.nextInt(60)));
                default -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(200))));
            }
        }
        // Through bytes, as from a server: some are no longer characters.
        byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
