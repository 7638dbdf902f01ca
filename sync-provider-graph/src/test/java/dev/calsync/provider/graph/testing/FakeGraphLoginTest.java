package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sign-in service. */
class FakeGraphLoginTest extends FakeGraphConversation {

    private static final String BACK = "http://127.0.0.1/back";

    private Answer refresh(String tenant, String token, String... more) throws Exception {
        String[] fields = {
            "grant_type",
            "refresh_token",
            "client_id",
            FakeLogin.CLIENT_ID,
            "client_secret",
            FakeLogin.CLIENT_SECRET,
            "refresh_token",
            token
        };
        String[] all = new String[fields.length + more.length];
        System.arraycopy(fields, 0, all, 0, fields.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        return form("/" + tenant + "/oauth2/v2.0/token", all);
    }

    @Test
    void refresh_bringsATokenThatWorksAndANewRefreshToken() throws Exception {
        String token = graph.login().refreshToken(alice);
        Answer answer = refresh("common", token);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("scope")).isEqualTo("Calendars.ReadWrite User.Read");
        assertThat(answer.json().path("expires_in").asInt()).isEqualTo(3_599);
        assertThat(answer.text("refresh_token")).isNotEmpty().isNotEqualTo(token);
        bearer = answer.text("access_token");
        assertThat(get("/me").text("mail")).isEqualTo("alice@example.com");
        time.advance(Duration.ofHours(1));
        assertThat(get("/me").status()).isEqualTo(401);
        assertThat(refresh("common", token).status()).isEqualTo(200);
    }

    @Test
    void singleUseTokens_dieByTheirUse() throws Exception {
        graph.login().singleUseRefreshTokens(true);
        String token = graph.login().refreshToken(alice);
        String next = refresh("common", token).text("refresh_token");
        Answer refused = refresh("common", token);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
        assertThat(refused.text("error_description")).startsWith("AADSTS50173: ");
        assertThat(refused.json().path("error_codes").get(0).asInt()).isEqualTo(50_173);
        assertThat(refresh("common", next).status()).isEqualTo(200);
    }

    @Test
    void tenants_areTheUsersOrCommon() throws Exception {
        String token = graph.login().refreshToken(alice);
        assertThat(refresh(alice.tenant(), token).status()).isEqualTo(200);
        assertThat(refresh("organizations", token).status()).isEqualTo(200);
        assertThat(refresh("example.com", token).status()).isEqualTo(200);
        assertThat(refresh("consumers", token).text("error_description")).contains("AADSTS50020");
        FakeMailbox bob = graph.mailbox("bob@outlook.example").tenant(FakeLogin.PERSONAL_TENANT);
        assertThat(refresh("consumers", graph.login().refreshToken(bob)).status())
                .isEqualTo(200);
        graph.login().app(FakeLogin.CLIENT_ID).ofTenant(alice.tenant());
        assertThat(refresh("common", token).text("error_description")).contains("AADSTS50194");
        assertThat(refresh(alice.tenant(), token).status()).isEqualTo(200);
    }

    @Test
    void scopes_needConsent() throws Exception {
        String token = graph.login().refreshToken(alice, "Calendars.Read", "offline_access");
        Answer refused = refresh("common", token, "scope", "https://graph.microsoft.com/Calendars.ReadWrite");
        assertThat(refused.text("suberror")).isEqualTo("consent_required");
        assertThat(refused.text("error_description")).contains("AADSTS65001");
        assertThat(refresh("common", token, "scope", "Calendars.Read offline_access")
                        .text("scope"))
                .isEqualTo("Calendars.Read");
        assertThat(refresh("common", token, "scope", "Everything").text("error"))
                .isEqualTo("invalid_scope");
    }

