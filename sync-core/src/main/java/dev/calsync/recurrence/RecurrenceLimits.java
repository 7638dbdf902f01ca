package dev.calsync.recurrence;

import java.time.Duration;

/**
 * How far one expansion may go. What is hit is reported as an {@link ExpansionBound}, never hidden.
 *
 * @param maxOccurrences how many occurrences are given; at least 1
 * @param maxSteps how much work is done: every period that is looked at and every time that is generated is a step,
 *     wanted or not; at least 1. A million steps take in the order of a tenth of a second
 * @param horizon how far after the later of the series' start and the question's start occurrences are looked for;
 *     positive. No occurrence is looked for after the year 9999, which RFC 5545 cannot write
 */
public record RecurrenceLimits(int maxOccurrences, long maxSteps, Duration horizon) {

    /** 10,000 occurrences, a million steps, a hundred years. */
    public static final RecurrenceLimits DEFAULT = new RecurrenceLimits(10_000, 1_000_000, Duration.ofDays(36_525));

    /** @throws IllegalArgumentException if a bound is not positive; the message names it */
    public RecurrenceLimits {
        require(maxOccurrences > 0, "maxOccurrences");
        require(maxSteps > 0, "maxSteps");
        require(!horizon.isNegative() && !horizon.isZero(), "horizon");
    }

    private static void require(boolean positive, String name) {
        if (!positive) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
