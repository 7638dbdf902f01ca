package dev.calsync.model;

import java.time.Duration;

/**
 * Reminds the user of an event.
 *
 * @param method how
 * @param beforeStart how long before the event's start; negative means after it
 */
public record Reminder(Method method, Duration beforeStart) {

    /** How a reminder reaches the user. */
    public enum Method {
        /** On the screen. */
        DISPLAY,
        /** By mail. */
        EMAIL,
        /** By sound. */
        AUDIO
    }
}
