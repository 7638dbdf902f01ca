package dev.calsync.model;

/**
 * The id of a mirror.
 *
 * @param value the text, compared case-sensitively; 1 to 64 characters, no control characters
 */
public record MirrorId(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 64 characters or holds control characters */
    public MirrorId {
        Text.requireId("MirrorId", value, 64);
    }

    /** The id with this text. */
    public static MirrorId of(String value) {
        return new MirrorId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
