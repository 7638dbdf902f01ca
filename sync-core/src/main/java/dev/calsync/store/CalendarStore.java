package dev.calsync.store;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The calendars of the accounts. */
public interface CalendarStore {

    /** Keeps calendars, new or changed; when a calendar changed last stays as {@link #changed} noted it. */
    void put(List<StoredCalendar> calendars);

    /** Those of the calendars that are kept. For the engine; hosts are confined to a user before they get here. */
    List<StoredCalendar> find(Collection<CalendarRef> calendars);

    /** A calendar, whoever it belongs to. */
    default Optional<StoredCalendar> find(CalendarRef calendar) {
        return find(List.of(calendar)).stream().findFirst();
    }

    /** An account's calendars, in the order they were first kept. */
    List<StoredCalendar> ofAccount(AccountId account);

    /** These users' calendars; each user's are in the order they were first kept. */
    List<StoredCalendar> ofUsers(Collection<UserId> users);

    /** A user's calendars, in the order they were first kept. */
    default List<StoredCalendar> ofUser(UserId user) {
        return ofUsers(List.of(user));
    }

    /** Notes that a calendar changed at that time, and nothing else of it. Ignored if it is not kept. */
    void changed(CalendarRef calendar, Instant at);

    /**
     * Forgets a calendar and everything that hangs on it: work, checkpoints, replica, revisions, links, intents, history,
     * quarantine, dead letters, and the mirrors that it is on. Jobs go on without it, and those that have no other calendar are forgotten as well.
     */
    void delete(CalendarRef calendar);
}
