package dev.calsync.store.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the tables are called here. Statements say <code>{work}</code>, and get the table's name with schema and prefix.
 * They are text of this module, so there are only so many, and each is put together once. Thread-safe.
 */
final class Names {
    /** What a schema may be called, so that it needs no quotes anywhere. */
    static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    /** A prefix leaves room for the longest name behind it. */
    static final Pattern PREFIX = Pattern.compile("(?:[A-Za-z_][A-Za-z0-9_]{0,29})?");

    private static final Pattern TABLE = Pattern.compile("\\{([a-z_]+)}");

    private final String before;
    private final String prefix;
    private final Map<String, String> rendered = new ConcurrentHashMap<>();

    Names(@Nullable String schema, String prefix) {
        this.before = (schema == null ? "" : schema + ".") + prefix;
        this.prefix = prefix;
    }

    /** A table's name, as statements have it. */
    String table(String name) {
        return before + name;
    }

    /** The prefix alone, which names of indexes carry. */
    String prefix() {
        return prefix;
    }

    /** What tells this store's tables from others in the same database. */
    String identity() {
        return before;
    }

    /** A statement with the tables' names. */
    String render(String sql) {
        return rendered.computeIfAbsent(sql, this::fill);
    }

    private String fill(String sql) {
        Matcher matcher = TABLE.matcher(sql);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(table(found.group(1))));
    }
}
