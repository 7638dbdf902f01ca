package dev.calsync.provider.google;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.calsync.error.SyncException;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.HttpRequest;
import dev.calsync.transport.HttpResponse;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.RequestAuthenticator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks OpenID Connect tokens that Google signs. Only RS256, only Google's issuers, only keys that Google publishes.
 * Thread-safe. A flood of tokens with unknown keys costs one request a minute.
 */
final class PushTokens {
    private static final Set<String> ISSUERS = Set.of("https://accounts.google.com", "accounts.google.com");
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration KEYS_LIVE = Duration.ofHours(1);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);
    private static final int MAX_TOKEN_CHARS = 8_192;
    private static final int MAX_KEY_BYTES = 64 << 10;

    private final HttpTransport transport;
    private final URI certificates;
    private final TimeSource time;
    private final String audience;
    private final String email;
    private final Object fetching = new Object();
    private volatile Keys keys = new Keys(new JWKSet(), Instant.EPOCH, Instant.EPOCH);

    PushTokens(HttpTransport transport, URI certificates, TimeSource time, String audience, String email) {
        this.transport = transport;
        this.certificates = certificates;
        this.time = time;
        this.audience = audience;
        this.email = email;
    }

    /** Google's keys, when they were asked for last, and until when they are good. */
    private record Keys(JWKSet set, Instant askedAt, Instant goodUntil) {}

    /** Whether a token proves that Google's Pub/Sub delivers on behalf of the service account. */
    boolean accepts(String token) throws InterruptedException {
        if (token.length() > MAX_TOKEN_CHARS) {
            return false;
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            String id = jwt.getHeader().getKeyID();
            if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm()) || id == null) {
                return false;
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (claims == null || !isMeantForUs(claims)) {
                return false;
            }
            RSAKey key = key(id);
            return key != null && jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
        } catch (ParseException | JOSEException notAToken) {
            return false;
        }
    }

    private boolean isMeantForUs(JWTClaimsSet claims) throws ParseException {
        Instant now = time.now();
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        return ISSUERS.contains(String.valueOf(claims.getIssuer()))
                && List.of(audience).equals(claims.getAudience())
                && email.equals(claims.getStringClaim("email"))
                && Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"))
                && expires != null
                && now.isBefore(expires.toInstant().plus(SKEW))
                && (issued == null || !issued.toInstant().minus(SKEW).isAfter(now));
    }

    private @Nullable RSAKey key(String id) throws InterruptedException {
        Instant now = time.now();
        Keys known = keys;
        JWK found = now.isBefore(known.goodUntil()) ? known.set().getKeyByKeyId(id) : null;
        if (found == null) {
            found = refreshed(now).set().getKeyByKeyId(id);
        }
        return found instanceof RSAKey rsa ? rsa : null;
    }

    private Keys refreshed(Instant now) throws InterruptedException {
        synchronized (fetching) {
            Keys known = keys;
            if (now.isBefore(known.askedAt().plus(ASK_AGAIN_AFTER))) {
                return now.isBefore(known.goodUntil()) ? known : new Keys(new JWKSet(), known.askedAt(), now);
            }
            JWKSet set = fetch();
            keys = set == null
                    ? new Keys(known.set(), now, known.goodUntil())
                    : new Keys(set, now, now.plus(KEYS_LIVE));
            return keys;
        }
    }

    /** Null if they cannot be had now; then nothing is believed for a minute, and Pub/Sub delivers again. */
    private @Nullable JWKSet fetch() throws InterruptedException {
        HttpScope nobody = HttpScope.of(certificates, RequestAuthenticator.none());
        try (HttpResponse response = transport.send(HttpRequest.of("GET", certificates), nobody)) {
            return response.status() == 200
                    ? JWKSet.parse(new String(response.bytes(MAX_KEY_BYTES), StandardCharsets.UTF_8))
                    : null;
        } catch (SyncException | ParseException unavailable) {
            return null;
        }
    }
}
