package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.testing.ManualTime;
import dev.calsync.testing.wire.HeldRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches, and faults by chance. */
class FakeGoogleBatchTest {
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(ManualTime.atNewYear());
    private final FakeUser alice = google.user("alice@example.com");
    private final Talk talk = new Talk(google, alice.accessToken());

    @AfterEach
    void stop() {
        google.close();
    }

    private static String part(String id, String call, String headers, String body) {
        return "--b\r\nContent-Type: application/http\r\nContent-ID: <" + id + ">\r\n\r\n" + call + "\r\n" + headers
                + "\r\n" + body + "\r\n";
    }

    private static String insert(String id, String eventId) {
        return part(
                id,
                "POST /calendar/v3/calendars/primary/events",
                "Content-Type: application/json\r\n",
                "{\"id\":\"" + eventId + "\"," + FakeGoogleEventsTest.TEN + "}");
    }

    private Talk.Heard batch(String... parts) throws Exception {
        return talk.raw(
                "POST",
                google.root().resolve("batch/calendar/v3"),
                String.join("", parts) + "--b--\r\n",
                "Content-Type",
                "multipart/mixed; boundary=b");
    }

    @Test
    void parts_areAnsweredOneByOne() throws Exception {
        Talk.Heard heard = batch(
                insert("1", "aaaaa1"),
                insert("2", "aaaaa1"),
                part(
                        "3",
                        "PATCH " + google.root()
                                + "calendar/v3/calendars/primary/events/aaaaa1?sendUpdates=none HTTP/1.1",
                        "If-Match: \"old\"\r\nContent-Type: application/json\r\n",
                        "{\"summary\":\"x\"}"),
                part("4", "DELETE /calendar/v3/calendars/primary/events/aaaaa1", "", ""));
        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.header("Content-Type")).startsWith("multipart/mixed; boundary=batch_");
        assertThat(heard.text())
                .containsSubsequence(
                        "<response-1>",
                        "200 OK",
                        "<response-2>",
                        "409 Conflict",
                        "<response-3>",
                        "412 Precondition Failed",
                        "<response-4>",
                        "204 No Content");
        assertThat(google.requests().count(LoggedRequest.api())).isEqualTo(4);
        assertThat(google.requests().count()).isEqualTo(5);
    }

    @Test
    void shuffled_faultyAndMissingParts() throws Exception {
        google.oddities(Oddity.BATCH_SHUFFLED);
        google.faults()
                .loseReply(1, request -> request.inBatch() && request.body().contains("aaaaa2"));
        google.faults().fail(1, request -> request.inBatch() && request.body().contains("aaaaa3"), 409, "conflict");
        Talk.Heard heard = batch(insert("1", "aaaaa1"), insert("2", "aaaaa2"), insert("3", "aaaaa3"));
        assertThat(heard.text())
                .containsSubsequence("<response-3>", "409", "<response-1>", "200")
                .doesNotContain("<response-2>");
        assertThat(alice.primary().events()).containsOnlyKeys("aaaaa1", "aaaaa2");
    }

    @Test
    void tooMany_orNone_isRefused() throws Exception {
        String[] many = new String[51];
        for (int i = 0; i < many.length; i++) {
            many[i] = part("" + i, "GET /calendar/v3/users/me/calendarList", "", "");
        }
        assertThat(batch(many).status()).isEqualTo(400);
        assertThat(batch().status()).isEqualTo(400);
        assertThat(batch(part("1", "POST /batch/calendar/v3", "", "")).text()).contains("404 Not Found");
    }

    @Test
    void quotas_countPartByPart() throws Exception {
        google.quotas().perMinutePerUser(1);
        assertThat(batch(insert("1", "aaaaa1"), insert("2", "aaaaa2")).text()).contains("userRateLimitExceeded");
    }

    @Test
    void weather_repeatsItself_andBringsEverything() throws Exception {
        String first = statuses(7);
        assertThat(statuses(7)).isEqualTo(first);
        assertThat(statuses(8)).isNotEqualTo(first);
        Weather weather = Weather.seeded(3, 2);
        google.weather(weather);
        int kinds = Weather.Fault.values().length;
        for (int i = 0; i < 400 && weather.happened().size() < kinds; i++) {
            try {
                Talk.Heard list = talk.get("calendars/primary/events?maxResults=1&pageToken=x&syncToken=y");
                assertThat(list.status()).isNotEqualTo(200);
                batch(insert("1", "aaaaa" + i), insert("2", "aaaaa" + i));
            } catch (IOException broken) {
                assertThat(broken).isNotNull();
            }
        }
        Set<Weather.Fault> missing = EnumSet.allOf(Weather.Fault.class);
        missing.removeAll(weather.happened().keySet());
        assertThat(missing).isEmpty();
    }

    private String statuses(long seed) {
        google.weather(Weather.seeded(seed));
        StringBuilder statuses = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            try {
                statuses.append(talk.send("POST", "channels/stop", "{}").status())
                        .append(' ');
            } catch (Exception broken) {
                statuses.append("broken ");
            }
        }
        google.weather(Weather.calm());
        return statuses.toString();
    }

    @Test
    void heldRequests_waitUntilReleased() throws Exception {
        try (HeldRequests held = google.faults().hold(1, LoggedRequest.of("events.list"))) {
            Thread waiting = new Thread(() -> {
                try {
                    talk.get("calendars/primary/events");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            waiting.start();
            assertThat(held.awaitArrival(Duration.ofSeconds(20))).isTrue();
            assertThat(google.requests().count()).isZero();
            held.release();
            waiting.join();
        }
        assertThat(google.requests().count()).isEqualTo(1);
        google.faults().drop(1, LoggedRequest.any());
        assertThatThrownBy(() -> batch(insert("1", "aaaaa1"))).isInstanceOf(IOException.class);
    }
}
