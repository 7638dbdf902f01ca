package dev.calsync.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The states of circuit breakers that nodes share: transitions only. What a closed breaker counts stays with the node that
 * counts it.
 */
public interface BreakerStore {

    /** Breakers that are not closed, in the order of their keys. */
    List<StoredBreaker> notClosed(int limit);

    /** A breaker; empty if it never left its first state. */
    Optional<StoredBreaker> find(String key);

    /**
     * Keeps a new state if nobody else kept one meanwhile.
     *
     * @param next its version is one more than that of the state it follows; 1 if there was none
     * @return whether it was kept
     */
    boolean compareAndSet(StoredBreaker next);

    /** Forgets closed breakers that were not changed since, at most so many. Returns how many. */
    int prune(Instant unchangedSince, int limit);
}
