package dev.calsync.store;

import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A calendar as it is kept.
 *
 * @param user whose it is
 * @param calendar the calendar as its provider last listed it
 * @param paused why it is paused; null when it is not
 */
public record StoredCalendar(
        UserId user, RemoteCalendar calendar, @Nullable String paused) {}
