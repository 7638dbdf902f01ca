package dev.calsync.pacing;

import java.time.Instant;

/** What a {@link CircuitBreaker} says to somebody who wants to call. Immutable. */
public sealed interface BreakerPermission {

    /** The breaker as it is now. To be stored if it differs from the one asked; if that fails, ask the newer one. */
    CircuitBreaker breaker();

    /** What the outcome of the call is reported with. */
    default long ticket() {
        return breaker().epoch();
    }

    /** Call. */
    record Allowed(CircuitBreaker breaker) implements BreakerPermission {}

    /** Call, once the breaker is stored: everybody else waits for how this ends. */
    record Probe(CircuitBreaker breaker) implements BreakerPermission {}

    /**
     * Do not call.
     *
     * @param until when to ask again: the end of the open time, or when the probe that is under way expires
     */
    record Refused(CircuitBreaker breaker, Instant until) implements BreakerPermission {}
}
