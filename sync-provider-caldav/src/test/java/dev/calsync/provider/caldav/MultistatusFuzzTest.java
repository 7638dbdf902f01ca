package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.icalendar.ParseResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recorded answers with bytes changed, left out, doubled: read, or refused as declared, and never larger than they are. */
@Timeout(120)
class MultistatusFuzzTest {
    private static final int ROUNDS = 6_000;
    private static final int MAX_TEXT_CHARS = 2_000;
    private static final int MAX_ELEMENTS = 5_000;
    private static final String[] TOKENS = {
        "<",
        ">",
        "&",
        "&#0;",
        "&#x10FFFF;",
        "&lt;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml version='1.0' encoding='utf-16'?>",
        "<?pi?>",
        "<!DOCTYPE x [<!ENTITY e 'e'>]>",
        "</D:response>",
        "<response xmlns='DAV:'>",
        "<x:y/>",
        "xmlns:D='DAV:'",
        "HTTP/1.1 999 ?",
        "\u0000",
        "\uFEFF",
        "%zz",
        "BEGIN:VEVENT\r\n",
        "\r\n "
    };

    @Test
    void changedAnswers_areReadOrMalformed() {
        List<byte[]> seeds = new ArrayList<>();
        for (String server : Transcript.SERVERS) {
            Transcript.of(server).stream()
                    .filter(each -> each.contentType().contains("xml"))
                    .forEach(each -> seeds.add(each.body()));
        }
        MultistatusReader reader = new MultistatusReader(MAX_TEXT_CHARS);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] bytes = changed(seeds.get(random.nextInt(seeds.size())), random);
            int[] size = new int[1];
            String outcome = "read";
            try {
                reader.read(new ByteArrayInputStream(bytes), response -> size[0] += checked(response));
            } catch (MalformedAnswerException e) {
                outcome = "malformed";
                assertThat(e.getMessage()).hasSizeLessThan(200);
            }
            assertThat(size[0]).as("seed %s", seed).isLessThanOrEqualTo(bytes.length);
            outcomes.merge(outcome, 1, Integer::sum);
            readError(reader, bytes);
        }
        assertThat(outcomes.get("read")).isGreaterThan(ROUNDS / 10);
        assertThat(outcomes.get("malformed")).isGreaterThan(ROUNDS / 10);
    }

    /** How much of a response is kept. */
    private static int checked(DavResponse response) {
        int chars = 0;
        for (DavElement property : response.properties().values()) {
            List<DavElement> below = property.descendants();
            assertThat(below).hasSizeLessThanOrEqualTo(MAX_ELEMENTS);
            assertThat(property.text()).hasSizeLessThanOrEqualTo(MAX_TEXT_CHARS);
            chars += property.text().length();
        }
        assertThat(response.hrefs()).allMatch(href -> href.length() <= MAX_TEXT_CHARS);
        assertThat(response.status()).isBetween(0, 599);
        assertThat(response.text(DavNames.ETAG).flatMap(DavClient::etag)).isNotNull();
        return chars;
    }

    private static void readError(MultistatusReader reader, byte[] bytes) {
        try {
            assertThat(reader.readError(new ByteArrayInputStream(bytes))).hasSizeLessThanOrEqualTo(MAX_ELEMENTS);
        } catch (MalformedAnswerException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    void changedCalendars_areReadOrUnreadable() {
        List<byte[]> seeds = new ArrayList<>();
        for (String server : Transcript.SERVERS) {
            Transcript.of(server).stream()
                    .filter(each -> each.contentType().startsWith("text/calendar") && each.body().length > 0)
                    .forEach(each -> seeds.add(each.body()));
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] bytes = changed(seeds.get(random.nextInt(seeds.size())), random);
            ParseResult result = ICalendar.read(new String(bytes, StandardCharsets.UTF_8));
            outcomes.merge(result.getClass().getSimpleName(), 1, Integer::sum);
            if (result instanceof ParseResult.Parsed parsed) {
                assertThat(parsed.series().events()).as("seed %s", seed).hasSizeLessThan(bytes.length / 20 + 1);
            } else if (result instanceof ParseResult.Unreadable unreadable) {
                assertThat(unreadable.reason()).as("seed %s", seed).isNotEmpty().hasSizeLessThan(300);
            }
        }
        assertThat(outcomes.get("Parsed")).isGreaterThan(ROUNDS / 10);
        assertThat(outcomes.get("Unreadable")).isGreaterThan(ROUNDS / 10);
    }

    private static byte[] changed(byte[] original, Random random) {
        byte[] bytes = original;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            int end = Math.min(bytes.length, at + random.nextInt(80));
            bytes = switch (random.nextInt(5)) {
                case 0 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(bytes.length, at + 1));
                case 1 -> joined(bytes, at, TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8), at);
                case 2 -> joined(bytes, at, new byte[0], end);
                case 3 -> joined(bytes, end, Arrays.copyOfRange(bytes, at, end), end);
                default -> joined(bytes, at, new byte[] {(byte) ' '}, at);
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] bytes, int until, byte[] between, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, until);
        out.writeBytes(between);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }
}
