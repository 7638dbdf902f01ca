package dev.calsync.provider.caldav;

import java.util.Optional;

/**
 * Where a change feed stands, as text: in a checkpoint after a round, in a resume point within one.
 *
 * @param kind how this calendar's changes are found
 * @param page how many pages of the answer were handed out; 0 in a checkpoint
 * @param token what the server gave: a sync token or a change tag; empty for the very beginning, or for none
 */
record FeedPosition(Kind kind, int page, String token) {

    enum Kind {
        /** By the server's sync token (RFC 6578). */
        SYNC,
        /** By listing everything, unless the calendar's change tag is still the same. */
        LIST
    }

    String text() {
        return kind + " " + page + " " + token;
    }

    /** Empty if the text was not made by {@link #text()}. */
    static Optional<FeedPosition> parse(String text) {
        String[] parts = text.split(" ", 3);
        if (parts.length != 3 || !parts[1].matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(parts[0])) {
                return Optional.of(new FeedPosition(kind, Integer.parseInt(parts[1]), parts[2]));
            }
        }
        return Optional.empty();
    }
}
