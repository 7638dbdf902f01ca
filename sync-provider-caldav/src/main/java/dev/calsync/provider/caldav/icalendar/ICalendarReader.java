package dev.calsync.provider.caldav.icalendar;

import dev.calsync.system.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of components and lines out of a resource's text, in one pass and within the limits. Used once.
 *
 * <p>Lenient where nothing is lost: a byte order mark, line ends of LF or CR alone, blank lines, folds with a tab, names
 * in lower case. Strict where guessing would lose something: a line without a name, an END that is missing or belongs to
 * another component, anything behind the calendar.
 */
final class ICalendarReader {
    private final String text;
    private final ICalendarLimits limits;
    private final TimeBound bound;
    private final char lineEnd;
    private final boolean detached;
    private int at;
    private int number = 1;
    private int properties;
    private int components;

    private ICalendarReader(String text, ICalendarLimits limits, TimeBound bound, boolean detached) {
        this.text = text;
        this.bound = bound;
        this.detached = detached;
        this.limits = limits;
        this.lineEnd = text.indexOf('\n') >= 0 ? '\n' : '\r';
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    /** The VCALENDAR that the text is. */
    static Component read(String text, ICalendarLimits limits, TimeBound bound) throws ICalendarSyntaxException {
        checkBytes(text, limits);
        ICalendarReader reader = new ICalendarReader(text, limits, bound, false);
        Component root = reader.single();
        if (!root.name().equals("VCALENDAR")) {
            throw new ICalendarSyntaxException(
                    "the text does not begin with BEGIN:VCALENDAR", root.begin().number());
        }
        return root;
    }

    /** The one component that the text is; its lines are new ones, without a place in a source. */
    static Component readDetached(String text, ICalendarLimits limits) throws ICalendarSyntaxException {
        checkBytes(text, limits);
        return new ICalendarReader(text, limits, new TimeBound(TimeSource.system()), true).single();
    }

    private static void checkBytes(String text, ICalendarLimits limits) throws ICalendarSyntaxException {
        if (exceeds(text, limits.maxBytes())) {
            throw new ICalendarSyntaxException("more than " + limits.maxBytes() + " bytes", 0);
        }
    }

    private static boolean exceeds(String text, int maxBytes) {
        int length = text.length();
        if (length > maxBytes || length <= maxBytes / 3) {
            return length > maxBytes;
        }
        long bytes = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            // A surrogate is half of four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes > maxBytes;
    }

    private Component single() throws ICalendarSyntaxException {
        ContentLine first = next();
        if (first == null) {
            throw new ICalendarSyntaxException("the text is empty", 0);
        }
        if (!first.name().equals("BEGIN")) {
            throw new ICalendarSyntaxException("the text does not begin with BEGIN:VCALENDAR", first.number());
        }
        Component root = tree(open(first));
        ContentLine more = next();
        if (more != null) {
            throw new ICalendarSyntaxException("there is more behind END:" + brief(root), more.number());
        }
        return root;
    }

    private Component tree(Component root) throws ICalendarSyntaxException {
        Deque<Component> open = new ArrayDeque<>();
        open.push(root);
        while (true) {
            ContentLine line = next();
            Component current = open.element();
            if (line == null) {
                throw new ICalendarSyntaxException(
                        "END:" + brief(current) + " is missing", current.begin().number());
            }
            switch (line.name()) {
                case "BEGIN" -> {
                    Component inner = open(line);
                    if (open.size() >= limits.maxDepth()) {
                        throw new ICalendarSyntaxException(
                                "components nested deeper than " + limits.maxDepth(), line.number());
                    }
                    current.add(inner);
                    open.push(inner);
                }
                case "END" -> {
                    if (!line.value().strip().equalsIgnoreCase(current.name())) {
                        throw new ICalendarSyntaxException(
                                "END does not belong to BEGIN:" + brief(current), line.number());
                    }
                    current.close(line);
                    open.pop();
                    if (open.isEmpty()) {
                        return current;
                    }
                }
                default -> property(current, line);
            }
        }
    }

    private void property(Component current, ContentLine line) throws ICalendarSyntaxException {
        if (++properties > limits.maxProperties()) {
            throw new ICalendarSyntaxException("more than " + limits.maxProperties() + " properties", line.number());
        }
        current.add(line);
    }

    private Component open(ContentLine line) throws ICalendarSyntaxException {
        if (++components > limits.maxComponents()) {
            throw new ICalendarSyntaxException("more than " + limits.maxComponents() + " components", line.number());
        }
        return new Component(line.value().strip().toUpperCase(Locale.ROOT), line);
    }

    private static String brief(Component component) {
        return ContentLine.brief(component.name());
    }

    /** The next content line, unfolded; null at the end. */
    private @Nullable ContentLine next() throws ICalendarSyntaxException {
        while (at < text.length()) {
            int from = at;
            int begin = number;
            int to = physicalLine();
            if (isBlank(from, to)) {
                continue;
            }
            if (isFold(from)) {
                throw new ICalendarSyntaxException("a folded line continues nothing", begin);
            }
            if (!isFold(at)) {
                checkLength(to - from, begin);
                return line(text.substring(from, to), from, to, begin);
            }
            return unfold(from, to, begin);
        }
        return null;
    }

    private ContentLine unfold(int from, int firstTo, int begin) throws ICalendarSyntaxException {
        StringBuilder whole = new StringBuilder(2 * (firstTo - from)).append(text, from, firstTo);
        int to = firstTo;
        while (isFold(at)) {
            int more = at + 1;
            to = physicalLine();
            whole.append(text, more, Math.max(more, to));
            checkLength(whole.length(), begin);
        }
        return line(whole.toString(), from, to, begin);
    }

    private ContentLine line(String unfolded, int from, int to, int begin) throws ICalendarSyntaxException {
        return ContentLine.read(unfolded, detached ? -1 : from, detached ? -1 : to, begin);
    }

    /** Steps over one physical line and returns where its content ends. */
    private int physicalLine() throws ICalendarSyntaxException {
        int end = text.indexOf(lineEnd, at);
        if (end < 0) {
            end = text.length();
        }
        if (number > limits.maxLines()) {
            throw new ICalendarSyntaxException("more than " + limits.maxLines() + " lines", number);
        }
        bound.checkNowAndThen(number);
        int to = end;
        while (to > at && text.charAt(to - 1) == '\r') {
            to--;
        }
        at = Math.min(end + 1, text.length());
        number++;
        return to;
    }

    private boolean isFold(int index) {
        return index < text.length() && (text.charAt(index) == ' ' || text.charAt(index) == '\t');
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    private void checkLength(int chars, int begin) throws ICalendarSyntaxException {
        if (chars > limits.maxLineChars()) {
            throw new ICalendarSyntaxException("a line of more than " + limits.maxLineChars() + " characters", begin);
        }
    }
}