    @Test
    void revokedGrants_staySo() throws Exception {
        String token = graph.login().refreshToken(alice);
        graph.login().revoke(alice);
        assertThat(refresh("common", token).text("suberror")).isEqualTo("bad_token");
        assertThat(get("/me").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(AadError.class)
    void refusals_canBeScripted(AadError how) throws Exception {
        graph.login().fail(1, how);
        String token = graph.login().refreshToken(alice);
        Answer refused = refresh("common", token);
        assertThat(refused.status()).isIn(400, 401, 503);
        assertThat(refused.text("error_description")).startsWith("AADSTS" + how.code());
        assertThat(refresh("common", token).status()).isEqualTo(200);
    }

    @Test
    void wrongSecrets_areRefused() throws Exception {
        String token = graph.login().refreshToken(alice);
        Answer wrong = form(
                "/common/oauth2/v2.0/token",
                "grant_type",
                "refresh_token",
                "client_id",
                FakeLogin.CLIENT_ID,
                "client_secret",
                "x",
                "refresh_token",
                token);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text("error")).isEqualTo("invalid_client");
        Answer none = form(
                "/common/oauth2/v2.0/token",
                "grant_type",
                "refresh_token",
                "client_id",
                FakeLogin.CLIENT_ID,
                "refresh_token",
                token);
        assertThat(none.text("error_description")).contains("AADSTS7000218");
        Answer nobody = form("/common/oauth2/v2.0/token", "client_id", "x");
        assertThat(nobody.text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void code_isRedeemedOnceWithItsVerifier() throws Exception {
        String verifier = "a-verifier-of-more-than-forty-three-characters-in-length";
        String challenge = Jwt.encode(Ids.hash("SHA-256", verifier));
        HttpResponse<Void> browser = client.send(
                HttpRequest.newBuilder(URI.create(graph.loginUrl() + "/common/oauth2/v2.0/authorize?response_type=code"
                                + "&client_id=" + FakeLogin.CLIENT_ID + "&redirect_uri="
                                + URLEncoder.encode(BACK, StandardCharsets.UTF_8)
                                + "&scope=openid%20offline_access%20Calendars.ReadWrite&state=s%3D1&login_hint=alice%40example.com"
                                + "&code_challenge_method=S256&code_challenge=" + challenge))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(browser.statusCode()).isEqualTo(302);
        Map<String, String> back = GraphRequest.parameters(
                browser.headers().firstValue("Location").orElseThrow().replace(BACK + "?", ""));
        assertThat(back).containsEntry("state", "s=1");
        String[] fields = {
            "grant_type",
            "authorization_code",
            "client_id",
            FakeLogin.CLIENT_ID,
            "client_secret",
            FakeLogin.CLIENT_SECRET,
            "code",
            back.get("code"),
            "redirect_uri",
            BACK,
            "code_verifier",
            "wrong"
        };
        assertThat(form("/common/oauth2/v2.0/token", fields).text("error_description"))
                .contains("AADSTS501481");
        fields[fields.length - 1] = verifier;
        Answer tokens = form("/common/oauth2/v2.0/token", fields);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(Jwt.part(tokens.text("id_token"), 1)
                        .path("preferred_username")
                        .asText())
                .isEqualTo("alice@example.com");
        assertThat(Jwt.verifies(
                        tokens.text("id_token"),
                        graph.login().signer().certificate().getPublicKey()))
                .isTrue();
        assertThat(form("/common/oauth2/v2.0/token", fields).text("error_description"))
                .contains("AADSTS54005");
    }

    @Test
    void assertion_isCheckedInEachPart() throws Exception {
        SelfSigned own = SelfSigned.named("app");
        SelfSigned other = SelfSigned.named("other");
        graph.login().app("certified").certificate(own.certificate());
        String audience = graph.loginUrl() + "/common/oauth2/v2.0/token";
        assertThat(assertion(own, own, audience, 300).status()).isEqualTo(200);
        assertThat(assertion(own, other, audience, 300).status()).isEqualTo(401);
        assertThat(assertion(other, other, audience, 300).status()).isEqualTo(401);
        assertThat(assertion(own, own, "https://example.com", 300).status()).isEqualTo(401);
        assertThat(assertion(own, own, audience, -1).text("error_description")).contains("AADSTS700027");
    }

    private Answer assertion(SelfSigned named, SelfSigned signing, String audience, long seconds) throws Exception {
        long now = time.now().getEpochSecond();
        ObjectNode header =
                json("{\"alg\":\"PS256\",\"typ\":\"JWT\"}").put("x5t#S256", Thumbprints.sha256(named.certificate()));
        ObjectNode claims = json("{\"iss\":\"certified\",\"sub\":\"certified\",\"jti\":\"1\"}")
                .put("aud", audience)
                .put("nbf", now)
                .put("exp", now + seconds);
        String token = graph.login().refreshToken(graph.login().app("certified"), alice);
        return form(
                "/common/oauth2/v2.0/token",
                "grant_type",
                "refresh_token",
                "client_id",
                "certified",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                Jwt.sign(header, claims, signing.key()),
                "refresh_token",
                token);
    }

    @Test
    void app_onItsOwnBehalf_namesTheUser() throws Exception {
        bearer = form(
                        "/" + alice.tenant() + "/oauth2/v2.0/token",
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        FakeLogin.CLIENT_ID,
                        "client_secret",
                        FakeLogin.CLIENT_SECRET,
                        "scope",
                        "https://graph.microsoft.com/.default")
                .text("access_token");
        assertThat(get("/users/alice@example.com/calendars").value()).hasSize(2);
        assertThat(get("/me/calendars").status()).isEqualTo(400);
    }

    @Test
    void budgets_refuseAndNameTheTime() throws Exception {
        graph.limits().mailboxBudget(3);
        for (int i = 0; i < 3; i++) {
            assertThat(get("/me").status()).isEqualTo(200);
        }
        time.advance(Duration.ofMinutes(1));
        Answer refused = get("/me");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("540");
        time.advance(Duration.ofMinutes(9));
        assertThat(get("/me").status()).isEqualTo(200);
    }

    @Test
    void fifthRequestAtOnce_isRefused() throws Exception {
        CountDownLatch done = new CountDownLatch(4);
        try (FakeGraph slow = FakeGraph.start(time)) {
            FakeCalendar calendar = slow.mailbox("carol@example.com").primary();
            Limits limits = new Limits().atOnce(4);
            Caller caller = new Caller("app", "t", calendar.owner(), FakeLogin.ALL_SCOPES, time.now());
            for (int i = 0; i < 4; i++) {
                limits.enter(caller);
                done.countDown();
            }
            GraphProblem refused = Assertions.assertThrows(GraphProblem.class, () -> limits.enter(caller));
            assertThat(refused.status()).isEqualTo(503);
            limits.leave(caller);
            limits.leave(caller);
            limits.enter(caller);
            assertThat(limits.mostActive()).isEqualTo(5);
        }
        assertThat(done.getCount()).isZero();
    }
}
