/**
 * How fast and how often: retry and backoff, budgets, and the circuit breaker as a state machine without a clock of
 * its own.
 */
@NullMarked
package dev.calsync.pacing;

import org.jspecify.annotations.NullMarked;
