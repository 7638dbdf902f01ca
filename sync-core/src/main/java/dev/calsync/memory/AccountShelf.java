package dev.calsync.memory;

import dev.calsync.store.StoredAccount;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An account, its calendars and its channels. */
final class AccountShelf {
    final UserShelf user;
    final long ordinal;
    final NavigableMap<Long, CalendarShelf> calendars = new TreeMap<>();
    final NavigableMap<Long, MemoryChannelStore.Row> channels = new TreeMap<>();
    StoredAccount stored;

    /** Until when somebody is away to fetch new credentials. */
    @Nullable
    Instant refreshingUntil;

    AccountShelf(UserShelf user, StoredAccount stored, long ordinal) {
        this.user = user;
        this.stored = stored;
        this.ordinal = ordinal;
    }
}
