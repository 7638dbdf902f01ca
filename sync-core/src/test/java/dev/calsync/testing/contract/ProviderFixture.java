package dev.calsync.testing.contract;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.system.TimeSource;

/**
 * What {@link CalendarProviderContract} needs of a provider under test: the provider, an account that it accepts, one
 * empty writable calendar in it, and the hands of another client in that calendar, which do not go through the provider.
 */
public interface ProviderFixture extends AutoCloseable {

    /** The provider under test. */
    CalendarProvider provider();

    /** An account that is let in. */
    AccountRequest account();

    /** The same account with a wrong secret; null if this service lets everybody in. */
    default AccountRequest wrongAccount() {
        return null;
    }

    /** The display name, or the last part of the id, of the empty calendar. */
    String calendarName();

    /** Another client makes a series or changes the one of its UID. */
    void put(EventSeries series);

    /** Another client deletes the series of this UID. */
    void delete(String uid);

    /** What the time is, for the provider and its service. The events of the contract lie in March 2026. */
    default TimeSource time() {
        return TimeSource.system();
    }

    /**
     * A checkpoint that the service no longer knows.
     *
     * @param current the calendar's checkpoint as of now, for a feed of several partitions all of theirs in one; may be
     *     returned once the service was made to forget it
     * @return null if there is no way to come by one
     */
    default Checkpoint expired(Checkpoint current) {
        return null;
    }

    @Override
    void close();
}
