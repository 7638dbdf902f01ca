package dev.calsync.memory;

import java.time.Instant;

/**
 * A place in an order by time; the ordinal tells apart what happened at the same time.
 *
 * @param at when
 * @param ordinal grows with every row that is kept
 */
record Moment(Instant at, long ordinal) implements Comparable<Moment> {

    @Override
    public int compareTo(Moment other) {
        int byTime = at.compareTo(other.at);
        return byTime != 0 ? byTime : Long.compare(ordinal, other.ordinal);
    }
}
