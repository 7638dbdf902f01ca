package dev.calsync.provider.caldav;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a change feed stands, as text: in a checkpoint after a round, in a resume point within one. With it travels what
 * is known of the calendar, so that whoever goes on here knows it too.
 *
 * @param kind how this calendar's changes are found
 * @param page how many pages of the answer were handed out; 0 in a checkpoint
 * @param ledger what is known of the calendar as a whole
 * @param declared what the calendar said of itself, as {@link CalendarProperties#text()}; {@code ?} if that is not known
 * @param manners what its server turned out to do
 * @param token what the server gave: a sync token or a change tag; empty for the very beginning, or for none
 */
record FeedPosition(Kind kind, int page, Ledger ledger, String declared, Manners manners, String token) {
    private static final int PARTS = 7;

    enum Kind {
        /** By the server's sync token (RFC 6578). */
        SYNC,
        /** By listing everything, unless the calendar's change tag is still the same. */
        LIST
    }

    /**
     * What tells a lying token from an honest one.
     *
     * @param listedAt when everything was listed last
     * @param resources how many there are, about: those listed then, and what was told since; what this side made
     *     itself does not count
     */
    record Ledger(Instant listedAt, int resources) {

        static Ledger begun(Instant now) {
            return new Ledger(now, 0);
        }

        Ledger plus(int added) {
            return new Ledger(listedAt, Math.max(0, resources + added));
        }
    }

    /** At the beginning of an answer, with what is known by now. */
    static FeedPosition start(Kind kind, Ledger ledger, KnownCalendar calendar, String token) {
        return at(kind, 0, ledger, calendar, token);
    }

    static FeedPosition at(Kind kind, int page, Ledger ledger, KnownCalendar calendar, String token) {
        String declared = calendar.properties().map(CalendarProperties::text).orElse("?");
        return new FeedPosition(kind, page, ledger, declared, calendar.manners(), token);
    }

    String text() {
        return kind + " " + page + " " + ledger.listedAt().getEpochSecond() + " " + ledger.resources() + " " + declared
                + " " + manners.text() + " " + token;
    }

    /** Empty if the text was not made by {@link #text()}. */
    static Optional<FeedPosition> parse(String text) {
        String[] parts = text.split(" ", PARTS);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            Instant listedAt = Instant.ofEpochSecond(Long.parseLong(parts[2]));
            Ledger ledger = new Ledger(listedAt, natural(parts[3]));
            Kind kind = Kind.valueOf(parts[0]);
            int page = natural(parts[1]);
            return Manners.parse(parts[5])
                    .map(manners -> new FeedPosition(kind, page, ledger, parts[4], manners, parts[6]));
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
