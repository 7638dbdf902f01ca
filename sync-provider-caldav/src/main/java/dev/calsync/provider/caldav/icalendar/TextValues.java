package dev.calsync.provider.caldav.icalendar;

import java.util.ArrayList;
import java.util.List;

/** TEXT values (RFC 5545 section 3.3.11) and what may stand in a line at all. */
final class TextValues {
    private TextValues() {}

    /** The text behind a raw value. A backslash that escapes nothing stands for itself. */
    static String unescape(String raw) {
        int at = raw.indexOf('\\');
        if (at < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder(raw.length()).append(raw, 0, at);
        for (int i = at; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\' && i + 1 < raw.length()) {
                char next = raw.charAt(i + 1);
                switch (next) {
                    case 'n', 'N' -> out.append('\n');
                    // Old writers escape colons and quotes too.
                    case '\\', ';', ',', ':', '"' -> out.append(next);
                    default -> out.append(c).append(next);
                }
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The raw value of a text. */
    static String escape(String text) {
        String clean = clean(text);
        StringBuilder out = new StringBuilder(clean.length() + 8);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '\\', ';', ',' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Splits a raw list at its unescaped commas; the parts are unescaped, empty ones left out. */
    static List<String> list(String raw) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean escaped = false;
        for (int i = 0; i <= raw.length(); i++) {
            if (i == raw.length() || (raw.charAt(i) == ',' && !escaped)) {
                String part = unescape(raw.substring(from, i)).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                from = i + 1;
                escaped = false;
            } else {
                escaped = !escaped && raw.charAt(i) == '\\';
            }
        }
        return parts;
    }

    /**
     * The text with one kind of line end and without what neither a content line nor XML 1.0 can carry: controls are
     * left out, lone surrogates and non-characters become U+FFFD.
     */
    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnclean(text.charAt(i))) {
                return cleaned(text, i);
            }
        }
        return text;
    }

    private static boolean isUnclean(char c) {
        boolean control = (c < ' ' && c != '\t' && c != '\n') || c == 0x7F;
        return control || Character.isSurrogate(c) || c >= 0xFFFE;
    }

    private static String cleaned(String text, int from) {
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean last = i + 1 == text.length();
            if (Character.isHighSurrogate(c) && !last && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (c == '\r') {
                if (last || text.charAt(i + 1) != '\n') {
                    out.append('\n');
                }
            } else if (Character.isSurrogate(c) || c >= 0xFFFE) {
                out.append('\uFFFD');
            } else if (!isUnclean(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A value that has no escapes, such as a URI, on one line. */
    static String oneLine(String value) {
        String clean = clean(value);
        return clean.indexOf('\n') < 0 ? clean : clean.replace("\n", "");
    }
}
