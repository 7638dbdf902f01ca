package dev.calsync.provider.caldav;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whether a message comes from the server whose key is known (RFC 8292): its {@code Authorization} carries that key, and a
 * token signed with it, for the origin that was called, and not out of date.
 */
final class Vapid {
    private static final String SCHEME = "vapid ";
    private static final int TOKEN_CHARS_MAX = 4_096;
    /** RFC 8292 section 2: not more than 24 hours from the request. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final JsonFactory JSON = new JsonFactory();

    private Vapid() {}

    /**
     * Whether a call is the server's.
     *
     * @param authorization the header as it came; empty if there was none
     * @param key the server's public key, base64url
     * @param origin the origin of the address that was called
     */
    static boolean proves(String authorization, String key, String origin, Instant now) {
        Map<String, String> parameters = parameters(authorization);
        String token = parameters.getOrDefault("t", "");
        String[] parts = token.split("\\.", -1);
        if (!unpadded(key).equals(unpadded(parameters.getOrDefault("k", "")))
                || parts.length != 3
                || token.length() > TOKEN_CHARS_MAX) {
            return false;
        }
        try {
            Base64.Decoder base64 = Base64.getUrlDecoder();
            Claims head = Claims.read(base64.decode(parts[0]));
            Claims claims = Claims.read(base64.decode(parts[1]));
            boolean current = claims.expiry != null
                    && now.isBefore(claims.expiry.plus(SKEW))
                    && !claims.expiry.isAfter(now.plus(LONGEST).plus(SKEW));
            if (!head.algorithm.equals("ES256") || !current || !claims.audiences.contains(origin)) {
                return false;
            }
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(WebPushKeys.decoded(base64.decode(unpadded(key))));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(base64.decode(parts[2]));
        } catch (IOException | GeneralSecurityException | RuntimeException malformed) {
            return false;
        }
    }

    private static Map<String, String> parameters(String authorization) {
        Map<String, String> found = new HashMap<>();
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return found;
        }
        for (String one : authorization.substring(SCHEME.length()).split(",", -1)) {
            int at = one.indexOf('=');
            if (at > 0) {
                String value = one.substring(at + 1).strip();
                boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                found.putIfAbsent(
                        one.substring(0, at).strip().toLowerCase(Locale.ROOT),
                        quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return found;
    }

    private static String unpadded(String base64) {
        int end = base64.length();
        while (end > 0 && base64.charAt(end - 1) == '=') {
            end--;
        }
        return base64.substring(0, end);
    }

    /** What of a token's JSON counts. */
    private static final class Claims {
        private String algorithm = "";
        private final Set<String> audiences = new HashSet<>();
        private @org.jspecify.annotations.Nullable Instant expiry;

        static Claims read(byte[] json) throws IOException {
            Claims claims = new Claims();
            try (JsonParser in = JSON.createParser(json)) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("a token is made of objects");
                }
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    claims.member(in.currentName(), in.nextToken(), in);
                }
            }
            return claims;
        }

        private void member(String name, JsonToken value, JsonParser in) throws IOException {
            if (name.equals("alg")) {
                algorithm = in.getText();
            } else if (name.equals("exp") && value.isNumeric()) {
                expiry = Instant.ofEpochSecond(in.getLongValue());
            } else if (name.equals("aud") && value == JsonToken.START_ARRAY) {
                while (in.nextToken() == JsonToken.VALUE_STRING) {
                    audiences.add(in.getText());
                }
            } else if (name.equals("aud")) {
                audiences.add(in.getText());
            } else {
                in.skipChildren();
            }
        }
    }
}
