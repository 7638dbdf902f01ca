package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets in, how much is taken, and what goes wrong on purpose. */
class FakeGoogleServiceTest {
    private static final String EVENTS = "calendars/primary/events";
    private static final String SCOPE = "https://www.googleapis.com/auth/";

    private final ManualTime time = ManualTime.atNewYear();
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(time);
    private final FakeUser alice = google.user("alice@example.com");
    private final Talk talk = new Talk(google, alice.accessToken());

    @AfterEach
    void stop() {
        google.close();
    }

    private static String event() {
        return "{" + FakeGoogleEventsTest.TEN + "}";
    }

    @Test
    void tokens_openTheDoorTheyAreFor() throws Exception {
        talk.token("");
        assertThat(talk.get(EVENTS).reason()).isEqualTo("required");
        talk.token("nonsense");
        Talk.Heard refused = talk.get(EVENTS);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.reason()).isEqualTo("authError");
        assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");
        talk.token(alice.accessToken(Duration.ofMinutes(10), SCOPE + "calendar.events.readonly"));
        assertThat(talk.get(EVENTS).status()).isEqualTo(200);
        assertThat(talk.send("POST", EVENTS, event()).reason()).isEqualTo("insufficientPermissions");
        assertThat(talk.get("users/me/calendarList").status()).isEqualTo(403);
        time.advance(Duration.ofMinutes(10));
        assertThat(talk.get(EVENTS).status()).isEqualTo(401);
        talk.token(alice.accessToken());
        alice.expireAccessTokens();
        assertThat(talk.get(EVENTS).status()).isEqualTo(401);
    }

    @Test
    void roles_sayWhatMayBeDone() throws Exception {
        FakeUser bob = google.user("bob@example.com");
        bob.primary().put("{\"summary\":\"Open\"," + FakeGoogleEventsTest.TEN + "}");
        bob.primary().put("{\"summary\":\"Secret\",\"visibility\":\"private\"," + FakeGoogleEventsTest.TEN + "}");
        String events = "calendars/bob@example.com/events";
        assertThat(talk.get(events).status()).isEqualTo(404);
        bob.primary().share("alice@example.com", "freeBusyReader");
        assertThat(talk.get(events).text()).doesNotContain("Open").contains("dateTime");
        bob.primary().share("alice@example.com", "reader");
        assertThat(talk.get(events).text()).contains("Open").doesNotContain("Secret");
        assertThat(talk.send("POST", events, event()).reason()).isEqualTo("requiredAccessLevel");
        bob.primary().share("alice@example.com", "writer");
        assertThat(talk.get(events).text()).contains("Secret");
        assertThat(talk.send("POST", events, event()).status()).isEqualTo(200);
        bob.primary().share("alice@example.com", "none");
        assertThat(talk.get(events).status()).isEqualTo(404);
    }

    @Test
    void quotas_refuseByReason_andRecoverWithTime() throws Exception {
        google.quotas().perMinutePerUser(2);
        talk.get(EVENTS);
        talk.get(EVENTS);
        assertThat(talk.get(EVENTS).status()).isEqualTo(403);
        assertThat(talk.get(EVENTS).reason()).isEqualTo("userRateLimitExceeded");
        assertThat(talk.get(EVENTS + "?quotaUser=other").status()).isEqualTo(200);
        google.quotas().answering(429);
        assertThat(talk.get(EVENTS).status()).isEqualTo(429);
        assertThat(talk.get(EVENTS).reason()).isEqualTo("rateLimitExceeded");
        time.advance(Duration.ofMinutes(1));
        assertThat(talk.get(EVENTS).status()).isEqualTo(200);
        google.quotas().perMinutePerUser(100).calendarWrites(1, Duration.ofHours(1));
        assertThat(talk.send("POST", EVENTS, event()).status()).isEqualTo(200);
        assertThat(talk.send("POST", EVENTS, event()).reason()).isEqualTo("quotaExceeded");
        google.quotas().perDay(1);
        talk.get(EVENTS);
        assertThat(talk.get(EVENTS).reason()).isEqualTo("dailyLimitExceeded");
        google.quotas().perDay(1000).perMinutePerProject(1).answering(403);
        talk.get(EVENTS);
        assertThat(talk.get(EVENTS).reason()).isEqualTo("rateLimitExceeded");
        google.quotas().refill();
        assertThat(talk.get(EVENTS).status()).isEqualTo(200);
    }

    @Test
    void scriptedAnswers_hitWhatTheyAreFor_andChangeNothing() throws Exception {
        google.faults().fail(2, LoggedRequest.of("events.insert"), 403, "rateLimitExceeded", Duration.ofMillis(1500));
        google.faults().answer(1, LoggedRequest.of("events.list"), 502, Map.of(), "<html>Bad Gateway</html>");
        Talk.Heard refused = talk.send("POST", EVENTS, event());
        assertThat(refused.reason()).isEqualTo("rateLimitExceeded");
        assertThat(refused.get("/error/errors/0/domain")).isEqualTo("usageLimits");
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        assertThat(talk.get(EVENTS).status()).isEqualTo(502);
        assertThat(talk.get(EVENTS).ids()).isEmpty();
        assertThat(google.faults().pending()).isEqualTo(1);
        google.faults().clear();
        assertThat(talk.send("POST", EVENTS, event()).status()).isEqualTo(200);
    }

    @Test
    void brokenConnections_applyOrNot() throws Exception {
        google.faults().drop(1, LoggedRequest.of("events.insert"));
        assertThatThrownBy(() -> talk.send("POST", EVENTS, event())).isInstanceOf(IOException.class);
        assertThat(alice.primary().events()).isEmpty();
        google.faults().loseReply(1, LoggedRequest.of("events.insert"));
        assertThatThrownBy(() -> talk.send("POST", EVENTS, event())).isInstanceOf(IOException.class);
        assertThat(alice.primary().events()).hasSize(1);
        google.faults().cutReply(1, LoggedRequest.of("events.list"));
        assertThatThrownBy(() -> talk.get(EVENTS)).isInstanceOf(IOException.class);
        assertThat(google.requests().all())
                .extracting(LoggedRequest::status)
                .containsExactly(LoggedRequest.UNANSWERED, LoggedRequest.UNANSWERED, 200);
    }

    @Test
    void secretsAreNotLogged() throws Exception {
        talk.get(EVENTS);
        assertThat(google.requests().all()).singleElement().satisfies(request -> {
            assertThat(request.kind()).isEqualTo("events.list");
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.header("User-Agent")).isEqualTo(Recording.OWN_CLIENT);
        });
    }
}
