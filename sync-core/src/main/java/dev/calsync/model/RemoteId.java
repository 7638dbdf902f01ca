package dev.calsync.model;

/**
 * The provider's id of a series in one calendar: an event id, or a CalDAV resource's href exactly as the server wrote it.
 *
 * @param value the text, compared case-sensitively; 1 to 2048 characters, no control characters
 */
public record RemoteId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 2048 characters or holds control characters */
    public RemoteId {
        Text.requireId("RemoteId", value, 2048);
    }

    /** The id with this text. */
    public static RemoteId of(String value) {
        return new RemoteId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
