package dev.calsync.model;

/**
 * This side's id of a series in a replica. It never changes, whatever happens to the event's UID or remote id.
 *
 * @param value the text, compared case-sensitively; 1 to 255 characters, no control characters
 */
public record SeriesId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 255 characters or holds control characters */
    public SeriesId {
        Text.requireId("SeriesId", value, 255);
    }

    /** The id with this text. */
    public static SeriesId of(String value) {
        return new SeriesId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
