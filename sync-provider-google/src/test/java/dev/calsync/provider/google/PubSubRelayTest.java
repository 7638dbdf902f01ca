package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.calsync.provider.WebhookCall;
import dev.calsync.testing.ManualTime;
import dev.calsync.transport.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Pub/Sub subscription delivers. */
class PubSubRelayTest {
    private static final RSAKey KEY = key("k1");
    private static final RSAKey NEXT_KEY = key("k2");
    private static final String BODY = "{\"message\":{\"attributes\":{\"path\":\"p1\",\"X-Goog-Channel-ID\":\"c1\","
            + "\"X-Goog-Resource-State\":\"exists\"},\"data\":\"aGk=\",\"messageId\":\"7\"},"
            + "\"subscription\":\"projects/p/subscriptions/s\"}";

    private final ManualTime time = new ManualTime(Instant.parse("2026-03-02T10:00:00Z"));
    private final MockWebServer google = new MockWebServer();
    private final HttpTransport transport =
            HttpTransport.builder().allowLoopbackHttp().build();
    private PubSubRelay relay;

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void begin() throws Exception {
        google.start();
        relay = PubSubRelay.of(new PushTokens(
                transport, google.url("/certs").uri(), time, "https://app.example.com/push", "push@example.com"));
    }

    @AfterEach
    void end() {
        transport.close();
        google.close();
    }

    private void publish(RSAKey... keys) {
        google.enqueue(new MockResponse.Builder()
                .body(new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(keys)).toString())
                .build());
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://accounts.google.com")
                .audience("https://app.example.com/push")
                .claim("email", "push@example.com")
                .claim("email_verified", true)
                .issueTime(Date.from(time.now()))
                .expirationTime(Date.from(time.now().plusSeconds(3600)));
    }

    private String token(RSAKey key, UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                change.apply(claims()).build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private Optional<WebhookCall> open(String token) throws InterruptedException {
        return open(token, BODY);
    }

    private Optional<WebhookCall> open(String token, String body) throws InterruptedException {
        return relay.open(new WebhookCall(
                "POST",
                "push",
                Map.of("Authorization", List.of("Bearer " + token)),
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void deliveryThatGoogleSigned_holdsTheCall() throws Exception {
        publish(KEY, NEXT_KEY);
        WebhookCall call = open(token(KEY, claims -> claims)).orElseThrow();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("p1");
        assertThat(call.header("X-Goog-Channel-ID")).contains("c1");
        assertThat(call.text()).isEqualTo("hi");
        assertThat(open(token(NEXT_KEY, claims -> claims.issuer("accounts.google.com"))))
                .isPresent();
        assertThat(google.getRequestCount()).as("keys are kept").isEqualTo(1);
    }

    @Test
    void everyClaimCounts() throws Exception {
        publish(KEY);
        assertThat(open(token(KEY, claims -> claims.issuer("https://evil.example.com"))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.audience("https://other.example.com"))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.audience(List.of("https://app.example.com/push", "x")))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.claim("email", "other@example.com"))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.claim("email_verified", false))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.claim("email_verified", null))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.expirationTime(null)))).isEmpty();
        assertThat(open(token(
                        KEY,
                        claims -> claims.expirationTime(Date.from(time.now().minusSeconds(61))))))
                .isEmpty();
        assertThat(open(token(
                        KEY, claims -> claims.issueTime(Date.from(time.now().plusSeconds(61))))))
                .isEmpty();
        assertThat(open(token(KEY, claims -> claims.claim("email_verified", "true"))))
                .isEmpty();
        assertThat(google.getRequestCount())
                .as("what is not meant for us costs nothing")
                .isZero();
    }

    @Test
    void onlyRs256_withAKeyOfGooglesOwn() throws Exception {
        publish(KEY);
        assertThat(open(new PlainJWT(claims().build()).serialize())).isEmpty();
        SignedJWT symmetric = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
        symmetric.sign(new MACSigner(KEY.toPublicJWK().toString().repeat(2).getBytes(StandardCharsets.UTF_8)));
        assertThat(open(symmetric.serialize())).isEmpty();
        RSAKey impostor = new RSAKey.Builder(NEXT_KEY).keyID("k1").build();
        assertThat(open(token(impostor, claims -> claims))).isEmpty();
        String good = token(KEY, claims -> claims);
        String[] parts = good.split("\\.");
        assertThat(open(parts[0] + "." + parts[1] + "x." + parts[2])).isEmpty();
        assertThat(open("x".repeat(10_000))).isEmpty();
        assertThat(open("")).isEmpty();
        assertThat(open("a.b.c")).isEmpty();
        assertThat(open(good)).isPresent();
    }

    @Test
    void newKeysAreFetched_onceAMinuteAtMost() throws Exception {
        publish(KEY);
        assertThat(open(token(KEY, claims -> claims))).isPresent();
        for (int i = 0; i < 50; i++) {
            assertThat(open(token(NEXT_KEY, claims -> claims))).isEmpty();
        }
        assertThat(google.getRequestCount()).isEqualTo(1);
        time.advance(Duration.ofMinutes(1));
        publish(KEY, NEXT_KEY);
        assertThat(open(token(NEXT_KEY, claims -> claims))).isPresent();
        assertThat(google.getRequestCount()).isEqualTo(2);
        time.advance(Duration.ofHours(1));
        publish(NEXT_KEY);
        assertThat(open(token(KEY, claims -> claims)))
                .as("a key that was taken back")
                .isEmpty();
    }

    @Test
    void keysThatCannotBeHad_letNobodyIn_andAreAskedForAgain() throws Exception {
        google.enqueue(new MockResponse.Builder().code(503).build());
        assertThat(open(token(KEY, claims -> claims))).isEmpty();
        assertThat(open(token(KEY, claims -> claims))).isEmpty();
        assertThat(google.getRequestCount()).isEqualTo(1);
        time.advance(Duration.ofMinutes(1));
        publish(KEY);
        assertThat(open(token(KEY, claims -> claims))).isPresent();
    }

    @Test
    void envelopeThatIsNone_isNothing() throws Exception {
        publish(KEY);
        String good = token(KEY, claims -> claims);
        for (String body :
                List.of("", "[]", "{}", "{\"message\":{}}", "{\"message\":{\"data\":\"!\"}}", "{\"message\":7}")) {
            assertThat(open(good, body)).as(body).isEmpty();
        }
        assertThat(relay.open(
                        new WebhookCall("POST", "push", Map.of(), Map.of(), BODY.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }
}
