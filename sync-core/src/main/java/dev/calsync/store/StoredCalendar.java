package dev.calsync.store;

import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A calendar as it is kept. Methods that take a value return a changed copy.
 *
 * @param user whose it is
 * @param calendar the calendar as its provider last listed it
 * @param paused why it is paused; null when it is not
 * @param settings what the user chose for this calendar
 * @param changedAt about when a change of it was last seen on either side; null when never. {@link CalendarStore#changed}
 *     moves it on, {@link CalendarStore#put} keeps it for a new calendar only
 */
public record StoredCalendar(
        UserId user,
        RemoteCalendar calendar,
        @Nullable String paused,
        SyncSettings settings,
        @Nullable Instant changedAt) {

    /** A calendar for which nothing was chosen and that never changed. */
    public StoredCalendar(UserId user, RemoteCalendar calendar, @Nullable String paused) {
        this(user, calendar, paused, SyncSettings.NONE, null);
    }

    /** The same as its provider lists it now. */
    public StoredCalendar calendar(RemoteCalendar value) {
        return new StoredCalendar(user, value, paused, settings, changedAt);
    }

    /** The same, paused for this reason, or not paused. */
    public StoredCalendar paused(@Nullable String value) {
        return new StoredCalendar(user, calendar, value, settings, changedAt);
    }

    /** The same with these settings. */
    public StoredCalendar settings(SyncSettings value) {
        return new StoredCalendar(user, calendar, paused, value, changedAt);
    }
}
