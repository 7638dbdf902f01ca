package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Several calls in one request. */
class BatchBodyTest {
    private static final String TYPE = "multipart/mixed; boundary=\"batch_x\"; charset=UTF-8";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String part(String id, String status, String body) {
        return "--batch_x\r\nContent-Type: application/http\r\nContent-ID: " + id + "\r\n\r\nHTTP/1.1 " + status
                + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n" + body + "\r\n";
    }

    @Test
    void callsAreRequestsOfTheirOwn() {
        Content body = BatchBody.write(
                "/calendar/v3/",
                List.of(
                        ApiCall.get("calendars/a%40b/events/x").with("fields", "id,etag"),
                        ApiCall.patch("calendars/a%40b/events/y", Content.of(utf8("{\"summary\":\"ä\"}")), "\"7\"")));
        assertThat(body.text())
                .isEqualTo(String.join(
                        "\r\n",
                        "--calsync-batch-part",
                        "Content-Type: application/http",
                        "Content-ID: <0>",
                        "",
                        "GET /calendar/v3/calendars/a%40b/events/x?fields=id%2Cetag HTTP/1.1",
                        "",
                        "",
                        "--calsync-batch-part",
                        "Content-Type: application/http",
                        "Content-ID: <1>",
                        "",
                        "PATCH /calendar/v3/calendars/a%40b/events/y HTTP/1.1",
                        "If-Match: \"7\"",
                        "Content-Type: application/json; charset=UTF-8",
                        "Content-Length: 16",
                        "",
                        "{\"summary\":\"ä\"}",
                        "--calsync-batch-part--",
                        ""));
    }

    @Test
    void answersAreFoundByTheirIds_inAnyOrder_andSomeAreMissing() {
        String answer = part("<response-2>", "204 No Content", "")
                + part("response-0", "200 OK", "{\"summary\":\"ä\r\nä\"}")
                + part("<response-9>", "200 OK", "{}")
                + part("<other>", "200 OK", "{}")
                + "--batch_x--";
        List<BatchBody.Part> parts = BatchBody.read(TYPE, utf8(answer), 4);
        assertThat(parts.get(0).status()).isEqualTo(200);
        assertThat(parts.get(0).body().bytes()).isEqualTo(utf8("{\"summary\":\"ä\r\nä\"}"));
        assertThat(parts.get(1)).isNull();
        assertThat(parts.get(2).status()).isEqualTo(204);
        assertThat(parts.get(2).body().bytes()).isEmpty();
        assertThat(parts.get(3)).isNull();
    }

    @Test
    void aPartMayAskToWait() {
        String answer = part("<response-0>", "429 Too Many Requests\r\nRetry-After: 12", "{}") + "--batch_x--";
        assertThat(BatchBody.read(TYPE, utf8(answer), 1).get(0).retryAfter()).contains(Duration.ofSeconds(12));
    }

    @Test
    void bareLineEnds_areUnderstood() {
        String answer = (part("<response-0>", "200 OK", "{\"a\":1}") + "--batch_x--").replace("\r\n", "\n");
        assertThat(BatchBody.read(TYPE, utf8(answer), 1).get(0).body().bytes()).isEqualTo(utf8("{\"a\":1}"));
    }

    @Test
    void whatIsNoMultipartBody_isNoAnswer() {
        assertThatThrownBy(() -> BatchBody.read("application/json", utf8("{}"), 1))
                .isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> BatchBody.read("multipart/mixed", utf8("{}"), 1))
                .isInstanceOf(TransientException.class);
    }

    @Test
    void mangledAnswers_neverBreakTheReader() {
        String whole = part("<response-0>", "200 OK", "{}") + part("<response-1>", "200 OK", "{}") + "--batch_x--";
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(whole);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(200));
                    default -> text.setLength(Math.max(at, 20));
                }
            }
            assertThat(BatchBody.read(TYPE, text.toString().getBytes(StandardCharsets.ISO_8859_1), 2))
                    .hasSize(2);
        }
    }
}
