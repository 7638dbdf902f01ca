package dev.calsync.store;

import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.TokenBucket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The buckets that all nodes draw their permits from. A bucket that nobody drew from yet is full. */
public interface BudgetStore {

    /**
     * Asks for permits.
     *
     * @param key from which bucket
     * @param rate its rate; a bucket of another rate goes over to this one
     * @param permits how many at most, at least 1
     */
    record Draw(BudgetKey key, PermitRate rate, long permits) {}

    /**
     * Takes permits from buckets, in this order, as many as there are and were asked for, until one has none.
     *
     * @return an answer for each, in the same order, up to and with the first that has to wait
     */
    List<TokenBucket.Take> draw(List<Draw> draws);

    /** A provider has throttled, see {@link TokenBucket#throttled}. */
    void throttled(BudgetKey key, PermitRate rate, Instant until);

    /** A bucket as it was when it was last drawn from or throttled; empty if it never was. */
    Optional<TokenBucket> find(BudgetKey key);

    /** Forgets buckets that nobody drew from since, at most so many. Returns how many. */
    int prune(Instant idleSince, int limit);
}
