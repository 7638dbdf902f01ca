package dev.calsync.provider.caldav;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.model.AccountId;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one account's sessions found out about its calendars, kept for an hour, so that a run need not ask again what
 * hardly ever changes. Never truth: a server that changed its mind says so when it is asked to do something.
 */
final class PropertiesCache {
    private final Shared shared;
    private final AccountId account;
    private final TimeSource time;

    PropertiesCache(Shared shared, AccountId account, TimeSource time) {
        this.shared = shared;
        this.account = account;
        this.time = time;
    }

    @Nullable
    CalendarProperties get(String calendarId) {
        return shared.get(new Key(account, calendarId), time.now());
    }

    void put(CalendarProperties properties) {
        shared.put(new Key(account, properties.id()), new Entry(properties, time.now()));
    }

    private record Key(AccountId account, String calendarId) {}

    private record Entry(CalendarProperties properties, Instant at) {}

    /** The entries of all accounts of one provider; those used least go first. Thread-safe. */
    static final class Shared {
        private static final int MAX_ENTRIES = 10_000;
        private static final Duration LIVES = Duration.ofHours(1);

        /** On the caller's thread: a library starts no threads of its own for a cache. */
        private final Cache<Key, Entry> entries = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .executor(Runnable::run)
                .build();

        private @Nullable CalendarProperties get(Key key, Instant now) {
            Entry entry = entries.getIfPresent(key);
            if (entry == null || now.isAfter(entry.at.plus(LIVES)) || now.isBefore(entry.at)) {
                return null;
            }
            return entry.properties;
        }

        private void put(Key key, Entry entry) {
            entries.put(key, entry);
        }
    }
}
