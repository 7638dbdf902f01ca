package dev.calsync.provider.google.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.testing.ManualTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The authorization server. */
class FakeGoogleOAuthTest {
    private static final String EVENTS = "https://www.googleapis.com/auth/calendar.events";
    private static final String LIST = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";

    private final ManualTime time = ManualTime.atNewYear();
    private final FakeGoogleCalendar google = FakeGoogleCalendar.start(time);
    private final FakeUser alice = google.user("alice@example.com");
    private final Talk talk = new Talk(google, "");

    @AfterEach
    void stop() {
        google.close();
    }

    private Talk.Heard token(String... form) throws Exception {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < form.length; i += 2) {
            pairs.add(form[i] + "=" + Talk.encoded(form[i + 1]));
        }
        return talk.raw(
                "POST",
                google.tokenUri(),
                String.join("&", pairs),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private Talk.Heard refresh(String token) throws Exception {
        return token("grant_type", "refresh_token", "client_id", "app", "client_secret", "s", "refresh_token", token);
    }

    @Test
    void refresh_givesATokenForTheGrantedScopes() throws Exception {
        google.oauth().client("app", "s");
        String refreshToken = google.oauth().refreshToken(alice, "app", EVENTS);
        Talk.Heard heard = refresh(refreshToken);
        assertThat(heard.status()).isEqualTo(200);
        assertThat(heard.get("/expires_in")).isEqualTo("3599");
        assertThat(heard.get("/scope")).isEqualTo(EVENTS);
        assertThat(heard.json().has("refresh_token")).isFalse();
        talk.token(heard.get("/access_token"));
        assertThat(talk.get("calendars/primary/events").status()).isEqualTo(200);
        assertThat(talk.get("users/me/calendarList").status()).isEqualTo(403);
        time.advance(Duration.ofSeconds(3599));
        assertThat(talk.get("calendars/primary/events").status()).isEqualTo(401);
        assertThat(google.requests().matching(LoggedRequest.of("oauth.token")))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.query("grant_type")).isEqualTo("refresh_token");
                    assertThat(request.toString() + request.query() + request.body())
                            .doesNotContain(refreshToken);
                });
    }

    @Test
    void whatIsDead_isAnInvalidGrant() throws Exception {
        google.oauth().client("app", "s").client("other", "s").refreshTokenLife(Duration.ofDays(7));
        String old = google.oauth().refreshToken(alice, "app", EVENTS);
        assertThat(refresh(old).status()).isEqualTo(200);
        time.advance(Duration.ofDays(7));
        assertThat(refresh(old).get("/error")).isEqualTo("invalid_grant");
        String revoked = google.oauth().refreshToken(alice, "app", EVENTS);
        talk.token(refresh(revoked).get("/access_token"));
        assertThat(talk.raw("POST", google.revocationUri().resolve("revoke?token=" + Talk.encoded(revoked)), "")
                        .status())
                .isEqualTo(200);
        assertThat(refresh(revoked).status()).isEqualTo(400);
        assertThat(talk.get("calendars/primary/events").status()).isEqualTo(401);
        String foreign = google.oauth().refreshToken(alice, "other", EVENTS);
        assertThat(refresh(foreign).get("/error")).isEqualTo("invalid_grant");
        assertThat(token("grant_type", "refresh_token", "client_id", "app", "client_secret", "x")
                        .status())
                .isEqualTo(401);
        assertThat(token("grant_type", "refresh_token", "client_id", "nobody").get("/error"))
                .isEqualTo("invalid_client");
        assertThat(token("grant_type", "password").get("/error")).isEqualTo("unsupported_grant_type");
    }

    @Test
    void rotation_replacesTheRefreshToken() throws Exception {
        google.oauth().client("app", "s").rotate(true);
        String first = google.oauth().refreshToken(alice, "app", EVENTS);
        String second = refresh(first).get("/refresh_token");
        assertThat(second).isNotEmpty().isNotEqualTo(first);
        assertThat(refresh(first).get("/error")).isEqualTo("invalid_grant");
        assertThat(refresh(second).status()).isEqualTo(200);
        assertThat(google.oauth().liveRefreshTokens()).isEqualTo(1);
    }

    private URI consent(String more) {
        return URI.create(google.authorizationUri() + "?client_id=app&response_type=code&state=s1"
                + "&redirect_uri=https%3A%2F%2Fapp.example.com%2Fback&scope=" + Talk.encoded(EVENTS + " " + LIST)
                + more);
    }

    private static Map<String, List<String>> answer(URI redirect) {
        return HttpMessage.form(redirect.getRawQuery());
    }

    private Talk.Heard exchange(URI redirect, String verifier) throws Exception {
        return token(
                "grant_type",
                "authorization_code",
                "client_id",
                "app",
                "client_secret",
                "s",
                "redirect_uri",
                "https://app.example.com/back",
                "code_verifier",
                verifier,
                "code",
                answer(redirect).get("code").get(0));
    }

    @Test
    void code_isGoodOnce_withItsVerifier() throws Exception {
        google.oauth().client("app", "s");
        String challenge =
                "&access_type=offline&code_challenge_method=S256&code_challenge=" + Encodings.sha256("verifier");
        URI redirect = google.oauth().authorize(consent(challenge), "alice@example.com");
        assertThat(redirect.toString()).startsWith("https://app.example.com/back?");
        assertThat(answer(redirect)).containsEntry("state", List.of("s1"));
        Talk.Heard heard = exchange(redirect, "verifier");
        assertThat(heard.get("/refresh_token")).isNotEmpty();
        assertThat(exchange(redirect, "verifier").get("/error")).isEqualTo("invalid_grant");
        URI other = google.oauth().authorize(consent(challenge), "alice@example.com");
        assertThat(exchange(other, "guess").get("/error_description")).isEqualTo("Invalid code verifier.");
        URI again = google.oauth().authorize(consent(challenge), "alice@example.com");
        assertThat(exchange(again, "verifier").json().has("refresh_token"))
                .as("the second consent is silent and brings no refresh token")
                .isFalse();
        URI forced = google.oauth().authorize(consent(challenge + "&prompt=consent"), "alice@example.com");
        assertThat(exchange(forced, "verifier").json().has("refresh_token")).isTrue();
    }

    @Test
    void users_mayTickLess_orRefuse() throws Exception {
        google.oauth().client("app", "s").grantOnly(EVENTS);
        URI redirect = google.oauth().authorize(consent("&access_type=offline"), "alice@example.com");
        assertThat(exchange(redirect, "").get("/scope")).isEqualTo(EVENTS);
        google.oauth().deny(true);
        assertThat(answer(google.oauth().authorize(consent(""), "alice@example.com")))
                .containsEntry("error", List.of("access_denied"));
        assertThatThrownBy(() -> google.oauth().authorize(URI.create("http://x/?client_id=nobody"), "a@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
        google.oauth().deny(false);
        Talk.Heard page = talk.raw("GET", URI.create(consent("") + "&login_hint=alice%40example.com"), "");
        assertThat(page.status()).isEqualTo(302);
        assertThat(page.header("Location")).contains("code=");
    }

    private String assertion(KeyPair keys, String sub, String scope, Duration life) throws Exception {
        long now = time.now().getEpochSecond();
        String signed = Encodings.base64Url("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "."
                + Encodings.base64Url("{\"iss\":\"robot@project.example\",\"scope\":\"" + scope + "\",\"aud\":\""
                        + google.tokenUri() + "\",\"iat\":" + now + ",\"exp\":" + (now + life.toSeconds())
                        + (sub.isEmpty() ? "" : ",\"sub\":\"" + sub + "\"") + "}");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Encodings.base64Url(signature.sign());
    }

    private Talk.Heard assertion(String assertion) throws Exception {
        return token("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion);
    }

    @Test
    void serviceAccounts_actForUsersOfTheirDomain() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        google.oauth().serviceAccount("robot@project.example", keys.getPublic(), EVENTS);
        Duration hour = Duration.ofHours(1);
        Talk.Heard heard = assertion(assertion(keys, "alice@example.com", EVENTS, hour));
        talk.token(heard.get("/access_token"));
        assertThat(talk.get("calendars/primary/events").get("/summary")).isEqualTo("alice@example.com");
        assertThat(assertion(assertion(keys, "alice@example.com", LIST, hour)).get("/error"))
                .isEqualTo("unauthorized_client");
        assertThat(assertion(assertion(keys, "nobody@example.com", EVENTS, hour))
                        .get("/error_description"))
                .isEqualTo("Invalid email or User ID");
        assertThat(assertion(assertion(keys, "", LIST, hour)).status()).isEqualTo(200);
        assertThat(assertion(assertion(keys, "alice@example.com", EVENTS, hour.multipliedBy(2)))
                        .get("/error_description"))
                .contains("short-lived");
        assertThat(assertion(assertion(generator.generateKeyPair(), "alice@example.com", EVENTS, hour))
                        .get("/error_description"))
                .isEqualTo("Invalid JWT Signature.");
        assertThat(assertion("nonsense").get("/error")).isEqualTo("invalid_grant");
    }

    @Test
    void ownSignatures_canBeChecked() throws Exception {
        Talk.Heard keys = talk.raw("GET", google.certificatesUri(), "");
        assertThat(keys.get("/keys/0/kid")).isEqualTo(Signatures.KEY_ID);
        String token = google.signedToken("{\"email\":\"robot@example.com\"}");
        assertThat(new Signatures().claims(token).path("email").asText()).isEqualTo("robot@example.com");
    }
}
