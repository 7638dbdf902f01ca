package dev.calsync.internal.queue;

import java.time.Duration;
import java.time.Instant;

/** Times as microseconds since 1970, the precision of the store. Times too far away become the farthest ones. */
final class Micros {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long FARTHEST_SECOND = Long.MAX_VALUE / 4 / MICROS_PER_SECOND;

    private Micros() {}

    /** For the present: never later than it is. */
    static long floor(Instant time) {
        return micros(time, 0);
    }

    /** For what is to come: never earlier than asked for. */
    static long ceiling(Instant time) {
        return micros(time, 999);
    }

    private static long micros(Instant time, int moreNanos) {
        long second = Math.max(-FARTHEST_SECOND, Math.min(FARTHEST_SECOND, time.getEpochSecond()));
        return second * MICROS_PER_SECOND + (time.getNano() + moreNanos) / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000L);
    }

    static long of(Duration duration) {
        return Math.max(1, duration.toNanos() / 1_000);
    }
}
