package dev.calsync.testing;

import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A machine's clock that somebody sets wrong, beside the world's, which is right. */
final class SkewedTime implements TimeSource {
    private final TimeSource world;
    private Duration ahead = Duration.ZERO;

    SkewedTime(TimeSource world) {
        this.world = world;
    }

    /** Sets the clock, by so much ahead of the world's; behind it if negative. */
    void ahead(Duration span) {
        ahead = span;
    }

    @Override
    public Instant now() {
        return world.now().plus(ahead);
    }

    @Override
    public long nanoTime() {
        return world.nanoTime();
    }
}
