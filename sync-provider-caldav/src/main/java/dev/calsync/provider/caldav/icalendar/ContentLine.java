package dev.calsync.provider.caldav.icalendar;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One unfolded content line (RFC 5545 section 3.1), with the place in the source that it came from. Immutable.
 *
 * <p>The text is kept as it is. Name, parameters and value are looked up in it when asked for, so that a line nobody
 * asks about costs a scan to its colon and no more. Changes make a new line that copies everything but what changes.
 */
final class ContentLine implements Node {
    private final String text;
    private final String name;
    private final int nameEnd;
    private final int valueStart;
    private final int from;
    private final int to;
    private final int number;

    private ContentLine(String text, String name, int nameEnd, int valueStart, int from, int to, int number) {
        this.text = text;
        this.name = name;
        this.nameEnd = nameEnd;
        this.valueStart = valueStart;
        this.from = from;
        this.to = to;
        this.number = number;
    }

    /**
     * Reads an unfolded line.
     *
     * @param from where the line begins in its source; -1 for a new line
     * @param to where it ends there, its last line end excluded
     * @param number the physical line it begins on
     */
    static ContentLine read(String text, int from, int to, int number) throws ICalendarSyntaxException {
        int nameEnd = nameEnd(text);
        if (nameEnd == 0 || nameEnd == text.length()) {
            throw new ICalendarSyntaxException("a line is no content line: no property name with a colon", number);
        }
        char after = text.charAt(nameEnd);
        if (after != ':' && after != ';') {
            throw new ICalendarSyntaxException("a line is no content line: malformed property name", number);
        }
        String name = upper(text.substring(0, nameEnd));
        int colon = after == ':' ? nameEnd : colon(text, nameEnd);
        if (colon < 0) {
            throw new ICalendarSyntaxException(brief(name) + " has no colon", number);
        }
        return new ContentLine(text, name, nameEnd, colon + 1, from, to, number);
    }

    /** A new line without parameters. The value is taken as it is. */
    static ContentLine of(String name, String rawValue) {
        return new ContentLine(name + ':' + rawValue, name, name.length(), name.length() + 1, -1, -1, 0);
    }

    private static int nameEnd(String text) {
        int at = 0;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Wider than RFC 5545's names: underscores and dots occur. */
    private static boolean isNameChar(char c) {
        boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    }

    /** The colon before the value: the first outside quotes, or, where quotes are never closed, the first. */
    private static int colon(String text, int at) {
        boolean quoted = false;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ':' && !quoted) {
                return i;
            }
        }
        return text.indexOf(':', at);
    }

    /** Upper case, without a copy where it is already. */
    static String upper(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'a' && c <= 'z') {
                return name.toUpperCase(Locale.ROOT);
            }
        }
        return name;
    }

    /** A name fit for a message: a stray line of text can look like a long one. */
    static String brief(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String text() {
        return text;
    }

    /** The value as it is in the text, escapes and all. */
    String value() {
        return text.substring(valueStart);
    }

    boolean valueIs(String expected) {
        return text.length() - valueStart == expected.length()
                && text.regionMatches(true, valueStart, expected, 0, expected.length());
    }

    /** The physical line in the source, counted from 1; 0 for a new line. */
    int number() {
        return number;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean hasParams() {
        return valueStart > nameEnd + 1;
    }

    /** The decoded value of the first parameter of that name; null when there is none. */
    @Nullable
    String param(String wanted) {
        int at = paramStart(wanted);
        if (at < 0) {
            return null;
        }
        int value = at + wanted.length() + 2;
        return ParameterValues.decode(text.substring(value, paramEnd(at + 1)));
    }

    /** Whether a parameter has that value, whatever its case. */
    boolean paramIs(String wanted, String expected) {
        return hasParams() && expected.equalsIgnoreCase(param(wanted));
    }

    /** This line with a parameter set, or without it when the value is null. */
    ContentLine withParam(String wanted, @Nullable String value) {
        int at = paramStart(wanted);
        int colon = valueStart - 1;
        if (at < 0 && value == null) {
            return this;
        }
        String head = text.substring(0, at < 0 ? colon : at);
        String rest = text.substring(at < 0 ? colon : paramEnd(at + 1), colon);
        String set = value == null ? "" : ';' + wanted + '=' + ParameterValues.encode(value);
        String params = head + set + rest;
        return new ContentLine(params + text.substring(colon), name, nameEnd, params.length() + 1, -1, -1, 0);
    }

    /** This line with another raw value. */
    ContentLine withValue(String rawValue) {
        return new ContentLine(text.substring(0, valueStart) + rawValue, name, nameEnd, valueStart, -1, -1, 0);
    }

    /** The index of the semicolon before a parameter, -1 when there is none. */
    private int paramStart(String wanted) {
        int at = nameEnd;
        while (at < valueStart - 1) {
            int end = paramEnd(at + 1);
            int equals = at + 1 + wanted.length();
            if (equals < end
                    && text.charAt(equals) == '='
                    && text.regionMatches(true, at + 1, wanted, 0, wanted.length())) {
                return at;
            }
            at = end;
        }
        return -1;
    }

    private int paramEnd(int at) {
        boolean quoted = false;
        for (int i = at; i < valueStart - 1; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return i;
            }
        }
        return valueStart - 1;
    }

    @Override
    public String toString() {
        return "ContentLine[" + brief(name) + ", line " + number + "]";
    }
}
