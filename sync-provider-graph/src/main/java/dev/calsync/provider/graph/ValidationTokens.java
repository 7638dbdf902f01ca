package dev.calsync.provider.graph;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.calsync.error.TransientException;
import dev.calsync.provider.ProviderContext;
import dev.calsync.transport.HttpRequest;
import dev.calsync.transport.HttpResponse;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.RequestAuthenticator;
import dev.calsync.transport.RequestGate;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Checks the tokens that come with resource data. The only class that needs nimbus-jose-jwt, which is an optional dependency:
 * hosts that ask for resource data bring it along.
 */
final class ValidationTokens {
    /** The application under whose name Graph publishes notifications. */
    private static final String PUBLISHER = "0bf30f3b-4a52-48df-9a82-234910c4a086";

    private static final int MAX_KEY_BYTES = 262_144;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final JWKSet keys;
    private final String clientId;
    private final URI authority;

    private ValidationTokens(JWKSet keys, String clientId, URI authority) {
        this.keys = keys;
        this.clientId = clientId;
        this.authority = authority;
    }

    /** Fails with NoClassDefFoundError unless nimbus-jose-jwt is there. */
    static boolean available() {
        return JWSAlgorithm.RS256.getName().length() > 0;
    }

    /** Gets the authority's keys. */
    static ValidationTokens fetched(HttpTransport transport, RichNotifications rich, ProviderContext context)
            throws InterruptedException {
        HttpRequest request = HttpRequest.of("GET", GraphNotifications.keys(rich.authority()));
        HttpScope scope =
                HttpScope.of(rich.authority(), RequestAuthenticator.none()).through(RequestGate.of(context));
        try (HttpResponse response = transport.send(request, scope)) {
            String body = new String(response.bytes(MAX_KEY_BYTES), StandardCharsets.UTF_8);
            if (response.status() != 200) {
                throw new TransientException(request + ": the keys of Graph's tokens were answered with "
                        + response.status());
            }
            return new ValidationTokens(JWKSet.parse(body), rich.clientId(), rich.authority());
        } catch (ParseException e) {
            throw new TransientException(request + ": the keys of Graph's tokens cannot be read");
        }
    }

    private enum Verdict {
        CONFIRMED,
        UNKNOWN_KEY,
        FALSE
    }

    /**
     * Whether tokens confirm a notification of a tenant, or cannot be judged because their key is not known yet.
     *
     * @param tenantId the tenant that the notification names
     */
    boolean confirm(List<String> tokens, String tenantId, Instant now) {
        boolean unknown = false;
        for (String token : tokens) {
            Verdict verdict = judge(token, tenantId, now);
            if (verdict == Verdict.CONFIRMED) {
                return true;
            }
            unknown |= verdict == Verdict.UNKNOWN_KEY;
        }
        return unknown;
    }

    private Verdict judge(String token, String tenantId, Instant now) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())) {
                return Verdict.FALSE;
            }
            JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
            if (key == null) {
                return Verdict.UNKNOWN_KEY;
            }
            boolean signed = jwt.verify(new RSASSAVerifier(key.toRSAKey().toRSAPublicKey()));
            return signed && says(jwt.getJWTClaimsSet(), tenantId, now) ? Verdict.CONFIRMED : Verdict.FALSE;
        } catch (ParseException | JOSEException | RuntimeException e) {
            return Verdict.FALSE;
        }
    }

    private boolean says(JWTClaimsSet claims, String tenantId, Instant now) throws ParseException {
        String publisher = claims.getStringClaim("ver") != null
                        && claims.getStringClaim("ver").startsWith("1")
                ? claims.getStringClaim("appid")
                : claims.getStringClaim("azp");
        Set<String> issuers =
                Set.of("https://sts.windows.net/" + tenantId + "/", authority + "/" + tenantId + "/v2.0");
        Date from = claims.getNotBeforeTime();
        Date until = claims.getExpirationTime();
        return PUBLISHER.equals(publisher)
                && claims.getAudience().contains(clientId)
                && claims.getIssuer() != null
                && issuers.contains(claims.getIssuer())
                && tenantId.equals(claims.getStringClaim("tid"))
                && until != null
                && now.isBefore(until.toInstant().plus(CLOCKS_DIFFER))
                && (from == null || !now.isBefore(from.toInstant().minus(CLOCKS_DIFFER)));
    }
}
