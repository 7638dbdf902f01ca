package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Stands for a text that is too long for an index. So many bits of SHA-256 that nobody finds two texts of one hash, not
 * even somebody who looks for them.
 */
final class Hash {
    static final int BYTES = 16;

    private Hash() {}

    /** Stands for a calendar's reference. No id holds the control character that parts the two. */
    static byte[] of(CalendarRef calendar) {
        return of(calendar.account().value() + '\u0000' + calendar.calendarId());
    }

    static byte[] of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, BYTES);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
