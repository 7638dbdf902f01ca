package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The pages of the sign-in service: tokens, authorization, keys. */
final class LoginDoor {

    /** A refusal by the sign-in service. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final AadError why;

        Refused(AadError why) {
            super(why.name(), null, false, false);
            this.why = why;
        }
    }

    private static final Set<String> KNOWN = Set.of(
            "User.Read",
            "Calendars.Read",
            "Calendars.ReadWrite",
            "Calendars.Read.Shared",
            "Calendars.ReadWrite.Shared",
            "MailboxSettings.Read");

    private static final Set<String> PROTOCOL = Set.of("openid", "profile", "email", "offline_access");
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String GRAPH = "https://graph.microsoft.com/";

    private final World world;
    private final FakeLogin login;

    LoginDoor(World world, FakeLogin login) {
        this.world = world;
        this.login = login;
    }

    GraphReply answer(String method, String path, String query, byte[] body) {
        synchronized (world) {
            List<String> at = GraphRequest.segments(path);
            String page = at.size() < 2 ? "" : String.join("/", at.subList(1, at.size()));
            return switch (method + ' ' + page) {
                case "POST oauth2/v2.0/token" ->
                    token(at.get(0), GraphRequest.parameters(new String(body, StandardCharsets.UTF_8)));
                case "GET oauth2/v2.0/authorize" -> authorize(at.get(0), GraphRequest.parameters(query));
                case "GET adminconsent" -> adminConsent(at.get(0), GraphRequest.parameters(query));
                case "GET discovery/v2.0/keys", "GET discovery/keys" -> GraphReply.ok(login.keys());
                case "GET v2.0/.well-known/openid-configuration", "GET .well-known/openid-configuration" ->
                    GraphReply.ok(configuration(at.get(0)));
                default -> GraphReply.empty(404);
            };
        }
    }

    private ObjectNode configuration(String tenant) {
        String root = world.origin() + "/" + tenant;
        return Json.object()
                .put("issuer", issuer(tenant))
                .put("token_endpoint", root + "/oauth2/v2.0/token")
                .put("authorization_endpoint", root + "/oauth2/v2.0/authorize")
                .put("jwks_uri", root + "/discovery/v2.0/keys");
    }

    private String issuer(String tenant) {
        return world.origin() + "/" + tenant + "/v2.0";
    }

    private GraphReply token(String tenant, Map<String, String> form) {
        try {
            AadError scripted = login.nextFailure();
            if (scripted != null) {
                throw new Refused(scripted);
            }
            FakeApp app = app(tenant, form);
            authenticate(app, tenant, form);
            return switch (form.getOrDefault("grant_type", "")) {
                case "refresh_token" -> refresh(app, tenant, form);
                case "authorization_code" -> redeem(app, tenant, form);
                case "client_credentials" -> ownBehalf(app, tenant, form);
                default -> throw new Refused(AadError.GRANT_TYPE_UNKNOWN);
            };
        } catch (Refused e) {
            return refusal(e.why);
        }
    }

    private FakeApp app(String tenant, Map<String, String> form) throws Refused {
        FakeApp app = login.findApp(form.getOrDefault("client_id", ""));
        if (app == null) {
            throw new Refused(AadError.APP_UNKNOWN);
        }
        boolean shared = List.of("common", "organizations", "consumers").contains(tenant);
        String only = app.onlyTenant();
        if (only != null && shared) {
            throw new Refused(AadError.APP_OF_ONE_TENANT);
        }
        if (only != null && !only.equals(tenant)) {
            throw new Refused(AadError.APP_UNKNOWN);
        }
        return app;
    }

    private void authenticate(FakeApp app, String tenant, Map<String, String> form) throws Refused {
        String secret = form.get("client_secret");
        if (secret != null) {
            Instant expires = app.secretExpiry(secret);
            if (expires == null) {
                throw new Refused(AadError.SECRET_WRONG);
            }
            if (!expires.isAfter(world.now())) {
                throw new Refused(AadError.SECRET_EXPIRED);
            }
            return;
        }
        String assertion = form.get("client_assertion");
        if (assertion == null || !ASSERTION.equals(form.get("client_assertion_type"))) {
            throw new Refused(AadError.SECRET_MISSING);
        }
        if (!asserts(app, tenant, assertion)) {
            throw new Refused(AadError.ASSERTION_WRONG);
        }
    }

    private boolean asserts(FakeApp app, String tenant, String assertion) {
        JsonNode header = Jwt.part(assertion, 0);
        JsonNode claims = Jwt.part(assertion, 1);
        long now = world.now().getEpochSecond();
        boolean holds = Json.text(claims, "iss").equals(app.clientId())
                && Json.text(claims, "sub").equals(app.clientId())
                && List.of(world.origin() + "/" + tenant + "/oauth2/v2.0/token", issuer(tenant))
                        .contains(Json.text(claims, "aud"))
                && !Json.text(claims, "jti").isEmpty()
                && claims.path("exp").asLong() > now
                && claims.path("nbf").asLong() <= now + 300;
        return holds
                && app.certificates().stream()
                        .anyMatch(certificate ->
                                named(header, certificate) && Jwt.verifies(assertion, certificate.getPublicKey()));
    }

    private static boolean named(JsonNode header, X509Certificate certificate) {
        return Thumbprints.sha256(certificate).equals(Json.text(header, "x5t#S256"))
                || Thumbprints.sha1(certificate).equals(Json.text(header, "x5t"));
    }

    private GraphReply refresh(FakeApp app, String tenant, Map<String, String> form) throws Refused {
        String token = form.getOrDefault("refresh_token", "");
        FakeLogin.Grant grant = alive(app, tenant, token, false);
        if (login.isSingleUse()) {
            login.used(token, AadError.GRANT_REVOKED);
        }
        return granted(app, grant, scopes(form, grant), login.rotatesTokens() || login.isSingleUse());
    }

    private GraphReply redeem(FakeApp app, String tenant, Map<String, String> form) throws Refused {
        String code = form.getOrDefault("code", "");
        FakeLogin.Grant grant = alive(app, tenant, code, true);
        if (!grant.redirectUri().equals(form.get("redirect_uri"))) {
            throw new Refused(AadError.REDIRECT_MISMATCH);
        }
        String verifier = form.getOrDefault("code_verifier", "");
        String challenge = Jwt.encode(Ids.hash("SHA-256", verifier));
        if (grant.challenge().isEmpty()
                ? !verifier.isEmpty()
                : !grant.challenge().equals(challenge)) {
            throw new Refused(AadError.PKCE_MISMATCH);
        }
        login.used(code, AadError.CODE_REDEEMED);
        return granted(app, grant, grant.scopes(), true);
    }

    private FakeLogin.Grant alive(FakeApp app, String tenant, String token, boolean code) throws Refused {
        FakeLogin.Grant grant = login.grant(token);
        AadError death = login.deathOf(token);
        if (death != null) {
            throw new Refused(death);
        }
        if (grant == null || grant.code() != code || !grant.clientId().equals(app.clientId())) {
            throw new Refused(AadError.GRANT_UNKNOWN);
        }
        if (!grant.expires().isAfter(world.now())) {
            throw new Refused(AadError.CODE_EXPIRED);
        }
        String home = grant.mailbox().tenant();
        boolean personal = home.equals(FakeLogin.PERSONAL_TENANT);
        boolean fits = tenant.equals("common")
                || tenant.equals(personal ? "consumers" : "organizations")
                || tenant.equals(home)
                || grant.mailbox().address().endsWith("@" + tenant);
        if (!fits) {
            throw new Refused(AadError.USER_NOT_IN_TENANT);
        }
        return grant;
    }

    private static Set<String> scopes(Map<String, String> form, FakeLogin.Grant grant) throws Refused {
        String asked = form.getOrDefault("scope", "").strip();
        if (asked.isEmpty()) {
            return grant.scopes();
        }
        Set<String> scopes = parse(asked);
        if (scopes.contains(".default")) {
            return grant.scopes();
        }
        for (String scope : scopes) {
            if (!PROTOCOL.contains(scope) && !grant.scopes().contains(scope)) {
                throw new Refused(AadError.CONSENT_REQUIRED);
            }
        }
        return scopes;
    }

    private static Set<String> parse(String asked) throws Refused {
        Set<String> scopes = new TreeSet<>();
        for (String each : asked.split(" +", -1)) {
            String scope = each.startsWith(GRAPH) ? each.substring(GRAPH.length()) : each;
            if (!KNOWN.contains(scope) && !PROTOCOL.contains(scope) && !scope.equals(".default")) {
                throw new Refused(AadError.SCOPE_UNKNOWN);
            }
            scopes.add(scope);
        }
        return scopes;
    }

    private GraphReply granted(FakeApp app, FakeLogin.Grant grant, Set<String> scopes, boolean newRefreshToken)
            throws Refused {
        if (app.withholds(scopes)) {
            throw new Refused(AadError.CONSENT_REQUIRED);
        }
        Set<String> shown = new TreeSet<>(scopes);
        // Whoever asks for it gets a refresh token and never reads of it again.
        shown.remove("offline_access");
        ObjectNode body = bearer(new Caller(
                app.clientId(), grant.mailbox().tenant(), grant.mailbox(), Set.copyOf(shown), login.expiry()));
        body.put("scope", String.join(" ", shown));
        if (newRefreshToken && grant.scopes().contains("offline_access")) {
            body.put(
                    "refresh_token",
                    login.newGrant(new FakeLogin.Grant(
                            app.clientId(), grant.mailbox(), grant.scopes(), Instant.MAX, "", "", false)));
        }
        if (grant.scopes().contains("openid")) {
            body.put("id_token", idToken(app, grant.mailbox()));
        }
        return GraphReply.ok(body).with("Cache-Control", "no-store, no-cache");
    }

    private String idToken(FakeApp app, FakeMailbox mailbox) {
        long now = world.now().getEpochSecond();
        return login.sign(Json.object()
                .put("aud", app.clientId())
                .put("iss", issuer(mailbox.tenant()))
                .put("iat", now)
                .put("nbf", now)
                .put("exp", now + 3_600)
                .put("name", mailbox.displayName())
                .put("oid", mailbox.id())
                .put("preferred_username", mailbox.address())
                .put("sub", Ids.guid("sub " + app.clientId() + mailbox.id()))
                .put("tid", mailbox.tenant())
                .put("ver", "2.0"));
    }

    private GraphReply ownBehalf(FakeApp app, String tenant, Map<String, String> form) throws Refused {
        if (!parse(form.getOrDefault("scope", "").strip()).equals(Set.of(".default"))) {
            throw new Refused(AadError.SCOPE_UNKNOWN);
        }
        Set<String> granted = app.granted(Set.of("Calendars.ReadWrite", "User.Read.All"));
        return GraphReply.ok(bearer(new Caller(app.clientId(), tenant, null, granted, login.expiry())));
    }

    private ObjectNode bearer(Caller caller) {
        return Json.object()
                .put("token_type", "Bearer")
                .put("expires_in", login.lifetime().toSeconds() - 1)
                .put("ext_expires_in", login.lifetime().toSeconds() - 1)
                .put("access_token", login.newAccess(caller));
    }

    private GraphReply refusal(AadError why) {
        Instant now = world.now().truncatedTo(ChronoUnit.SECONDS);
        String trace = Ids.guid("trace " + world.nextVersion());
        String shown = now.toString().replace('T', ' ');
        ObjectNode body = Json.object()
                .put("error", why.error())
                .put(
                        "error_description",
                        "AADSTS" + why.code() + ": " + why.text() + " Trace ID: " + trace + " Correlation ID: " + trace
                                + " Timestamp: " + shown);
        body.putArray("error_codes").add(why.code());
        body.put("timestamp", shown).put("trace_id", trace).put("correlation_id", trace);
        body.put("error_uri", "https://login.microsoftonline.com/error?code=" + why.code());
        if (!why.suberror().isEmpty()) {
            body.put("suberror", why.suberror());
        }
        return GraphReply.json(why.status(), body);
    }

    /** A browser that agrees to everything at once: signs in the user whom {@code login_hint} names. */
    private GraphReply authorize(String tenant, Map<String, String> query) {
        String redirect = query.getOrDefault("redirect_uri", "");
        try {
            FakeApp app = app(tenant, query);
            if (!app.redirectsTo(redirect)) {
                throw new Refused(AadError.REDIRECT_MISMATCH);
            }
            FakeMailbox mailbox = world.findMailbox(query.getOrDefault("login_hint", ""));
            Set<String> scopes = parse(query.getOrDefault("scope", "").strip());
            boolean plain = !query.getOrDefault("code_challenge", "").isEmpty()
                    && !query.getOrDefault("code_challenge_method", "").equals("S256");
            if (mailbox == null
                    || plain
                    || !query.getOrDefault("response_type", "").equals("code")) {
                throw new Refused(AadError.GRANT_UNKNOWN);
            }
            if (app.withholds(scopes)) {
                return back(
                        redirect,
                        query,
                        "error=access_denied&error_subcode=cancel&error_description="
                                + encoded("AADSTS65004: User declined to consent to access the app."));
            }
            String code = login.authorizationCode(
                    app, mailbox, redirect, query.getOrDefault("code_challenge", ""), scopes.toArray(new String[0]));
            return back(redirect, query, "code=" + encoded(code));
        } catch (Refused e) {
            return refusal(e.why);
        }
    }

    private GraphReply adminConsent(String tenant, Map<String, String> query) {
        FakeApp app = login.findApp(query.getOrDefault("client_id", ""));
        if (app == null) {
            return refusal(AadError.APP_UNKNOWN);
        }
        KNOWN.forEach(app::consent);
        String where = query.getOrDefault("redirect_uri", "");
        return back(where, query, "admin_consent=True&tenant=" + tenant.toLowerCase(Locale.ROOT));
    }

    private static GraphReply back(String redirect, Map<String, String> query, String result) {
        @Nullable String state = query.get("state");
        return GraphReply.empty(302)
                .with(
                        "Location",
                        redirect
                                + (redirect.indexOf('?') < 0 ? '?' : '&')
                                + result
                                + (state == null ? "" : "&state=" + encoded(state)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
