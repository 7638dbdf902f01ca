package dev.calsync.store;

import dev.calsync.pacing.CircuitBreaker;

/**
 * A circuit breaker that all nodes share.
 *
 * @param key what it is about: a provider's host or an account
 * @param version 1 for the first state that was kept, one more for each after it
 * @param breaker its state
 */
public record StoredBreaker(String key, long version, CircuitBreaker breaker) {}
