package dev.calsync.system;

import java.security.SecureRandom;
import java.util.Random;

/**
 * The only door to randomness. Implementations are thread-safe and never block for long.
 *
 * <p>{@link #secure()} is unguessable and is what hosts run on; {@link #seeded(long)} repeats itself exactly and is
 * for tests and simulation.
 */
public interface RandomSource {

    /** The next 64 random bits. */
    long nextLong();

    /** A number from 0.0 (inclusive) to 1.0 (exclusive). */
    default double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * A number from 0 (inclusive) to {@code bound} (exclusive).
     *
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    default int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, was " + bound);
        }
        return (int) Math.floor(nextDouble() * bound);
    }

    /** A source that cannot be guessed, fed by the machine. */
    static RandomSource secure() {
        SecureRandom random = new SecureRandom();
        return random::nextLong;
    }

    /** A source that gives the same numbers for the same seed. */
    static RandomSource seeded(long seed) {
        Random random = new Random(seed);
        return random::nextLong;
    }
}
