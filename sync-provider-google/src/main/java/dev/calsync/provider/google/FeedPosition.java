package dev.calsync.provider.google;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a round of the feed goes on, as text.
 *
 * @param kind what kind of round this is
 * @param chunk how many pieces of the page, or of what was gathered, were handed out
 * @param endsAfter what the round's list begins with; only events that end after it are listed in full
 * @param pageToken Google's token of the page; empty for the first one
 */
record FeedPosition(Kind kind, int chunk, Instant endsAfter, String pageToken) {

    enum Kind {
        /** Everything is listed; series wait in memory until all their parts were seen. */
        GATHERING,
        /** Everything is listed and was; the series that waited are handed out. */
        HANDING_OUT,
        /** Everything is listed; series are looked up one by one, so that nothing waits in memory. */
        LOOKING_UP,
        /** What changed since a sync token is listed. */
        SINCE
    }

    static FeedPosition start(Kind kind, Instant endsAfter) {
        return new FeedPosition(kind, 0, endsAfter, "");
    }

    FeedPosition nextChunk() {
        return new FeedPosition(kind, chunk + 1, endsAfter, pageToken);
    }

    FeedPosition page(String token) {
        return new FeedPosition(kind, 0, endsAfter, token);
    }

    FeedPosition handingOut() {
        return new FeedPosition(Kind.HANDING_OUT, 0, endsAfter, "");
    }

    String text() {
        return kind + " " + chunk + " " + endsAfter.getEpochSecond() + " " + pageToken;
    }

    /** Empty if the text was not made by {@link #text()}. */
    static Optional<FeedPosition> parse(String text) {
        String[] parts = text.split(" ", 4);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FeedPosition(
                    Kind.valueOf(parts[0]),
                    Integer.parseInt(parts[1]),
                    Instant.ofEpochSecond(Long.parseLong(parts[2])),
                    parts[3]));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }
}
