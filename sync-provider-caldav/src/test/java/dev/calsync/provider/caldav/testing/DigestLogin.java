package dev.calsync.provider.caldav.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Digest authentication, server side (RFC 7616, MD5, qop=auth). Counts how often each nonce is used. */
final class DigestLogin {
    private static final String REALM = "calendars";
    private static final int USES_BEFORE_STALE = 3;
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^,\\s]+))");

    private final Map<String, Integer> uses = new HashMap<>();
    private int nonces;

    /** What came of a login: a user, or none and whether only the nonce was at fault. */
    record Outcome(@Nullable String user, boolean stale) {}

    synchronized Outcome login(
            String header,
            String method,
            String target,
            Function<String, @Nullable String> passwords,
            boolean soonStale) {
        Map<String, String> given = new HashMap<>();
        Matcher parameters = PARAMETER.matcher(header);
        while (parameters.find()) {
            String quoted = parameters.group(2);
            given.put(parameters.group(1), quoted == null ? parameters.group(3) : quoted);
        }
        String user = given.getOrDefault("username", "");
        String nonce = given.getOrDefault("nonce", "");
        String password = passwords.apply(user);
        Integer used = uses.get(nonce);
        int count = Integer.parseInt(given.getOrDefault("nc", "0"), 16);
        if (password == null || used == null || !target.equals(given.get("uri")) || count <= used) {
            return new Outcome(null, password != null && used == null);
        }
        String secret = md5(user + ":" + REALM + ":" + password);
        String expected = md5(secret + ":" + nonce + ":" + given.get("nc") + ":" + given.get("cnonce") + ":auth:"
                + md5(method + ":" + target));
        if (!expected.equals(given.get("response"))) {
            return new Outcome(null, false);
        }
        if (soonStale && used >= USES_BEFORE_STALE) {
            return new Outcome(null, true);
        }
        uses.put(nonce, count);
        return new Outcome(user, false);
    }

    synchronized String challenge(boolean stale) {
        String nonce = "nonce-" + ++nonces;
        uses.put(nonce, 0);
        return "Digest realm=\"" + REALM + "\", qop=\"auth,auth-int\", nonce=\"" + nonce + "\", opaque=\"x\""
                + (stale ? ", stale=true" : "");
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
