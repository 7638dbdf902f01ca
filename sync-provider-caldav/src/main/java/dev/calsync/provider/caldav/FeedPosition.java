package dev.calsync.provider.caldav;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a change feed stands, as text: in a checkpoint after a round, in a resume point within one.
 *
 * @param kind how this calendar's changes are found
 * @param page how many pages of the answer were handed out; 0 in a checkpoint
 * @param ledger what is known of the calendar as a whole
 * @param token what the server gave: a sync token or a change tag; empty for the very beginning, or for none
 */
record FeedPosition(Kind kind, int page, Ledger ledger, String token) {

    enum Kind {
        /** By the server's sync token (RFC 6578). */
        SYNC,
        /** By listing everything, unless the calendar's change tag is still the same. */
        LIST
    }

    /** What the server does with a token that it does not know. */
    enum Manners {
        /** Not found out yet. */
        UNKNOWN,
        /** It says so. */
        REFUSES,
        /** It lists everything and says nothing of what is gone. */
        LISTS
    }

    /**
     * What tells a lying token from an honest one.
     *
     * @param listedAt when everything was listed last
     * @param resources how many there are, about: those listed then, and what was told since; what this side made
     *     itself does not count
     * @param manners what the server does with a token that it does not know
     */
    record Ledger(Instant listedAt, int resources, Manners manners) {

        static Ledger begun(Instant now) {
            return new Ledger(now, 0, Manners.UNKNOWN);
        }

        Ledger plus(int added) {
            return new Ledger(listedAt, Math.max(0, resources + added), manners);
        }

        Ledger knowing(Manners found) {
            return new Ledger(listedAt, resources, found);
        }

        private String text() {
            return listedAt.getEpochSecond() + " " + resources + " " + manners;
        }
    }

    static FeedPosition start(Kind kind, Ledger ledger, String token) {
        return new FeedPosition(kind, 0, ledger, token);
    }

    FeedPosition nextPage() {
        return new FeedPosition(kind, page + 1, ledger, token);
    }

    String text() {
        return kind + " " + page + " " + ledger.text() + " " + token;
    }

    /** Empty if the text was not made by {@link #text()}. */
    static Optional<FeedPosition> parse(String text) {
        String[] parts = text.split(" ", 6);
        if (parts.length != 6) {
            return Optional.empty();
        }
        try {
            Instant listedAt = Instant.ofEpochSecond(Long.parseLong(parts[2]));
            Ledger ledger = new Ledger(listedAt, natural(parts[3]), Manners.valueOf(parts[4]));
            return Optional.of(new FeedPosition(Kind.valueOf(parts[0]), natural(parts[1]), ledger, parts[5]));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int natural(String text) {
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException("negative");
        }
        return number;
    }
}
