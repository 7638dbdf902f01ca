package dev.calsync.provider.caldav;

import dev.calsync.model.ETag;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a calendar's server turned out to do, as opposed to what it says of itself ({@link CalendarProperties}). Found out
 * by use, one at a time, and only when it matters. Stored with the calendar's place in its change feed, so that another
 * process need not find it out again; forgotten after a while, because servers are updated.
 *
 * @param since when it was begun to find out
 * @param preconditions whether it looks at those of writes
 * @param unknownToken what it does with a sync token that it does not know
 * @param entityTags what kind it gives
 * @param tagAfterWrite whether the answer to a write brings one that holds
 * @param tellsAttendees whether it sends invitations of its own accord (RFC 6638)
 * @param scheduleTags whether events with attendees have a tag of their own for scheduling (RFC 6638 section 3.2.10)
 * @param multigetSize how many resources it is asked for at once; 0 if its multiget brings no text, so that each is
 *     fetched by itself
 */
record Manners(
        Instant since,
        Preconditions preconditions,
        UnknownToken unknownToken,
        EntityTags entityTags,
        Optional<Boolean> tagAfterWrite,
        Optional<Boolean> tellsAttendees,
        Optional<Boolean> scheduleTags,
        int multigetSize) {
    static final int MULTIGET_MOST = 100;
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})([UHI])([URL])([USWN])([?+-]{3})([0-9]{1,4})");

    /** What becomes of {@code If-Match} and {@code If-None-Match}. */
    enum Preconditions {
        UNKNOWN,
        HONOURED,
        IGNORED
    }

    /** What becomes of a sync token that the server does not know. */
    enum UnknownToken {
        /** Not found out yet. */
        UNKNOWN,
        /** The server says so. */
        REFUSED,
        /** The server lists everything and says nothing of what is gone. */
        LISTED
    }

    /** What an entity tag is good for. */
    enum EntityTags {
        UNKNOWN,
        /** It can be named in a write. */
        STRONG,
        /** It tells whether something changed, and never matches (RFC 9110 section 13.1.1). */
        WEAK,
        /** There is none. */
        NONE;

        static EntityTags of(@Nullable ETag tag) {
            return tag == null ? NONE : tag.weak() ? WEAK : STRONG;
        }
    }

    static Manners unknown(Instant now) {
        return new Manners(
                now,
                Preconditions.UNKNOWN,
                UnknownToken.UNKNOWN,
                EntityTags.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MULTIGET_MOST);
    }

    Manners with(Preconditions found) {
        return new Manners(
                since, found, unknownToken, entityTags, tagAfterWrite, tellsAttendees, scheduleTags, multigetSize);
    }

    Manners with(UnknownToken found) {
        return new Manners(
                since, preconditions, found, entityTags, tagAfterWrite, tellsAttendees, scheduleTags, multigetSize);
    }

    Manners with(EntityTags found) {
        return new Manners(
                since, preconditions, unknownToken, found, tagAfterWrite, tellsAttendees, scheduleTags, multigetSize);
    }

    Manners taggingWrites(boolean tags) {
        return new Manners(
                since,
                preconditions,
                unknownToken,
                entityTags,
                Optional.of(tags),
                tellsAttendees,
                scheduleTags,
                multigetSize);
    }

    Manners tellingAttendees(boolean tells) {
        return new Manners(
                since,
                preconditions,
                unknownToken,
                entityTags,
                tagAfterWrite,
                Optional.of(tells),
                scheduleTags,
                multigetSize);
    }

    Manners schedulingByTag(boolean tags) {
        return new Manners(
                since,
                preconditions,
                unknownToken,
                entityTags,
                tagAfterWrite,
                tellsAttendees,
                Optional.of(tags),
                multigetSize);
    }

    /** @param most 0 if a multiget brings nothing */
    Manners answeringAtMost(int most) {
        return new Manners(
                since, preconditions, unknownToken, entityTags, tagAfterWrite, tellsAttendees, scheduleTags, most);
    }

    /** Without spaces. */
    String text() {
        return since.getEpochSecond()
                + initial(preconditions)
                + initial(unknownToken)
                + initial(entityTags)
                + sign(tagAfterWrite)
                + sign(tellsAttendees)
                + sign(scheduleTags)
                + multigetSize;
    }

    /** Empty if the text was not made by {@link #text()}. */
    static Optional<Manners> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            String signs = parts.group(5);
            return Optional.of(new Manners(
                    Instant.ofEpochSecond(Long.parseLong(parts.group(1))),
                    named(Preconditions.values(), parts.group(2)),
                    named(UnknownToken.values(), parts.group(3)),
                    named(EntityTags.values(), parts.group(4)),
                    truth(signs.charAt(0)),
                    truth(signs.charAt(1)),
                    truth(signs.charAt(2)),
                    Math.min(Integer.parseInt(parts.group(6)), MULTIGET_MOST)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String initial(Enum<?> value) {
        return value.name().substring(0, 1);
    }

    /** The values of each of these begin with letters of their own. */
    private static <E extends Enum<E>> E named(E[] values, String initial) {
        for (E value : values) {
            if (value.name().startsWith(initial)) {
                return value;
            }
        }
        throw new DateTimeException("no such value");
    }

    private static char sign(Optional<Boolean> truth) {
        return truth.map(value -> value ? '+' : '-').orElse('?');
    }

    private static Optional<Boolean> truth(char sign) {
        return sign == '?' ? Optional.empty() : Optional.of(sign == '+');
    }
}
