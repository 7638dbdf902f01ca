package dev.calsync.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads what a token endpoint answers (RFC 6749 sections 5.1 and 5.2). */
final class TokenAnswer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_MEMBERS = 64;
    /** What is assumed where the server does not say; the refusal of an older token is noticed anyway. */
    private static final long DEFAULT_LIFETIME_SECONDS = 3_600;

    private static final long MAX_LIFETIME_SECONDS = 366L * 24 * 3_600;

    private TokenAnswer() {}

    /** The texts and numbers of a JSON object; what is nested in it is passed over. */
    static Map<String, String> members(byte[] body) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken().isScalarValue()) {
                    if (members.size() < MAX_MEMBERS) {
                        members.putIfAbsent(name, json.getText());
                    }
                } else {
                    json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("no end");
            }
        }
        return members;
    }

    /**
     * The tokens of a successful answer.
     *
     * @throws IllegalArgumentException if it has no bearer token, or one that no header can carry
     */
    static OAuthTokens tokens(byte[] body, Instant asked) throws IOException {
        Map<String, String> members = members(body);
        String access = members.getOrDefault("access_token", "");
        String type = members.getOrDefault("token_type", "bearer").toLowerCase(Locale.ROOT);
        if (access.isEmpty() || !type.equals("bearer")) {
            throw new IllegalArgumentException("no bearer token");
        }
        String refresh = members.getOrDefault("refresh_token", "");
        String scope = members.getOrDefault("scope", "").strip();
        return new OAuthTokens(
                Secret.of(access),
                asked.plusSeconds(lifetimeSeconds(members)),
                refresh.isEmpty() ? null : Secret.of(refresh),
                scope.isEmpty() ? Set.of() : Set.of(scope.split("\\s+")));
    }

    private static long lifetimeSeconds(Map<String, String> members) {
        String text = members.get("expires_in");
        if (text == null) {
            return DEFAULT_LIFETIME_SECONDS;
        }
        double seconds = Double.parseDouble(text);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("a token that has ended already");
        }
        return (long) Math.min(seconds, MAX_LIFETIME_SECONDS);
    }
}
