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

    WriteManners manners(String calendarId) {
        return shared.manners(new Key(account, calendarId), time.now());
    }

    void manners(String calendarId, WriteManners manners) {
        shared.put(new Key(account, calendarId), new Learned(manners, time.now()));
    }

    private record Learned(WriteManners manners, Instant at) {}

    private record Key(AccountId account, String calendarId) {}

    private record Entry(CalendarProperties properties, Instant at) {}

    /** The entries of all accounts of one provider; those used least go first. Thread-safe. */
    static final class Shared {
        private static final int MAX_ENTRIES = 10_000;
        private static final Duration LIVES = Duration.ofHours(1);

        /** Servers learn better manners by an update of their software, if at all. */
        private static final Duration MANNERS_LAST = Duration.ofDays(1);

        /** On the caller's thread: a library starts no threads of its own for a cache. */
        private final Cache<Key, Entry> entries = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .executor(Runnable::run)
                .build();

        private final Cache<Key, Learned> manners = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .executor(Runnable::run)
                .build();

        private WriteManners manners(Key key, Instant now) {
            Learned learned = manners.getIfPresent(key);
            if (learned == null || now.isAfter(learned.at.plus(MANNERS_LAST)) || now.isBefore(learned.at)) {
                return WriteManners.UNKNOWN;
            }
            return learned.manners;
        }

        private void put(Key key, Learned learned) {
            manners.put(key, learned);
        }

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
