package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sign-in service: app registrations and what was granted to them. One app is there from the start, {@link #CLIENT_ID}
 * with {@link #CLIENT_SECRET}. Thread-safe.
 */
public final class FakeLogin {

    /** The app that is registered from the start. */
    public static final String CLIENT_ID = "11111111-1111-4111-8111-111111111111";

    /** Its secret. */
    public static final String CLIENT_SECRET = "fake-client-secret";

    /** The tenant of all personal accounts. */
    public static final String PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";

    static final Set<String> ALL_SCOPES = Set.of("User.Read", "Calendars.ReadWrite", "offline_access");

    /** A refresh token or, with a redirect, a code. */
    record Grant(
            String clientId,
            FakeMailbox mailbox,
            Set<String> scopes,
            Instant expires,
            String redirectUri,
            String challenge,
            boolean code) {}

    private final World world;
    private final Map<String, FakeApp> apps = new HashMap<>();
    private final Map<String, Caller> access = new HashMap<>();
    private final Map<String, Grant> grants = new HashMap<>();
    private final Map<String, AadError> dead = new HashMap<>();
    private final Deque<AadError> failures = new ArrayDeque<>();
    private Duration lifetime = Duration.ofMinutes(60);
    private boolean singleUse;
    private boolean rotates = true;
    private long numbers;
    private @Nullable SelfSigned signer;

    FakeLogin(World world) {
        this.world = world;
        app(CLIENT_ID).secret(CLIENT_SECRET);
    }

    /** The registration of this app, made if there was none. */
    public FakeApp app(String clientId) {
        synchronized (world) {
            return apps.computeIfAbsent(clientId, FakeApp::new);
        }
    }

    /** An access token of the first app with all permissions that a sync needs. */
    public String accessToken(FakeMailbox mailbox) {
        return accessToken(mailbox, ALL_SCOPES.toArray(new String[0]));
    }

    /** An access token of the first app with these permissions. */
    public String accessToken(FakeMailbox mailbox, String... scopes) {
        synchronized (world) {
            return newAccess(new Caller(CLIENT_ID, mailbox.tenant(), mailbox, Set.of(scopes), expiry()));
        }
    }

    /** A refresh token of the first app with these permissions. */
    public String refreshToken(FakeMailbox mailbox, String... scopes) {
        return refreshToken(app(CLIENT_ID), mailbox, scopes);
    }

    /** A refresh token of that app with these permissions; all that a sync needs if none are named. */
    public String refreshToken(FakeApp app, FakeMailbox mailbox, String... scopes) {
        synchronized (world) {
            Set<String> granted = scopes.length == 0 ? ALL_SCOPES : Set.of(scopes);
            return newGrant(new Grant(app.clientId(), mailbox, granted, Instant.MAX, "", "", false));
        }
    }

    /**
     * A code as a browser would bring it, good for ten minutes.
     *
     * @param challenge the PKCE challenge by S256, or the empty string for none
     */
    public String authorizationCode(
            FakeApp app, FakeMailbox mailbox, String redirectUri, String challenge, String... scopes) {
        synchronized (world) {
            return newGrant(new Grant(
                    app.clientId(),
                    mailbox,
                    Set.of(scopes),
                    world.now().plus(Duration.ofMinutes(10)),
                    redirectUri,
                    challenge,
                    true));
        }
    }

    /** Withdraws everything that was granted for this mailbox so far. Access tokens live on until they expire. */
    public void revoke(FakeMailbox mailbox) {
        kill(mailbox, AadError.GRANT_REVOKED);
    }

    /** Makes every grant for this mailbox so far answer with this error. */
    public void kill(FakeMailbox mailbox, AadError why) {
        synchronized (world) {
            grants.forEach((token, grant) -> {
                if (grant.mailbox == mailbox) {
                    dead.put(token, why);
                }
            });
        }
    }

    /** Makes every access token given out so far worthless: they are answered with 401. */
    public void expireAccessTokens() {
        synchronized (world) {
            access.clear();
        }
    }

    /** How long access tokens live from now on; 60 minutes at first. */
    public FakeLogin tokenLifetime(Duration span) {
        synchronized (world) {
            lifetime = span;
            return this;
        }
    }

    /** Whether a refresh token dies by being used. Microsoft's live on, so it is off at first. */
    public FakeLogin singleUseRefreshTokens(boolean on) {
        synchronized (world) {
            singleUse = on;
            return this;
        }
    }

    /** Whether a refresh brings a new refresh token; on at first. */
    public FakeLogin rotation(boolean on) {
        synchronized (world) {
            rotates = on;
            return this;
        }
    }

    /** Answers the next requests for tokens with this error. */
    public void fail(int times, AadError how) {
        synchronized (world) {
            failures.addAll(Collections.nCopies(times, how));
        }
    }

    @Nullable
    AadError nextFailure() {
        return failures.poll();
    }

    boolean isSingleUse() {
        return singleUse;
    }

    boolean rotatesTokens() {
        return rotates;
    }

    Duration lifetime() {
        return lifetime;
    }

    Instant expiry() {
        return world.now().plus(lifetime);
    }

    @Nullable
    FakeApp findApp(String clientId) {
        return apps.get(clientId);
    }

    String newAccess(Caller caller) {
        String token = "fake-access." + Ids.guid("access " + ++numbers);
        access.put(token, caller);
        return token;
    }

    String newGrant(Grant grant) {
        String token = (grant.code ? "0.fake-code." : "0.fake-refresh.") + Ids.guid("grant " + ++numbers);
        grants.put(token, grant);
        return token;
    }

    @Nullable
    Grant grant(String token) {
        return grants.get(token);
    }

    @Nullable
    AadError deathOf(String token) {
        return dead.get(token);
    }

    void used(String token, AadError from) {
        dead.put(token, from);
    }

    /** Who an access token was given to, if it is still good. */
    @Nullable
    Caller caller(String authorization) {
        synchronized (world) {
            Caller caller = authorization.startsWith("Bearer ") ? access.get(authorization.substring(7)) : null;
            return caller != null && caller.expires().isAfter(world.now()) ? caller : null;
        }
    }

    /** The key that signs id tokens and validation tokens. */
    SelfSigned signer() {
        synchronized (world) {
            SelfSigned made = signer;
            if (made == null) {
                made = SelfSigned.named("Fake sign-in service");
                signer = made;
            }
            return made;
        }
    }

    /** Signs claims as the service does. */
    String sign(ObjectNode claims) {
        ObjectNode header = Json.object().put("typ", "JWT").put("alg", "RS256").put("kid", keyId());
        return Jwt.sign(header, claims, signer().key());
    }

    private static String keyId() {
        return "fake-key-1";
    }

    ObjectNode keys() {
        RSAPublicKey key = (RSAPublicKey) signer().certificate().getPublicKey();
        ObjectNode keys = Json.object();
        keys.putArray("keys")
                .addObject()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("kid", keyId())
                .put("n", Jwt.encode(unsigned(key.getModulus())))
                .put("e", Jwt.encode(unsigned(key.getPublicExponent())));
        return keys;
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
