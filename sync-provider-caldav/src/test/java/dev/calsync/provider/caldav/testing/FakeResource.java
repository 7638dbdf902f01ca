package dev.calsync.provider.caldav.testing;

/**
 * One stored resource at one moment.
 *
 * @param name last path segment, decoded, such as {@code e1.ics}
 * @param etag strong entity tag with its quotes
 * @param text what is stored, exactly as it came
 */
public record FakeResource(String name, String etag, String text) {

    /** Name and ETag; the text is left out, as it is calendar content. */
    @Override
    public String toString() {
        return "FakeResource[" + name + ", " + etag + ", " + text.length() + " chars]";
    }
}
