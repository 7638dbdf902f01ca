package dev.calsync.provider.graph;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the feed of one tile stands, as text: in a checkpoint after a round, in a resume point within one.
 *
 * @param kind what the link is
 * @param at when Graph gave it
 * @param after for {@link Kind#CONFIRM}, the last series that was asked about; null at the beginning
 * @param link Graph's own, word for word
 */
record FeedPosition(Kind kind, Instant at, @Nullable String after, String link) {

    enum Kind {
        /** A page of a round. */
        PAGE,
        /** The end of a round; the next one begins there. */
        DELTA,
        /** The end of a round that listed everything; what it did not mention is being asked about. */
        CONFIRM
    }

    static FeedPosition page(Instant at, String link) {
        return new FeedPosition(Kind.PAGE, at, null, link);
    }

    static FeedPosition delta(Instant at, String link) {
        return new FeedPosition(Kind.DELTA, at, null, link);
    }

    FeedPosition confirming(@Nullable String last) {
        return new FeedPosition(Kind.CONFIRM, at, last, link);
    }

    String text() {
        return kind + " " + at.getEpochSecond() + " " + (after == null ? "-" : after) + " " + link;
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
                    Instant.ofEpochSecond(Long.parseLong(parts[1])),
                    parts[2].equals("-") ? null : parts[2],
                    parts[3]));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
