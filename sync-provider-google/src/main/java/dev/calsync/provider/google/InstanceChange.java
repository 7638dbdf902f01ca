package dev.calsync.provider.google;

import dev.calsync.model.CalendarEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of one instance of a series.
 *
 * @param id the instance's id
 * @param from what it is supposed to be; for one that was called off, what it would be if it took place
 * @param to what it is to be; null to call it off
 * @param calledOff whether it is supposed to be called off now
 */
record InstanceChange(
        String id, CalendarEvent from, @Nullable CalendarEvent to, boolean calledOff) {}
