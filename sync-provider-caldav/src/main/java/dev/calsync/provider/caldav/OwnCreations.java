package dev.calsync.provider.caldav;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.calsync.model.AccountId;
import dev.calsync.model.RemoteId;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resources that were created here and that no round of changes has mentioned yet. They are newer than the sync token that
 * the next round asks with. If somebody deletes one before that, a server need not mention it at all (RFC 6578 section 3.5:
 * what was made and removed since the token did not change), and its removal would be missed. So a round that does not
 * mention one of these looks at it. What is forgotten here, because a process ended, is found by the next audit. Thread-safe.
 */
final class OwnCreations {
    private static final int CALENDARS_MAX = 10_000;
    private static final Duration LIVES = Duration.ofDays(1);

    /** On the caller's thread: a library starts no threads of its own for a cache. */
    private final Cache<Key, Set<RemoteId>> created = Caffeine.newBuilder()
            .maximumSize(CALENDARS_MAX)
            .expireAfterWrite(LIVES)
            .executor(Runnable::run)
            .build();

    private record Key(AccountId account, String calendarId) {}

    /** Those of one account. */
    Of of(AccountId account) {
        return new Of(account);
    }

    /** What one account created. */
    final class Of {
        private final AccountId account;

        private Of(AccountId account) {
            this.account = account;
        }

        void add(String calendarId, RemoteId id) {
            created.get(new Key(account, calendarId), key -> ConcurrentHashMap.newKeySet())
                    .add(id);
        }

        /** Those that no round has ended with. */
        Set<RemoteId> unmentioned(String calendarId) {
            Set<RemoteId> ids = created.getIfPresent(new Key(account, calendarId));
            return ids == null ? Set.of() : Set.copyOf(ids);
        }

        /** A round has said what became of these. */
        void mentioned(String calendarId, Collection<RemoteId> ids) {
            Set<RemoteId> open = created.getIfPresent(new Key(account, calendarId));
            if (open != null) {
                open.removeAll(ids);
            }
        }
    }
}
