package dev.calsync.http;

import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import java.time.Duration;
import java.util.Optional;

/**
 * What of an engine is open over HTTP besides its webhooks; nothing unless said. Methods that take a value return a changed
 * copy. Immutable and thread-safe.
 *
 * @param authorizer says whose calendars a request to {@code /api} is about; empty closes the API
 * @param tickSecret what {@code POST /tick} has to carry as a bearer token; empty closes it
 * @param tickBudget how long a tick may work
 */
public record HttpAccess(Optional<Authorizer> authorizer, Optional<Secret> tickSecret, Duration tickBudget) {
    private static final int SECRET_CHARS_LEAST = 16;

    /** Nothing is open. */
    public static final HttpAccess NONE = new HttpAccess(Optional.empty(), Optional.empty(), Duration.ofSeconds(25));

    /** Opens the JSON API to whom this lets in. */
    public HttpAccess api(Authorizer value) {
        return new HttpAccess(Optional.of(value), tickSecret, tickBudget);
    }

    /**
     * Opens {@code POST /tick}, which does what is due, to whoever knows this secret.
     *
     * @param secret at least 16 characters
     * @param budget how long one call may work, at least a second; shorter than the platform lets a request last
     * @throws dev.calsync.error.InvalidConfigurationException if one is out of its bounds
     */
    public HttpAccess tick(Secret secret, Duration budget) {
        new Faults("HttpAccess")
                .require(
                        secret.reveal().length() >= SECRET_CHARS_LEAST,
                        "the tick's secret needs at least " + SECRET_CHARS_LEAST + " characters")
                .require(
                        budget.compareTo(Duration.ofSeconds(1)) >= 0,
                        "the tick's budget must be at least a second, was " + budget)
                .throwIfAny();
        return new HttpAccess(authorizer, Optional.of(secret), budget);
    }
}
