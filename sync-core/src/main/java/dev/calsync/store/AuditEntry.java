package dev.calsync.store;

import java.time.Instant;

/**
 * What somebody did, to be kept for good.
 *
 * @param chain whose record it belongs to: a user's id, or another name for what concerns no user; 1 to 255 characters
 * @param at when, kept to the microsecond
 * @param actor who did it; at most 255 characters
 * @param action what was done, a stable word such as {@code account.connected}; 1 to 64 characters
 * @param subject what it was done to, such as an account's id; at most 1,024 characters
 * @param detail the rest, without secrets, titles and attendees; at most 4,096 characters
 */
public record AuditEntry(String chain, Instant at, String actor, String action, String subject, String detail) {

    /** @throws IllegalArgumentException if a text is too long, or {@code chain} or {@code action} is empty */
    public AuditEntry {
        requireLength("chain", chain, 1, 255);
        requireLength("actor", actor, 0, 255);
        requireLength("action", action, 1, 64);
        requireLength("subject", subject, 0, 1_024);
        requireLength("detail", detail, 0, 4_096);
    }

    private static void requireLength(String name, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw new IllegalArgumentException(
                    "an audit entry's " + name + " has " + least + " to " + most + " characters, not " + text.length());
        }
    }
}
