package dev.calsync.memory;

import dev.calsync.store.StoredAccount;
import java.util.NavigableMap;
import java.util.TreeMap;

/** An account and its calendars. */
final class AccountShelf {
    final UserShelf user;
    final long ordinal;
    final NavigableMap<Long, CalendarShelf> calendars = new TreeMap<>();
    StoredAccount stored;

    AccountShelf(UserShelf user, StoredAccount stored, long ordinal) {
        this.user = user;
        this.stored = stored;
        this.ordinal = ordinal;
    }
}
