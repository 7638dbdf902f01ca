package dev.calsync.model;

/**
 * Whoever the host application calls a user. Opaque to Calsync; everything belongs to exactly one user.
 *
 * @param value the text, compared case-sensitively; 1 to 255 characters, no control characters
 */
public record UserId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 255 characters or holds control characters */
    public UserId {
        Text.requireId("UserId", value, 255);
    }

    /** The id with this text. */
    public static UserId of(String value) {
        return new UserId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
