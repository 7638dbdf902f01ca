package dev.calsync.listener;

/**
 * How much one of the engine's caches helps, since the engine was built. Immutable and thread-safe.
 *
 * @param name which: {@code users} for what is known of users, their accounts, calendars and schedules; {@code grants} for
 *     opened credentials and access tokens
 * @param entries how many it holds, about
 * @param hits how often it had what was asked for
 * @param misses how often not
 * @param evictions how many entries it let go for want of room or because they were old
 */
public record CacheFigures(String name, long entries, long hits, long misses, long evictions) {

    /** The share of questions that it answered, 0.0 to 1.0; 1.0 if nobody asked. */
    public double hitRate() {
        long asked = hits + misses;
        return asked == 0 ? 1.0 : (double) hits / asked;
    }
}
