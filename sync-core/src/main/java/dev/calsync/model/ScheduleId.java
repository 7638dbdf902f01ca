package dev.calsync.model;

/**
 * The id of a schedule.
 *
 * @param value the text, compared case-sensitively; 1 to 64 characters, no control characters
 */
public record ScheduleId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 64 characters or holds control characters */
    public ScheduleId {
        Text.requireId("ScheduleId", value, 64);
    }

    /** The id with this text. */
    public static ScheduleId of(String value) {
        return new ScheduleId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
