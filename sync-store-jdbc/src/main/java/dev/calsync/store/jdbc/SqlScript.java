package dev.calsync.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a SQL file apart into statements. A semicolon ends a statement unless it is within quotes ('…' and "…" with the
 * quote doubled for itself, `…`), within dollar quotes ($$…$$, $tag$…$tag$), or within a comment (-- to the end of the line,
 * nested slash-star). Comments are left out, quotes stay as they are.
 */
final class SqlScript {
    private final String text;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private int at;

    private SqlScript(String text) {
        this.text = text;
    }

    /**
     * The statements of a file, in order.
     *
     * @throws IllegalArgumentException if a quote or comment has no end
     */
    static List<String> statements(String text) {
        SqlScript script = new SqlScript(text);
        script.read();
        return List.copyOf(script.statements);
    }

    private void read() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '\'' || next == '"' || next == '`') {
                copyTo(end(String.valueOf(next), at + 1));
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                skipComment();
            } else if (next == '$' && dollarTag() != null) {
                String tag = text.substring(at, text.indexOf('$', at + 1) + 1);
                copyTo(end(tag, at + tag.length()));
            } else if (next == ';') {
                at++;
                finish();
            } else {
                copyTo(at + 1);
            }
        }
        finish();
    }

    /** A quote within quotes is doubled; read as two quoted texts in a row, that comes to the same. */
    private int end(String quote, int from) {
        int end = text.indexOf(quote, from);
        if (end < 0) {
            throw new IllegalArgumentException("the quote " + quote + " in line " + line() + " has no end");
        }
        return end + quote.length();
    }

    private void copyTo(int end) {
        statement.append(text, at, end);
        at = end;
    }

    private void skipComment() {
        int depth = 0;
        int start = at;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
        if (depth > 0) {
            at = start;
            throw new IllegalArgumentException("the comment in line " + line() + " has no end");
        }
        statement.append(' ');
    }

    /** The tag of a dollar quote that begins here; null if it is only a dollar, such as one within a name or a parameter. */
    private @Nullable String dollarTag() {
        boolean withinName = at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1));
        int end = text.indexOf('$', at + 1);
        if (withinName || end < 0) {
            return null;
        }
        String tag = text.substring(at + 1, end);
        return tag.matches("(?:[A-Za-z_][A-Za-z0-9_]*)?") ? tag : null;
    }

    private void finish() {
        String complete = statement.toString().strip();
        if (!complete.isEmpty()) {
            statements.add(complete);
        }
        statement.setLength(0);
    }

    private long line() {
        return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
