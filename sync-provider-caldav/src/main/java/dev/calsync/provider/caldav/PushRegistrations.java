package dev.calsync.provider.caldav;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.model.CalendarRef;
import java.net.URI;
import java.util.Optional;

/**
 * The registrations that this process has made or heard of, by calendar, so that writes can ask not to be told of. One
 * that is not remembered costs a message and a pull that finds nothing. Thread-safe.
 */
final class PushRegistrations {
    private static final int MAX_ENTRIES = 100_000;

    private final Cache<CalendarRef, URI> known = Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .executor(Runnable::run)
            .build();

    void note(CalendarRef calendar, URI registration) {
        known.put(calendar, registration);
    }

    void forget(CalendarRef calendar, URI registration) {
        known.asMap().remove(calendar, registration);
    }

    Optional<URI> of(CalendarRef calendar) {
        return Optional.ofNullable(known.getIfPresent(calendar));
    }
}
