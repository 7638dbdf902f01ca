package dev.calsync.store.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.model.CalendarRef;
import java.util.Optional;

/**
 * The names and numbers of calendars that were due lately, so that they are not asked for again at each read, claim and end
 * of a run. Thread-safe and bounded.
 *
 * <p>What a number stands for never changes, but its calendar may be gone, and another kept under the same name. So a number
 * counts only for those who find the row of that number, and ask again if there is none.
 */
final class KnownCalendars {
    private static final int CALENDARS_MAX = 50_000;

    private final Cache<Long, Named> byNumber = cache();
    private final Cache<CalendarRef, CalendarKey> byName = cache();

    /** A calendar under its name. */
    record Named(CalendarRef calendar, CalendarKey key) {}

    private static <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder()
                .maximumSize(CALENDARS_MAX)
                .executor(Runnable::run)
                .build();
    }

    /** A calendar is kept. */
    void note(Named calendar) {
        byNumber.put(calendar.key().key(), calendar);
        byName.put(calendar.calendar(), calendar.key());
    }

    /** Whose row of this number there is. */
    Optional<Named> find(long number) {
        return Optional.ofNullable(byNumber.getIfPresent(number));
    }

    /** The number under which a calendar was kept, if it is remembered. */
    Optional<CalendarKey> find(CalendarRef calendar) {
        return Optional.ofNullable(byName.getIfPresent(calendar));
    }

    /** There is no row of this calendar's number any more. */
    void forget(CalendarRef calendar) {
        byName.invalidate(calendar);
    }
}
