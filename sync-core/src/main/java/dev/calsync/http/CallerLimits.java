package dev.calsync.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.system.TimeSource;
import java.time.Duration;

/** How often each caller may call: so many times a minute, spread or at once. Thread-safe. */
final class CallerLimits {
    private static final int CALLERS_MAX = 50_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final TimeSource time;
    private final int callsPerMinute;
    private final Cache<String, Window> windows;

    CallerLimits(TimeSource time, int callsPerMinute) {
        this.time = time;
        this.callsPerMinute = callsPerMinute;
        this.windows = Caffeine.newBuilder()
                .maximumSize(CALLERS_MAX)
                .expireAfterAccess(WINDOW)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /** Counts a call. Returns after how many seconds one is allowed again; 0 if this one is. */
    long secondsUntilAllowed(String caller) {
        long now = time.nanoTime();
        return windows.get(caller, fresh -> new Window(now)).call(now, callsPerMinute);
    }

    private static final class Window {
        private long begunNanos;
        private int calls;

        Window(long nowNanos) {
            begunNanos = nowNanos;
        }

        synchronized long call(long nowNanos, int most) {
            if (nowNanos - begunNanos >= WINDOW.toNanos()) {
                begunNanos = nowNanos;
                calls = 0;
            }
            calls++;
            long left = WINDOW.toNanos() - (nowNanos - begunNanos);
            return calls <= most ? 0 : 1 + Duration.ofNanos(left).toSeconds();
        }
    }
}
