package dev.calsync.model;

/**
 * The stable name of a provider, such as {@code caldav}, {@code google} or {@code graph}.
 *
 * @param value the text, compared case-sensitively; 1 to 32 characters, no control characters
 */
public record ProviderId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 32 characters or holds control characters */
    public ProviderId {
        Text.requireId("ProviderId", value, 32);
    }

    /** The id with this text. */
    public static ProviderId of(String value) {
        return new ProviderId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
