package dev.calsync.store;

import java.time.Instant;

/**
 * A place in the order in which a store's due work is read.
 *
 * @param at when the work could begin, or was last changed if that was later
 * @param number tells apart what has the same time; means nothing else
 */
public record DueCursor(Instant at, long number) implements Comparable<DueCursor> {

    /** Before everything. */
    public static final DueCursor START = new DueCursor(Instant.EPOCH, Long.MIN_VALUE);

    /** After everything of that time. */
    public static DueCursor after(Instant at) {
        return new DueCursor(at, Long.MAX_VALUE);
    }

    /** Before everything of that time. */
    public static DueCursor before(Instant at) {
        return new DueCursor(at, Long.MIN_VALUE);
    }

    @Override
    public int compareTo(DueCursor other) {
        int byTime = at.compareTo(other.at);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
