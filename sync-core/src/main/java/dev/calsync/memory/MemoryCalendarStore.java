package dev.calsync.memory;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.CalendarStore;
import dev.calsync.store.StoredCalendar;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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
        known.stored = calendar;
    }

    @Override
    public Optional<StoredCalendar> find(CalendarRef calendar) {
        return Optional.ofNullable(shelfOf(calendar)).map(shelf -> shelf.stored);
    }

    @Override
    public List<StoredCalendar> ofAccount(AccountId account) {
        AccountShelf shelf = state().accounts.get(account);
        return shelf == null ? List.of() : stored(shelf.calendars.values());
    }

    @Override
    public List<StoredCalendar> ofUser(UserId user) {
        UserShelf shelf = state().users.get(user);
        return shelf == null ? List.of() : stored(shelf.calendars.values());
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
