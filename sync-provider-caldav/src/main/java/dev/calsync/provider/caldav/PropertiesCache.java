package dev.calsync.provider.caldav;

import dev.calsync.model.AccountId;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** The entries of all accounts of one provider; the least recently used go first. Thread-safe. */
    static final class Shared {
        private static final int MAX_ENTRIES = 10_000;
        private static final Duration LIVES = Duration.ofHours(1);

        private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

        private synchronized @Nullable CalendarProperties get(Key key, Instant now) {
            Entry entry = entries.get(key);
            if (entry == null || now.isAfter(entry.at.plus(LIVES)) || now.isBefore(entry.at)) {
                return null;
            }
            return entry.properties;
        }

        private synchronized void put(Key key, Entry entry) {
            entries.put(key, entry);
            if (entries.size() > MAX_ENTRIES) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
    }
}
