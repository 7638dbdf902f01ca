package dev.calsync.model;

/**
 * The id of a run.
 *
 * @param value the text, compared case-sensitively; 1 to 64 characters, no control characters
 */
public record RunId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 64 characters or holds control characters */
    public RunId {
        Text.requireId("RunId", value, 64);
    }

    /** The id with this text. */
    public static RunId of(String value) {
        return new RunId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
