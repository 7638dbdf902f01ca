package dev.calsync.schedule;

import java.time.Duration;

/**
 * How often a host lets its users synchronise.
 *
 * @param floor the shortest time between two fires of one schedule, inclusive; more than zero
 * @param ceiling the longest interval, inclusive; at least the floor
 */
public record ScheduleBounds(Duration floor, Duration ceiling) {

    /** From 1 minute to 31 days. */
    public static final ScheduleBounds DEFAULT = new ScheduleBounds(Duration.ofMinutes(1), Duration.ofDays(31));

    /** @throws IllegalArgumentException if {@code floor} is not positive or {@code ceiling} is below it */
    public ScheduleBounds {
        if (floor.isNegative() || floor.isZero() || ceiling.compareTo(floor) < 0) {
            throw new IllegalArgumentException("bounds need 0 < floor <= ceiling, were " + floor + " and " + ceiling);
        }
    }
}
