package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MultistatusReaderTest {
    private final MultistatusReader reader = new MultistatusReader(100);
    private final List<DavResponse> responses = new ArrayList<>();

    @Test
    void everyPartHasItsOwnStatus() throws Exception {
        Optional<String> token = read("""
                <?xml version='1.0' encoding='utf-8'?>
                <d:multistatus xmlns:d="DAV:" xmlns:cs="http://calendarserver.org/ns/">
                  <d:response><d:href>/a%20b/</d:href>
                    <d:propstat><d:status>HTTP/1.1 200 OK</d:status>
                      <d:prop><d:displayname>A &amp; <![CDATA[<B>]]></d:displayname><cs:getctag>7</cs:getctag></d:prop></d:propstat>
                    <d:propstat><d:prop><cs:getctag/><d:getetag/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
                  </d:response>
                  <d:response><d:href>/gone</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>
                  <d:response><d:href>/full</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status>
                    <d:error><d:number-of-matches-within-limits/></d:error></d:response>
                  <d:sync-token> urn:7 </d:sync-token>
                </d:multistatus>""");

        assertThat(token).hasValue("urn:7");
        assertThat(responses).hasSize(3);
        assertThat(responses.get(0).hrefs()).containsExactly("/a%20b/");
        assertThat(responses.get(0).text(DavNames.DISPLAY_NAME)).hasValue("A & <B>");
        assertThat(responses.get(0).text(DavNames.CTAG)).hasValue("7");
        assertThat(responses.get(0).text(DavNames.ETAG)).isEmpty();
        assertThat(responses.get(1).isGone()).isTrue();
        assertThat(responses.get(2).status()).isEqualTo(507);
        assertThat(responses.get(2).conditions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not xml",
                "<html/>",
                "<multistatus/>",
                "<d:multistatus xmlns:d='DAV:'><d:response>",
                "<d:multistatus xmlns:d='DAV:'><d:response></d:multistatus>",
                "<!DOCTYPE m><d:multistatus xmlns:d='DAV:'/>",
                "<!DOCTYPE m [<!ENTITY x 'y'>]><d:multistatus xmlns:d='DAV:'/>",
                "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><d:multistatus xmlns:d='DAV:'>&x;</d:multistatus>",
                "<!DOCTYPE m SYSTEM 'http://127.0.0.1:1/'><d:multistatus xmlns:d='DAV:'/>",
                "<?xml version='1.0' encoding='no-such'?><d:multistatus xmlns:d='DAV:'/>",
                "<d:multistatus xmlns:d='DAV:'><d:response>&undeclared;</d:response></d:multistatus>"
            })
    void whatIsNoMultistatus_isMalformed(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageNotContaining("passwd")
                .hasMessageNotContaining("undeclared");
    }

    @Test
    void depthCountAndText_areBounded() throws Exception {
        String open = "<d:multistatus xmlns:d='DAV:'><d:response>";
        assertThatThrownBy(() -> read(open + "<x>".repeat(100_000)))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("nested too deep");
        assertThatThrownBy(() -> read(open + "<x/>".repeat(100_000)))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("too many elements");

        read(open + "<d:href>" + "x".repeat(100_000) + "</d:href></d:response></d:multistatus>");
        assertThat(responses.get(0).hrefs().get(0)).hasSize(100);
    }

    @Test
    void longListing_isHandedOverOneByOne_andEndsSomewhere() {
        String head = "<d:multistatus xmlns:d='DAV:'>";
        byte[] block = "<d:response/>".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        InputStream endless = new InputStream() {
            private byte[] current = head.getBytes(StandardCharsets.UTF_8);
            private int position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (position == current.length) {
                    current = block;
                    position = 0;
                }
                int count = Math.min(length, current.length - position);
                System.arraycopy(current, position, into, offset, count);
                position += count;
                return count;
            }
        };
        int[] seen = new int[1];

        assertThatThrownBy(() -> reader.read(endless, response -> seen[0]++))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageContaining("more than 500000");
        assertThat(seen[0]).isEqualTo(500_000);
    }

    @Test
    void errors_areNamed() throws Exception {
        assertThat(reader.readError(stream("<error xmlns='DAV:'><valid-sync-token/></error>")))
                .containsKey(DavNames.VALID_SYNC_TOKEN);
        assertThat(reader.readError(stream("<html/>"))).isEmpty();
        assertThatThrownBy(() -> reader.readError(stream("<!DOCTYPE html><html></html>")))
                .isInstanceOf(MalformedAnswerException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, ''",
        "UTF-8, utf-8",
        "UTF-16, utf-16",
        "UTF-16BE, utf-16",
        "ISO-8859-1, ISO-8859-1",
        "UTF-8, utf-16"
    })
    void encoding_isTheMarksOrTheDeclarations(String encoding, String declared) throws Exception {
        String head = declared.isEmpty() ? "" : "<?xml version='1.0' encoding='" + declared + "'?>";
        String mark = encoding.equals("UTF-16BE") ? "\uFEFF" : "";
        String text = mark + head
                + "<d:multistatus xmlns:d='DAV:'><d:response><d:href>/ü</d:href></d:response></d:multistatus>";

        reader.read(new ByteArrayInputStream(text.getBytes(encoding)), responses::add);

        assertThat(responses.get(0).hrefs()).containsExactly("/ü");
    }

    @Test
    void bytesThatAreNoText_areMalformed_andNothingIsPrinted() {
        String head = "<?xml version='1.0' encoding='utf-8'?><d:multistatus xmlns:d='DAV:'><d:response><d:href>";
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            for (String rest : List.of("\u00ff", "x".repeat(20_000) + "\u00c3(")) {
                byte[] bytes =
                        (head + rest + "</d:href></d:response></d:multistatus>").getBytes(StandardCharsets.ISO_8859_1);
                assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(bytes), responses::add))
                        .isInstanceOf(MalformedAnswerException.class);
            }
        } finally {
            System.setErr(before);
        }
        assertThat(printed.size()).isZero();
    }

    @Test
    void requests_escapeWhatTheyCarry() throws Exception {
        String token = "a<b>&\"c\u0001\r";
        String body = new String(DavXml.syncCollection(token, 0), StandardCharsets.UTF_8);
        assertThat(body).contains("a&lt;b&gt;&amp;&quot;c&#13;").doesNotContain("\u0001");
    }

    private Optional<String> read(String text) throws MalformedAnswerException {
        return reader.read(stream(text), responses::add);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
