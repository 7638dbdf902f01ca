package dev.calsync.provider.caldav.icalendar;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plain text of an HTML description, for clients that show DESCRIPTION only. One pass, nothing is fetched. */
final class HtmlText {
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");
    private static final int MAX_ENTITY_CHARS = 9;

    private final String markup;
    private final StringBuilder out = new StringBuilder();
    private boolean gap;

    private HtmlText(String markup) {
        this.markup = markup;
    }

    /** The text, with a line for each block. */
    static String plain(String markup) {
        return new HtmlText(markup).read();
    }

    /**
     * Whether two texts say the same: the same letters and digits. White space, bullets and punctuation differ between
     * any two ways of making plain text.
     */
    static boolean sameWords(String one, String other) {
        int i = 0;
        int j = 0;
        while (true) {
            i = nextWordChar(one, i);
            j = nextWordChar(other, j);
            if (i == one.length() || j == other.length()) {
                return i == one.length() && j == other.length();
            }
            int c = one.codePointAt(i);
            if (c != other.codePointAt(j)) {
                return false;
            }
            i += Character.charCount(c);
            j += Character.charCount(c);
        }
    }

    private static int nextWordChar(String text, int from) {
        int at = from;
        while (at < text.length() && !Character.isLetterOrDigit(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private String read() {
        int at = 0;
        while (at < markup.length()) {
            char c = markup.charAt(at);
            if (c == '<') {
                at = tag(at);
            } else if (c == '&') {
                at = entity(at);
            } else {
                text(c);
                at++;
            }
        }
        return out.toString().strip();
    }

    private void text(char c) {
        if (Character.isWhitespace(c)) {
            gap = true;
            return;
        }
        closeGap();
        out.append(c);
    }

    private void closeGap() {
        if (gap && !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append(' ');
        }
        gap = false;
    }

    /** Steps over a tag, a comment, or a script or style with its content; returns where the text goes on. */
    private int tag(int at) {
        if (markup.startsWith("<!--", at)) {
            int end = markup.indexOf("-->", at + 4);
            return end < 0 ? markup.length() : end + 3;
        }
        int end = markup.indexOf('>', at);
        if (end < 0) {
            // No more tags: the rest is text, this sign included.
            closeGap();
            out.append(TextValues.clean(markup.substring(at)));
            return markup.length();
        }
        int nameEnd = at + 1;
        while (nameEnd < end && (Character.isLetterOrDigit(markup.charAt(nameEnd)) || markup.charAt(nameEnd) == '/')) {
            nameEnd++;
        }
        String name = markup.substring(at + 1, Math.min(nameEnd, at + 12)).toLowerCase(Locale.ROOT);
        switch (name) {
            case "br", "br/", "/p", "/div", "/li", "/tr", "/h1", "/h2", "/h3", "/h4" -> {
                out.append('\n');
                gap = false;
            }
            case "script", "style" -> {
                int close = markup.indexOf("</" + markup.substring(at + 1, nameEnd), end);
                return close < 0 ? markup.length() : close;
            }
            default -> {
                // Inline markup says nothing in plain text.
            }
        }
        return end + 1;
    }

    private int entity(int at) {
        int end = at + 1;
        int limit = Math.min(markup.length(), at + MAX_ENTITY_CHARS);
        while (end < limit && markup.charAt(end) != ';') {
            end++;
        }
        String decoded = end == limit ? null : decode(markup.substring(at + 1, end));
        if (decoded == null) {
            text('&');
            return at + 1;
        }
        for (int i = 0; i < decoded.length(); i++) {
            text(decoded.charAt(i));
        }
        return end + 1;
    }

    private static @Nullable String decode(String entity) {
        if (!entity.startsWith("#")) {
            return ENTITIES.get(entity);
        }
        boolean hex = entity.startsWith("#x") || entity.startsWith("#X");
        try {
            int codePoint = Integer.parseInt(entity, hex ? 2 : 1, entity.length(), hex ? 16 : 10);
            return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : null;
        } catch (NumberFormatException unknown) {
            return null;
        }
    }
}
