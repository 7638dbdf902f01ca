package dev.calsync.transport;

import dev.calsync.auth.Secret;
import dev.calsync.system.RandomSource;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The beginning of an authorization (RFC 6749 section 4.1.1 with PKCE, RFC 7636): where to send the user's browser, and
 * what the host keeps in the user's web session until the browser comes back. Immutable.
 *
 * <p>When the browser comes back to the redirect address with {@code state} and {@code code}, the host first checks {@link
 * #isAnsweredBy}: an answer with another state was begun by somebody else (RFC 9700 section 4.7). Then the code and the
 * verifier connect the account. Both are good once and for minutes only.
 *
 * @param url where to send the browser; holds no secret
 * @param state comes back with the answer
 * @param verifier proves that who began also exchanges the code
 */
public record AuthorizationRequest(URI url, String state, Secret verifier) {

    /**
     * Begins an authorization.
     *
     * @param endpoint the authorization endpoint
     * @param redirect where the browser is to come back to; registered at the provider, the same at the exchange
     * @param scopes what is asked for
     * @param more parameters of the provider's own
     * @param random must be unguessable
     */
    public static AuthorizationRequest begin(
            URI endpoint,
            String clientId,
            URI redirect,
            Set<String> scopes,
            Map<String, String> more,
            RandomSource random) {
        String state = unguessable(random);
        String verifier = unguessable(random);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", redirect.toString());
        query.put("scope", String.join(" ", new TreeSet<>(scopes)));
        query.put("state", state);
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", "S256");
        query.putAll(more);
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        return new AuthorizationRequest(
                URI.create(endpoint + separator + Forms.encode(query)), state, Secret.of(verifier));
    }

    /** Whether an answer that came back with this state is the answer to this request. Compares in constant time. */
    public boolean isAnsweredBy(String returned) {
        return MessageDigest.isEqual(state.getBytes(StandardCharsets.UTF_8), returned.getBytes(StandardCharsets.UTF_8));
    }

    /** 256 bits as 43 characters, which RFC 7636 section 4.1 asks for. */
    private static String unguessable(RandomSource random) {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextLong());
        }
        return RsaSigner.base64Url(bytes.array());
    }

    private static String challenge(String verifier) {
        try {
            return RsaSigner.base64Url(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Shows nothing that comes back. */
    @Override
    public String toString() {
        return "AuthorizationRequest[" + OriginPolicy.origin(url) + "]";
    }
}
