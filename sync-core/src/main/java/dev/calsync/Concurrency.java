package dev.calsync;

/**
 * How many runs may go on at once in one engine. Immutable.
 *
 * @param workers in all, at least 1
 * @param perUser of one user's calendars, at least 1
 */
public record Concurrency(int workers, int perUser) {

    /** 16 runs at once, 2 of one user's. */
    public static final Concurrency DEFAULT = new Concurrency(16, 2);

    /** So many runs at once, 2 of one user's. */
    public static Concurrency workers(int workers) {
        return new Concurrency(workers, DEFAULT.perUser);
    }

    /** The same with so many of one user's. */
    public Concurrency perUser(int runs) {
        return new Concurrency(workers, runs);
    }
}
