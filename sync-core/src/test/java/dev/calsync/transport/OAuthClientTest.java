package dev.calsync.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OAuthClientTest {
    private static final String TOKENS = """
            {"access_token":"new-access","token_type":"Bearer","expires_in":3599,"refresh_token":"new-refresh",
             "scope":"calendar openid","id_token":{"nested":[1,2]}}""";

    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport =
            HttpTransport.builder().allowLoopbackHttp().build();
    private final TestContext context = new TestContext();
    private final OAuthTokens old =
            new OAuthTokens(Secret.of("old-access"), Instant.EPOCH, Secret.of("old-refresh"), Set.of("calendar"));

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private URI endpoint() {
        return server.url("/token").uri();
    }

    private OAuthClient client() {
        return OAuthClient.of(transport, endpoint(), ClientAuthentication.secret("client-1", Secret.of("hush & hush")));
    }

    private void answer(int code, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(code)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    private Map<String, String> form() throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(request.getHeaders().get("Authorization")).isNull();
        Map<String, String> form = new HashMap<>();
        for (String pair : request.getBody().utf8().split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Test
    void refresh_sendsTheTokenAndReadsTheAnswer() throws Exception {
        answer(200, TOKENS);

        OAuthTokens next = client().refresh(old, Map.of("scope", "calendar"), context);

        assertThat(next)
                .isEqualTo(new OAuthTokens(
                        Secret.of("new-access"),
                        context.time.now().plusSeconds(3_599),
                        Secret.of("new-refresh"),
                        Set.of("calendar", "openid")));
        assertThat(form())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "old-refresh",
                        "scope", "calendar",
                        "client_id", "client-1",
                        "client_secret", "hush & hush"));
        assertThat(context.requests).isEqualTo(1);
        assertThat(context.bytes).isPositive();
    }

    @Test
    void answerThatLeavesThingsOut_keepsWhatWasKnown() throws Exception {
        answer(200, "{\"access_token\":\"a\",\"expires_in\":\"60\"}");

        OAuthTokens next = client().refresh(old, Map.of(), context);

        assertThat(next.refreshToken()).isNull();
        assertThat(next.scopes()).isEmpty();
        assertThat(next.expiresAt()).isEqualTo(context.time.now().plusSeconds(60));
        assertThat(next.after(old).refreshToken()).isEqualTo(Secret.of("old-refresh"));
        assertThat(next.after(old).scopes()).containsExactly("calendar");
    }

    @Test
    void withoutRefreshToken_nothingIsSent() {
        OAuthTokens tokens = OAuthTokens.ofAccessToken(Secret.of("a"), Instant.EPOCH);

        assertThatThrownBy(() -> client().refresh(tokens, Map.of(), context))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("offline access");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void code_isExchangedWithItsVerifier() throws Exception {
        answer(200, TOKENS);
        OAuthClient open = OAuthClient.of(transport, endpoint(), ClientAuthentication.none("client-1"));

        open.exchange("the code", Secret.of("verifier"), URI.create("https://app.example.com/back"), context);

        assertThat(form())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "grant_type", "authorization_code",
                        "code", "the code",
                        "code_verifier", "verifier",
                        "redirect_uri", "https://app.example.com/back",
                        "client_id", "client-1"));
    }

    @Test
    void clientCredentials_askForTheApplicationItself() throws Exception {
        answer(200, TOKENS);

        client().clientCredentials(Set.of("https://graph.microsoft.com/.default"), context);

        assertThat(form())
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("scope", "https://graph.microsoft.com/.default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    400 | invalid_grant           |             | AuthorizationRevokedException | withdrawn
                    400 | invalid_grant           | AADSTS65001 | AuthorizationRevokedException | consent
                    400 | invalid_grant           | AADSTS50076 | AuthorizationRevokedException | multi-factor
                    400 | invalid_grant           | AADSTS70008 | AuthorizationRevokedException | not used
                    400 | invalid_grant           | AADSTS1234567 | AuthorizationRevokedException | AADSTS1234567
                    401 | invalid_client          |             | UnrecoverableException | client id
                    401 | invalid_client          | AADSTS7000222 | UnrecoverableException | has expired
                    400 | unauthorized_client     |             | UnrecoverableException | domain-wide delegation
                    400 | unauthorized_client     | AADSTS700016 | UnrecoverableException | tenant
                    400 | access_denied           | AADSTS90094 | AuthorizationRevokedException | administrator
                    400 | interaction_required    |             | AuthorizationRevokedException | agree once more
                    400 | consent_required        | AADSTS65001 | AuthorizationRevokedException | consent
                    400 | invalid_scope           |             | UnrecoverableException | scope
                    400 | invalid_request         |             | UnrecoverableException | endpoint
                    400 | temporarily_unavailable |             | TransientException | trouble
                    503 | temporarily_unavailable |             | TransientException | trouble
                    500 | what is this            |             | TransientException | unknown error
                    400 | something_new           |             | UnrecoverableException | something_new
                    429 | rate_limited            |             | ThrottledException | too many
                    """)
    void refusals_areToldByWhatComesNext(int status, String error, String entra, String failure, String says) {
        String words = (entra == null ? "" : entra + ": ") + "Secret words about alice@example.com";
        answer(status, "{\"error\":\"" + error + "\",\"error_description\":\"" + words + "\"}");

        assertThatThrownBy(() -> client().refresh(old, Map.of(), context))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining(says)
                .hasMessageNotContaining("alice")
                .hasMessageNotContaining("old-refresh")
                .hasMessageNotContaining("hush")
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(failure);
        assertThat(server.getRequestCount()).as("sent once").isEqualTo(1);
    }

    @Test
    void tooManyRequests_carriesTheHint() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "17")
                .build());

        assertThatThrownBy(() -> client().refresh(old, Map.of(), context))
                .isInstanceOfSatisfying(
                        ThrottledException.class,
                        throttled ->
                                assertThat(throttled.retryAt(Instant.EPOCH)).contains(Instant.EPOCH.plusSeconds(17)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>please log in</html>",
                "{\"access_token\":\"hush-hush\"",
                "{\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"hush-hush\",\"token_type\":\"mac\"}",
                "{\"access_token\":\"hush\\nhush\"}",
                "{\"access_token\":\"hush-hush\",\"expires_in\":0}",
                "{\"access_token\":\"hush-hush\",\"expires_in\":\"soon\"}"
            })
    void answerThatIsNoToken_mayBeTheNextTime(String body) {
        answer(200, body);

        assertThatThrownBy(() -> client().refresh(old, Map.of(), context))
                .isInstanceOf(TransientException.class)
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @Test
    void endlessAnswer_isNotReadToItsEnd() {
        answer(200, "{\"access_token\":\"" + "x".repeat(100_000) + "\"}");

        assertThatThrownBy(() -> client().refresh(old, Map.of(), context))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void lostAnswer_isNotAskedForAgain() throws IOException {
        server.close();

        assertThatThrownBy(() -> client().refresh(old, Map.of(), context)).isInstanceOf(SyncException.class);
        assertThat(context.requests).isEqualTo(1);
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static JsonNode part(String token, int index) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[index]));
    }

    private static boolean verified(Signature signature, KeyPair pair, String token) throws Exception {
        int dot = token.lastIndexOf('.');
        signature.initVerify(pair.getPublic());
        signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
    }

    @Test
    void serviceAccount_asksForItsUser() throws Exception {
        KeyPair pair = rsa();
        ObjectMapper json = new ObjectMapper();
        String file = json.writeValueAsString(Map.of(
                "type",
                "service_account",
                "client_email",
                "robot@project.iam.example",
                "private_key_id",
                "kid-1",
                "private_key",
                pem(pair),
                "token_uri",
                endpoint().toString(),
                "universe",
                Map.of("nested", "x")));
        ServiceAccountKey key = ServiceAccountKey.parse(Secret.of(file));
        answer(200, "{\"access_token\":\"a\",\"expires_in\":3599}");

        OAuthTokens tokens = OAuthClient.serviceAccount(
                transport, key, Set.of("scope-b", "scope-a"), Optional.of("alice@example.com"), context);

        assertThat(tokens.accessToken()).isEqualTo(Secret.of("a"));
        Map<String, String> form = form();
        assertThat(form)
                .containsOnlyKeys("grant_type", "assertion")
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        String assertion = form.get("assertion");
        assertThat(part(assertion, 0).toString()).isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"kid-1\"}");
        JsonNode claims = part(assertion, 1);
        assertThat(claims.get("iss").asText()).isEqualTo("robot@project.iam.example");
        assertThat(claims.get("sub").asText()).isEqualTo("alice@example.com");
        assertThat(claims.get("scope").asText()).isEqualTo("scope-a scope-b");
        assertThat(claims.get("aud").asText()).isEqualTo(endpoint().toString());
        long now = context.time.now().getEpochSecond();
        assertThat(claims.get("iat").asLong()).isBetween(now - 60, now);
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong())
                .isEqualTo(Duration.ofHours(1).toSeconds());
        assertThat(verified(Signature.getInstance("SHA256withRSA"), pair, assertion))
                .isTrue();
        assertThat(key).hasToString("ServiceAccountKey[robot@project.iam.example]");
    }

    @Test
    void brokenServiceAccountKey_namesEveryFault() {
        assertThatThrownBy(() ->
                        ServiceAccountKey.parse(Secret.of("{\"type\":\"authorized_user\",\"private_key\":\"hush\"}")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("type is not service_account")
                .hasMessageContaining("client_email is missing")
                .hasMessageContaining("openssl pkcs8")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> ServiceAccountKey.parse(Secret.of("hush")))
                .hasMessageContaining("no JSON")
                .hasMessageNotContaining("hush");
    }

    @Test
    void certificate_signsAnAssertionAsEntraWantsIt() throws Exception {
        TestCertificate certificate = TestCertificate.create();
        answer(200, TOKENS);
        OAuthClient client = OAuthClient.of(
                transport,
                endpoint(),
                ClientAuthentication.certificate("client-1", certificate.pem(), Secret.of(pem(certificate.pair()))));

        client.refresh(old, Map.of(), context);

        Map<String, String> form = form();
        assertThat(form)
                .containsEntry("client_id", "client-1")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .doesNotContainKey("client_secret");
        String assertion = form.get("client_assertion");
        JsonNode header = part(assertion, 0);
        assertThat(header.get("alg").asText()).isEqualTo("PS256");
        assertThat(header.get("x5t#S256").asText()).isEqualTo(certificate.thumbprint());
        JsonNode claims = part(assertion, 1);
        assertThat(claims.get("iss").asText()).isEqualTo("client-1");
        assertThat(claims.get("sub").asText()).isEqualTo("client-1");
        assertThat(claims.get("jti").asText()).isEqualTo("id-1");
        assertThat(claims.get("aud").asText()).isEqualTo(endpoint().toString());
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        assertThat(verified(pss, certificate.pair(), assertion)).isTrue();
    }

    @Test
    void keyOfAnotherCertificate_isRefusedAtOnce() throws Exception {
        String certificate = TestCertificate.create().pem();
        Secret other = Secret.of(pem(rsa()));

        assertThatThrownBy(() -> ClientAuthentication.certificate("client-1", certificate, other))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("not the certificate's");
        assertThatThrownBy(() -> ClientAuthentication.certificate(" ", "nonsense", Secret.of("nonsense")))
                .hasMessageContaining("client id")
                .hasMessageContaining("certificate cannot be read")
                .hasMessageContaining("PKCS#8");
        assertThatThrownBy(() -> ClientAuthentication.secret("", Secret.of("")))
                .hasMessageContaining("client id")
                .hasMessageContaining("client secret");
    }

    /** RFC 7636 appendix B. */
    @Test
    void authorization_challengesWithTheExampleOfTheRfc() {
        String verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        java.nio.ByteBuffer octets =
                java.nio.ByteBuffer.wrap(Base64.getUrlDecoder().decode(verifier));
        int[] drawn = {0};

        AuthorizationRequest request = AuthorizationRequest.begin(
                URI.create("https://login.example.com/authorize?tenant=x"),
                "client 1",
                URI.create("https://app.example.com/back?a=b"),
                Set.of("b", "a"),
                Map.of("access_type", "offline"),
                () -> octets.getLong(8 * (drawn[0]++ % 4)));

        assertThat(request.verifier().reveal()).isEqualTo(verifier);
        assertThat(request.url().toString())
                .startsWith("https://login.example.com/authorize?tenant=x&response_type=code&client_id=client+1")
                .contains(
                        "&redirect_uri=https%3A%2F%2Fapp.example.com%2Fback%3Fa%3Db&scope=a+b&state=" + request.state())
                .contains("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256")
                .endsWith("&access_type=offline");
        assertThat(request.isAnsweredBy(request.state())).isTrue();
        assertThat(request.isAnsweredBy("x")).isFalse();
        assertThat(request.toString()).doesNotContain(verifier);
    }

    @Test
    void bearer_isTakenFromTheContext_andRenewedOnceWhenRefused() throws Exception {
        context.next.add(new Credentials.Bearer(Secret.of("one")));
        context.next.add(new Credentials.Bearer(Secret.of("two")));
        answer(401, "");
        answer(200, "{}");

        HttpScope scope = HttpScope.of(endpoint(), RequestAuthenticator.bearer(context));
        try (HttpResponse response = transport.send(HttpRequest.of("GET", endpoint()), scope)) {
            assertThat(response.status()).isEqualTo(200);
        }

        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer one");
        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer two");
        assertThat(context.refusedOnes).containsExactly(new Credentials.Bearer(Secret.of("one")));
    }

    @Test
    void bearerThatNothingBetterIsKnownFor_isRefusedToTheCaller() throws Exception {
        context.next.add(new Credentials.Bearer(Secret.of("one")));
        answer(401, "");

        HttpScope scope = HttpScope.of(endpoint(), RequestAuthenticator.bearer(context));
        try (HttpResponse response = transport.send(HttpRequest.of("GET", endpoint()), scope)) {
            assertThat(response.status()).isEqualTo(401);
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(RequestAuthenticator.bearer(context)).hasToString("Bearer (hidden)");
        assertThat(RequestAuthenticator.bearer(Secret.of("one"))).hasToString("Bearer (hidden)");
    }
}
