package dev.calsync.store.jdbc;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Times as they are kept: microseconds of UTC since 1970. Years from about -290,000 to 290,000 fit; what is beyond is cut. */
final class Micros {
    private static final long PER_SECOND = TimeUnit.SECONDS.toMicros(1);
    private static final long LAST_SECOND = Long.MAX_VALUE / PER_SECOND - 1;

    private Micros() {}

    static long of(Instant time) {
        long second = time.getEpochSecond();
        if (second > LAST_SECOND) {
            return Long.MAX_VALUE;
        }
        if (second < -LAST_SECOND) {
            return Long.MIN_VALUE;
        }
        return second * PER_SECOND + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }

    /** The same, but what is finer than a microsecond counts as one. */
    static long upwards(Instant time) {
        long micros = of(time);
        return micros == Long.MAX_VALUE || !instant(micros).isBefore(time) ? micros : micros + 1;
    }

    static Instant instant(long micros) {
        if (micros == Long.MAX_VALUE) {
            return Instant.MAX;
        }
        if (micros == Long.MIN_VALUE) {
            return Instant.MIN;
        }
        long second = Math.floorDiv(micros, PER_SECOND);
        return Instant.ofEpochSecond(second, TimeUnit.MICROSECONDS.toNanos(micros - second * PER_SECOND));
    }
}
