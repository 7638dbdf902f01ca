package dev.calsync.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;

/**
 * How much one of the engine's caches helps.
 *
 * @param name which
 * @param entries how many it holds, about
 * @param hits how often it had what was asked for
 * @param misses how often not
 * @param evictions how many entries it let go for want of room or because they were old
 */
public record CacheFigures(String name, long entries, long hits, long misses, long evictions) {

    static CacheFigures of(String name, Cache<?, ?> cache) {
        CacheStats stats = cache.stats();
        return new CacheFigures(
                name, cache.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }

    /** The share of questions that it answered, 0.0 to 1.0; 1.0 if nobody asked. */
    public double hitRate() {
        long asked = hits + misses;
        return asked == 0 ? 1.0 : (double) hits / asked;
    }
}
