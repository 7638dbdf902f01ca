package dev.calsync.memory;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.CalendarStore;
import dev.calsync.store.StoredCalendar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class MemoryCalendarStore extends MemoryDrawer implements CalendarStore {
    MemoryCalendarStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(List<StoredCalendar> calendars) {
        calendars.forEach(this::put);
    }

    private void put(StoredCalendar calendar) {
        CalendarRef ref = calendar.calendar().ref();
        AccountShelf account = state().accounts.get(ref.account());
        if (account == null || !account.user.id.equals(calendar.user())) {
            throw new IllegalArgumentException("nothing can be kept for " + ref + ": its account is not kept for user "
                    + calendar.user() + ". Put it into accounts() first");
        }
        CalendarShelf known = shelfOf(ref);
        if (known == null) {
            CalendarShelf created = new CalendarShelf(
                    account.user, account.stored.account().provider(), calendar, state().nextNumber());
            journal().put(state().calendars, ref, created);
            journal().put(account.calendars, created.ordinal, created);
            journal().put(account.user.calendars, created.ordinal, created);
            return;
        }
        StoredCalendar before = known.stored;
        journal().note(() -> known.stored = before);
        known.stored = noted(calendar, before.changedAt());
    }

    @Override
    public void changed(CalendarRef calendar, Instant at) {
        CalendarShelf known = shelfOf(calendar);
        if (known != null) {
            StoredCalendar before = known.stored;
            journal().note(() -> known.stored = before);
            known.stored = noted(before, at);
        }
    }

    private static StoredCalendar noted(StoredCalendar calendar, @Nullable Instant changedAt) {
        return new StoredCalendar(
                calendar.user(), calendar.calendar(), calendar.paused(), calendar.settings(), changedAt);
    }

    @Override
    public List<StoredCalendar> find(Collection<CalendarRef> calendars) {
        List<StoredCalendar> found = new ArrayList<>(calendars.size());
        for (CalendarRef calendar : calendars) {
            CalendarShelf shelf = shelfOf(calendar);
            if (shelf != null) {
                found.add(shelf.stored);
            }
        }
        return found;
    }

    @Override
    public List<StoredCalendar> ofAccount(AccountId account) {
        AccountShelf shelf = state().accounts.get(account);
        return shelf == null ? List.of() : stored(shelf.calendars.values());
    }

    @Override
    public List<StoredCalendar> ofUsers(Collection<UserId> users) {
        List<StoredCalendar> found = new ArrayList<>();
        for (UserId user : users) {
            UserShelf shelf = state().users.get(user);
            if (shelf != null) {
                shelf.calendars.values().forEach(calendar -> found.add(calendar.stored));
            }
        }
        return found;
    }

    @Override
    public void delete(CalendarRef calendar) {
        CalendarShelf shelf = shelfOf(calendar);
        if (shelf != null) {
            state().drop(tx(), shelf);
        }
    }

    private static List<StoredCalendar> stored(Collection<CalendarShelf> calendars) {
        return calendars.stream().map(calendar -> calendar.stored).toList();
    }
}
