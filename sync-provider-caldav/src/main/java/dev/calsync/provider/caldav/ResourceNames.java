package dev.calsync.provider.caldav;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names for resources that we make. The same UID always gets the same name, so that a create whose answer was lost meets
 * itself when it is tried again. A UID is any text: only one that is harmless in a path, in a file system that ignores
 * case, and in every server's eyes is used as it is; any other is hashed.
 */
final class ResourceNames {
    private static final Pattern HARMLESS = Pattern.compile("[a-z0-9][a-z0-9_-]{0,99}");

    private ResourceNames() {}

    static String of(String uid) {
        return (HARMLESS.matcher(uid).matches() ? uid : hashed(uid)) + ".ics";
    }

    private static String hashed(String uid) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(uid.getBytes(StandardCharsets.UTF_8));
            return "u" + HexFormat.of().formatHex(hash, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
