package dev.calsync.model;

/**
 * An entity tag exactly as the server wrote it, quotes and weakness mark included (RFC 9110 section 8.8.3). Google's and
 * Graph's {@code etag} properties are kept the same way.
 *
 * @param value the tag's text, 1 to 1024 characters
 */
public record ETag(String value) {

    /** @throws IllegalArgumentException if {@code value} is empty, longer than 1024 characters or holds control characters */
    public ETag {
        Text.requireId("ETag", value, 1024);
    }

    /** The tag with this text. */
    public static ETag of(String value) {
        return new ETag(value);
    }

    /** Whether the tag is marked weak ({@code W/}): such a tag never matches {@code If-Match}. */
    public boolean weak() {
        return value.startsWith("W/");
    }

    @Override
    public String toString() {
        return value;
    }
}
