package dev.calsync.provider.graph;

import dev.calsync.model.Description;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Descriptions. Exchange keeps every body as an HTML document, whatever it was sent: plain text comes back as the document
 * that was made of it, and a fragment with a frame around. Both are taken off again where nothing but them is there, so that a
 * body which nobody changed reads as it was written.
 */
final class Bodies {
    private static final Pattern FRAME = Pattern.compile(
            "\\s*<html>\\s*<head>(?<head>.{0,2000}?)</head>\\s*<body>(?<inner>.*)</body>\\s*</html>\\s*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAIN_HEAD = Pattern.compile("(?:\\s|<meta [^<>]*>)*", Pattern.CASE_INSENSITIVE);
    private static final String CONVERTED = "converted from text";
    private static final String TEXT_OPENS = "<div class=\"PlainText\">";
    private static final String TEXT_CLOSES = "</div>";
    private static final Map<String, String> ENTITIES = Map.of(
            "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "#39", "'", "#43", "+", "#64",
            "@");
    private static final int MAX_ENTITY_CHARS = 8;

    private Bodies() {}

    /** What a body says. */
    static Description read(String content, boolean html) {
        if (content.isEmpty()) {
            return Description.NONE;
        }
        if (!html) {
            return Description.plain(content.replace("\r\n", "\n"));
        }
        Matcher frame = FRAME.matcher(content);
        if (!frame.matches()) {
            return Description.html(content);
        }
        String head = frame.group("head");
        String inner = frame.group("inner").strip();
        if (inner.isEmpty()) {
            return Description.NONE;
        }
        int text = inner.indexOf(TEXT_OPENS);
        if (text >= 0 && (text == 0 || head.contains(CONVERTED))) {
            int end = inner.indexOf(TEXT_CLOSES, text);
            String words = end < 0 ? null : text(inner.substring(text + TEXT_OPENS.length(), end));
            boolean rest = end >= 0 && isMarkupOnly(inner.substring(end + TEXT_CLOSES.length()));
            if (words != null && rest && isMarkupOnly(inner.substring(0, text))) {
                return words.isEmpty() ? Description.NONE : Description.plain(words);
            }
        }
        return Description.html(PLAIN_HEAD.matcher(head).matches() ? inner : content);
    }

    /** Whether nothing but closing and opening marks is left. */
    private static boolean isMarkupOnly(String markup) {
        return markup.replaceAll("<[^<>]*>", "").isBlank();
    }

    /** The text of markup that holds line breaks and nothing else; null if there is more in it. */
    private static @Nullable String text(String markup) {
        StringBuilder out = new StringBuilder(markup.length());
        int at = 0;
        while (at < markup.length()) {
            char c = markup.charAt(at);
            if (c == '<') {
                int end = markup.indexOf('>', at);
                String tag =
                        end < 0 ? "" : markup.substring(at + 1, end).strip().toLowerCase(Locale.ROOT);
                if (!tag.equals("br") && !tag.equals("br/") && !tag.equals("br /")) {
                    return null;
                }
                out.append('\n');
                at = end + 1;
            } else if (c == '&') {
                at = entity(markup, at, out);
            } else {
                // Lines of the markup are no lines of the text.
                if (c != '\r' && c != '\n') {
                    out.append(c);
                }
                at++;
            }
        }
        return out.toString();
    }

    private static int entity(String markup, int at, StringBuilder out) {
        int end = markup.indexOf(';', at);
        String name = end < 0 || end - at > MAX_ENTITY_CHARS ? "" : markup.substring(at + 1, end);
        String known = ENTITIES.get(name);
        if (known != null) {
            out.append(known);
            return end + 1;
        }
        if (name.matches("#[0-9]{1,6}") && Character.isValidCodePoint(Integer.parseInt(name, 1, name.length(), 10))) {
            out.appendCodePoint(Integer.parseInt(name, 1, name.length(), 10));
            return end + 1;
        }
        out.append('&');
        return at + 1;
    }
}
