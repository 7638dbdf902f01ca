package dev.calsync.system;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The machine's clock, cut to microseconds because that is what every store can keep. */
enum SystemTime implements TimeSource {
    INSTANCE;

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
