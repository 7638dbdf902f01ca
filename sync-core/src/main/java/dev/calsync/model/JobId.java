package dev.calsync.model;

/**
 * The id of a job.
 *
 * @param value the text, compared case-sensitively; 1 to 64 characters, no control characters
 */
public record JobId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 64 characters or holds control characters */
    public JobId {
        Text.requireId("JobId", value, 64);
    }

    /** The id with this text. */
    public static JobId of(String value) {
        return new JobId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
