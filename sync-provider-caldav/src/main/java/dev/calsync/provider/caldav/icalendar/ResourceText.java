package dev.calsync.provider.caldav.icalendar;

/**
 * Writes a tree as text: lines that came from a source are copied from there with their folds, new ones are folded at 75
 * octets (RFC 5545 section 3.1), all end in CRLF.
 */
final class ResourceText {
    private static final int MAX_OCTETS = 75;

    private final String source;
    private final boolean sourceUsesLf;
    private final StringBuilder out;

    private ResourceText(String source) {
        this.source = source;
        this.sourceUsesLf = source.indexOf('\n') >= 0;
        this.out = new StringBuilder(source.length() + 1024);
    }

    /** A tree whose old lines point into {@code source}. */
    static String of(Component calendar, String source) {
        ResourceText text = new ResourceText(source);
        text.append(calendar);
        return text.out.toString();
    }

    /** A tree of new lines. */
    static String of(Component calendar) {
        return of(calendar, "");
    }

    private void append(Component component) {
        append(component.begin());
        for (Node node : component.nodes()) {
            if (node instanceof ContentLine line) {
                append(line);
            } else {
                append((Component) node);
            }
        }
        append(component.end());
    }

    private void append(ContentLine line) {
        if (line.from() < 0) {
            fold(line.text(), out);
        } else {
            copy(line.from(), line.to());
        }
    }

    private void copy(int from, int to) {
        char lineEnd = sourceUsesLf ? '\n' : '\r';
        int start = from;
        while (start < to) {
            int end = source.indexOf(lineEnd, start);
            if (end < 0 || end > to) {
                end = to;
            }
            int stop = end;
            while (stop > start && source.charAt(stop - 1) == '\r') {
                stop--;
            }
            out.append(source, start, stop).append("\r\n");
            start = end + 1;
        }
    }

    /** Appends one line, folded between code points, with its CRLF. */
    static void fold(String line, StringBuilder out) {
        int octets = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < line.length()
                    && Character.isLowSurrogate(line.charAt(i + 1));
            int size = pair ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (octets + size > MAX_OCTETS) {
                out.append("\r\n ");
                octets = 1;
            }
            octets += size;
            out.append(c);
            if (pair) {
                out.append(line.charAt(++i));
            }
        }
        out.append("\r\n");
    }
}
