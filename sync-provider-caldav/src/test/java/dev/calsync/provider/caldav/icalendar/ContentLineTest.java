package dev.calsync.provider.caldav.icalendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentLineTest {

    @Test
    void aLineIsNameParametersAndValue() throws Exception {
        ContentLine line = read("attendee;CN=\"Doe; Jane: x\";X-A=1,\"2\";rsvp=TRUE:mailto:a@b.c");
        assertThat(line.name()).isEqualTo("ATTENDEE");
        assertThat(line.param("CN")).isEqualTo("Doe; Jane: x");
        assertThat(line.param("RSVP")).isEqualTo("TRUE");
        assertThat(line.param("X")).isNull();
        assertThat(line.value()).isEqualTo("mailto:a@b.c");
    }

    @Test
    void carets_areReadAsRfc6868Says() throws Exception {
        assertThat(read("A;CN=George Herman ^'Babe^' Ruth^n^^^x^:v").param("CN"))
                .isEqualTo("George Herman \"Babe\" Ruth\n^^x^");
    }

    @Test
    void quotesNeverClosed_endAtTheFirstColon() throws Exception {
        ContentLine line = read("ATTENDEE;CN=\"Bob:mailto:bob@example.com");
        assertThat(line.value()).isEqualTo("mailto:bob@example.com");
        assertThat(line.param("CN")).isEqualTo("Bob");
    }

    @Test
    void aParameterIsSetReplacedAndRemoved_theOthersStay() throws Exception {
        ContentLine line = read("ATTENDEE;X-A=\"1\";cn=Bob;X-B=2:mailto:b");
        assertThat(line.withParam("CN", "A, B").text()).isEqualTo("ATTENDEE;X-A=\"1\";CN=\"A, B\";X-B=2:mailto:b");
        assertThat(line.withParam("CN", null).text()).isEqualTo("ATTENDEE;X-A=\"1\";X-B=2:mailto:b");
        assertThat(line.withParam("ROLE", "CHAIR").withValue("x").text())
                .isEqualTo("ATTENDEE;X-A=\"1\";cn=Bob;X-B=2;ROLE=CHAIR:x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":x", "no colon here", "Hello world: x", "DTSTART", "DTSTART;TZID=x", "ÄB:x", "A\"B:x"})
    void whatHasNoNameAndColon_isNoLine(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ICalendarSyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a\\, b\\; c\\\\d\\ne\\Nf | a, b; c\\d~e~f",
                "C:\\temp\\x | C:\\temp\\x",
                "end\\ | end\\",
                "old\\: \\\" | old: \""
            })
    void textIsUnescaped(String raw, String text) {
        assertThat(TextValues.unescape(raw)).isEqualTo(text.replace('~', '\n'));
    }

    @Test
    void textIsEscaped_andCleanedOfWhatNoLineCanCarry() {
        assertThat(TextValues.escape("a,b;c\\d\r\ne\rf\ng\u0000\u0007h\ti\ud800j\uffffk"))
                .isEqualTo("a\\,b\\;c\\\\d\\ne\\nf\\ngh\ti\ufffdj\ufffdk");
        assertThat(TextValues.escape("😀")).isEqualTo("😀");
    }

    @Test
    void aListIsSplitAtItsOwnCommasOnly() {
        assertThat(TextValues.list("a\\,b, c ,,d\\\\,e\\")).containsExactly("a,b", "c", "d\\", "e\\");
    }

    @Test
    void foldsCountOctets_andNeverSplitACharacter() {
        for (int offset = 0; offset < 80; offset++) {
            String line = "X-A:" + "a".repeat(offset) + "漢😀é".repeat(40);
            StringBuilder out = new StringBuilder();
            ResourceText.fold(line, out);
            String folded = out.toString();
            for (String physical : folded.split("\r\n", -1)) {
                assertThat(physical.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(75);
                assertThat(physical).doesNotContain("?");
                assertThat(physical.isEmpty() || !Character.isLowSurrogate(physical.charAt(0)))
                        .isTrue();
            }
            assertThat(folded.replace("\r\n ", "")).isEqualTo(line + "\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "P1D,1,0",
        "-PT10M,0,-600",
        "P1W2D,9,0",
        "+PT1H30M,0,5400",
        "P1DT12H,1,43200",
        "pt5s,0,5",
        "PT0S,0,0",
        "P15DT5H0M20S,15,18020"
    })
    void durationsAreRead(String text, long days, long seconds) {
        assertThat(NominalDuration.parse(text)).isEqualTo(new NominalDuration(days, seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "P", "-", "PT", "1D", "P1", "PD", "P1H", "PT1D", "P1X", "P99999999999D", "PTT1H", "P1DT1"})
    void whatIsNoDuration_isNone(String text) {
        assertThat(NominalDuration.parse(text)).isNull();
    }

    @Test
    void htmlBecomesPlainText() {
        assertThat(
                        HtmlText.plain(
                                "<p>Hello&nbsp;<b>you</b> &amp; me</p>\n<style>x{}</style><ul><li>a</li><li>&#98;</li></ul><!-- c -->5 < 6"))
                .isEqualTo("Hello you & me\na\nb\n5 < 6");
        assertThat(HtmlText.sameWords("Hello you, me!", "hello")).isFalse();
        assertThat(HtmlText.sameWords("* a\r\n* b 😀", "a b")).isTrue();
    }

    private static ContentLine read(String text) throws ICalendarSyntaxException {
        return ContentLine.read(text, -1, -1, 1);
    }
}
