package dev.calsync.testing;

import dev.calsync.system.RandomSource;
import java.time.Duration;
import java.util.List;

/** Chance that repeats itself. */
final class Dice {
    private final RandomSource random;

    Dice(long seed) {
        random = RandomSource.seeded(seed * 0x9E37_79B9_7F4A_7C15L + 1);
    }

    /** Dice of their own, so that who throws more of them does not change what others throw. */
    Dice split() {
        return new Dice(random.nextLong());
    }

    /** 0 (inclusive) to the bound (exclusive). */
    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int n) {
        return below(n) == 0;
    }

    Duration upTo(Duration most) {
        return Duration.ofMillis(below((int) most.toMillis() + 1));
    }

    <T> T of(List<T> some) {
        return some.get(below(some.size()));
    }
}
