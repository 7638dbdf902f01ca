package dev.calsync.error;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The provider asked for fewer requests. The work is deferred, never before the hinted time, and no attempt is burnt.
 * The hint is a span from now or a point in time, or absent when the provider gave none.
 */
public final class ThrottledException extends SyncException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration delay;
    private final @Nullable Instant notBefore;

    private ThrottledException(String message, @Nullable Duration delay, @Nullable Instant notBefore) {
        super(message);
        this.delay = delay;
        this.notBefore = notBefore;
    }

    /** The provider named no time. */
    public static ThrottledException unhinted(String message) {
        return new ThrottledException(message, null, null);
    }

    /** {@code Retry-After} in seconds (RFC 9110 section 10.2.3). */
    public static ThrottledException after(String message, Duration delay) {
        return new ThrottledException(message, delay, null);
    }

    /** {@code Retry-After} as a date (RFC 9110 section 10.2.3). */
    public static ThrottledException until(String message, Instant notBefore) {
        return new ThrottledException(message, null, notBefore);
    }

    /** The earliest time to try again, or empty when the provider named none. */
    public Optional<Instant> retryAt(Instant now) {
        return Optional.ofNullable(notBefore)
                .or(() -> Optional.ofNullable(delay).map(now::plus));
    }
}
