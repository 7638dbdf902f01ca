package dev.calsync.provider.caldav;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.model.AccountId;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one account's sessions found out about its calendars, so that a run need not ask again what hardly ever changes.
 * Never truth: a server that changed its mind says so when it is asked to do something. Thread-safe.
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

    /** What the calendar said of itself within the last hour. */
    @Nullable
    CalendarProperties get(String calendarId) {
        Entry entry = shared.entries.getIfPresent(key(calendarId));
        Instant now = time.now();
        if (entry == null || now.isAfter(entry.at.plus(Shared.LIVES)) || now.isBefore(entry.at)) {
            return null;
        }
        return entry.properties;
    }

    /** What it said whenever it was asked last. */
    Optional<CalendarProperties> last(String calendarId) {
        return Optional.ofNullable(shared.entries.getIfPresent(key(calendarId))).map(Entry::properties);
    }

    void put(CalendarProperties properties) {
        shared.entries.put(key(properties.id()), new Entry(properties, time.now()));
    }

    void doubt(String calendarId) {
        shared.entries.invalidate(key(calendarId));
    }

    Manners manners(String calendarId) {
        Manners learned = shared.manners.getIfPresent(key(calendarId));
        return learned == null ? Manners.unknown(time.now()) : learned;
    }

    void learn(String calendarId, UnaryOperator<Manners> lesson) {
        shared.manners
                .asMap()
                .compute(
                        key(calendarId),
                        (same, known) -> lesson.apply(known == null ? Manners.unknown(time.now()) : known));
    }

    /** What was learned before then is no longer believed. */
    void forgetMannersBefore(String calendarId, Instant bound) {
        shared.manners
                .asMap()
                .computeIfPresent(
                        key(calendarId), (same, known) -> known.since().isBefore(bound) ? null : known);
    }

    /** What an earlier process knew, where this one knows nothing yet. */
    void recall(String calendarId, FeedPosition position) {
        Key key = key(calendarId);
        CalendarProperties.parse(calendarId, position.declared())
                .ifPresent(declared -> shared.entries
                        .asMap()
                        .putIfAbsent(key, new Entry(declared, position.ledger().listedAt())));
        shared.manners.asMap().putIfAbsent(key, position.manners());
    }

    private Key key(String calendarId) {
        return new Key(account, calendarId);
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

        private final Cache<Key, Manners> manners = Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .executor(Runnable::run)
                .build();
    }
}
