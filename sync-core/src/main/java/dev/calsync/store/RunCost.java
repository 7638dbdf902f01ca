package dev.calsync.store;

import java.time.Duration;

/**
 * What a run asked of others. Requests are what was sent to the provider, bytes what was read of its answers, after
 * decompression.
 *
 * @param changeRequests to read changes
 * @param changeBytes of their answers
 * @param writeRequests to write
 * @param writeBytes of their answers
 * @param lookupRequests to find out what can be done, and what became of a write
 * @param lookupBytes of their answers
 * @param inProvider how long the run waited for the provider
 * @param inStore how long it waited for the store
 */
public record RunCost(
        long changeRequests,
        long changeBytes,
        long writeRequests,
        long writeBytes,
        long lookupRequests,
        long lookupBytes,
        Duration inProvider,
        Duration inStore) {

    /** Nothing asked. */
    public static final RunCost NONE = new RunCost(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);
}
