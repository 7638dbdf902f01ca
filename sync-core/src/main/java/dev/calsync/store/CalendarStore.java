package dev.calsync.store;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.util.List;
import java.util.Optional;

/** The calendars of the accounts. */
public interface CalendarStore {

    /** Keeps calendars, new or changed. */
    void put(List<StoredCalendar> calendars);

    /** A calendar, whoever it belongs to. For the engine; hosts are confined to a user before they get here. */
    Optional<StoredCalendar> find(CalendarRef calendar);

    /** An account's calendars, in the order they were first kept. */
    List<StoredCalendar> ofAccount(AccountId account);

    /** A user's calendars, in the order they were first kept. */
    List<StoredCalendar> ofUser(UserId user);

    /**
     * Forgets a calendar and everything that hangs on it: work, checkpoints, replica, revisions, links, intents, history,
     * quarantine, dead letters. Jobs go on without it, and those that have no other calendar are forgotten as well.
     */
    void delete(CalendarRef calendar);
}
