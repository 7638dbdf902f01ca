package dev.calsync.system;

/**
 * The only door to fresh ids. Implementations are thread-safe and never block; no two calls on one instance return the
 * same id.
 */
@FunctionalInterface
public interface IdGenerator {

    /** A fresh id: 1 to 64 characters of {@code [A-Za-z0-9_-]}. */
    String next();

    /**
     * UUIDs of version 7 (RFC 9562 section 5.7): they begin with the time in milliseconds, so that ids made later sort
     * later and database indexes stay compact.
     */
    static IdGenerator uuidV7(TimeSource time, RandomSource random) {
        return new UuidV7(time, random);
    }
}
