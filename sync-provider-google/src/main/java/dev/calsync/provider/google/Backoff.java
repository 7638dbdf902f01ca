package dev.calsync.provider.google;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long to wait when the API throttles and does not say for how long, which it never promises to: truncated
 * exponential, with jitter that only makes it longer (Calendar API, guide to quotas). Counted for each account, in this
 * process; the waits themselves are rows of the engine's.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(64);
    private static final Duration FIRST_HOURS = Duration.ofHours(1);
    private static final Duration LONGEST_HOURS = Duration.ofHours(12);

    private final AtomicInteger inARow;
    private final int dice;

    private Backoff(AtomicInteger inARow, int dice) {
        this.inARow = inARow;
        this.dice = dice;
    }

    /** The counts of all accounts of a provider. Thread-safe. */
    static final class Shared {
        private static final int MAX_ENTRIES = 10_000;

        /** On the caller's thread: a library starts no threads of its own for a cache. */
        private final Cache<String, AtomicInteger> counts = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .executor(Runnable::run)
                .build();

        /**
         * For one account.
         *
         * @param dice what makes the jitter of this session differ from that of others
         */
        Backoff of(String account, String dice) {
            return new Backoff(counts.get(account, key -> new AtomicInteger()), dice.hashCode());
        }
    }

    /** Something was answered as it should. */
    void succeeded() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
    }

    /** For requests that came too fast: seconds. */
    Duration seconds() {
        return next(FIRST, LONGEST);
    }

    /** For a quota of the calendar itself, which Google counts in hours. */
    Duration hours() {
        return next(FIRST_HOURS, LONGEST_HOURS);
    }

    private Duration next(Duration first, Duration longest) {
        int doublings = Math.min(inARow.getAndIncrement(), 10);
        Duration base = first.multipliedBy(1L << doublings);
        Duration bounded = base.compareTo(longest) > 0 ? longest : base;
        long jitter = Math.floorMod(dice * 31L + inARow.get() * 2_654_435_761L, 1_000);
        return bounded.plus(bounded.multipliedBy(jitter).dividedBy(2_000));
    }
}
