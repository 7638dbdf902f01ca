package dev.calsync.model;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Names one remote calendar as seen through one account. Its {@linkplain #toString() text} is stable: it may be stored,
 * put into a schedule's JSON and read back with {@link #parse(String)}.
 *
 * @param account the account through which the calendar is seen
 * @param calendarId the provider's id of the calendar (for CalDAV, the collection's href as the server wrote it)
 */
public record CalendarRef(AccountId account, String calendarId) {
    private static final String PREFIX = "account:";

    /** @throws IllegalArgumentException if {@code calendarId} is empty, longer than 2048 characters or holds control characters */
    public CalendarRef {
        Text.requireId("calendarId", calendarId, 2048);
    }

    /**
     * Reads a reference's text, {@code account:ID/CALENDAR} with both ids percent-encoded.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static CalendarRef parse(String text) {
        int slash = text.indexOf('/');
        if (!text.startsWith(PREFIX) || slash < 0) {
            throw new IllegalArgumentException("a calendar reference reads account:ID/CALENDAR, was: " + text);
        }
        return new CalendarRef(
                AccountId.of(URLDecoder.decode(text.substring(PREFIX.length(), slash), StandardCharsets.UTF_8)),
                URLDecoder.decode(text.substring(slash + 1), StandardCharsets.UTF_8));
    }

    /** The stable text, {@code account:ID/CALENDAR}. */
    @Override
    public String toString() {
        return PREFIX + encode(account.value()) + "/" + encode(calendarId);
    }

    /** The star is encoded too, because {@code account:ID/*} stands for all calendars of an account. */
    private static String encode(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("*", "%2A");
    }
}
