package dev.calsync.recurrence;

import java.time.Duration;
import java.time.Instant;

/** Sums of instants that stay within the years 1 to 9999, which RFC 5545 can write. */
final class Times {
    static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    static Instant plus(Instant instant, Duration duration) {
        return duration.compareTo(Duration.between(instant, LATEST)) < 0 ? instant.plus(duration) : LATEST;
    }

    static Instant minus(Instant instant, Duration duration) {
        return duration.compareTo(Duration.between(EARLIEST, instant)) < 0 ? instant.minus(duration) : EARLIEST;
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static Instant clamp(Instant instant) {
        return later(EARLIEST, earlier(LATEST, instant));
    }
}
