package dev.calsync.model;

/**
 * An event's long text. {@link #toString()} does not show it.
 *
 * @param text the text, or the markup
 * @param html whether {@code text} is HTML
 */
public record Description(String text, boolean html) {

    /** No text. */
    public static final Description NONE = new Description("", false);

    /** Plain text. */
    public static Description plain(String text) {
        return new Description(text, false);
    }

    /** HTML. */
    public static Description html(String markup) {
        return new Description(markup, true);
    }

    @Override
    public String toString() {
        return "Description[" + text.length() + (html ? " characters of HTML]" : " characters]");
    }
}
