package dev.calsync.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as microseconds since 1970, the grain in which a store keeps times. */
final class Micros {
    // 36,000 years: far from every real time, and sums of two of them do not overflow.
    private static final long BOUND = 1L << 60;
    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    static long floor(Instant instant) {
        long seconds = Math.max(-BOUND / PER_SECOND, Math.min(BOUND / PER_SECOND, instant.getEpochSecond()));
        return seconds * PER_SECOND + instant.getNano() / 1000;
    }

    static long ceiling(Instant instant) {
        long micros = floor(instant);
        return instant(micros).isBefore(instant) ? micros + 1 : micros;
    }

    static long of(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000);
    }
}
