package dev.calsync.internal.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.system.TimeSource;
import java.time.Duration;

/**
 * How often each caller may make this side look into the store for a path that neither was seen nor is marked as made by
 * this fleet: a bucket for each source, and one for all. Real calls are never counted, so a flood costs them nothing.
 * Thread-safe.
 */
final class SourceLimits {
    private static final int SOURCES_MAX = 20_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final Tap OF_ONE = new Tap(20, 60);
    private static final Tap OF_ALL = new Tap(500, 1_000);

    private final TimeSource time;
    private final Cache<String, Level> levels;
    private final Level all;

    /** So many a second, and so many at once after a pause. */
    private record Tap(int perSecond, int burst) {}

    SourceLimits(TimeSource time) {
        this.time = time;
        this.all = new Level(OF_ALL, time.nanoTime());
        this.levels = Caffeine.newBuilder()
                .maximumSize(SOURCES_MAX)
                .expireAfterAccess(REMEMBERED)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /** Whether a caller may ask once more; counts it if so. */
    boolean allows(String source) {
        long now = time.nanoTime();
        return levels.get(source, fresh -> new Level(OF_ONE, now)).take(now) && all.take(now);
    }

    private static final class Level {
        private final Tap tap;
        private double left;
        private long atNanos;

        Level(Tap tap, long nowNanos) {
            this.tap = tap;
            this.left = tap.burst();
            this.atNanos = nowNanos;
        }

        synchronized boolean take(long nowNanos) {
            double seconds = Math.max(0, nowNanos - atNanos) / 1e9;
            atNanos = nowNanos;
            left = Math.min(tap.burst(), left + seconds * tap.perSecond());
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
