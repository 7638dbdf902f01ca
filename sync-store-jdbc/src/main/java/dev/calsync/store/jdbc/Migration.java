package dev.calsync.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One numbered step of the schema, as its file has it.
 *
 * @param version its number
 * @param file the name of its file
 * @param text what the file says
 */
record Migration(int version, String file, String text) {
    /** The files of every dialect, in order. Each dialect has them all. */
    private static final List<String> FILES =
            List.of("V0001__identities.sql", "V0002__queue.sql", "V0003__calendars.sql");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final Pattern VERSION = Pattern.compile("V0*(\\d+)__.*");

    /** All steps for a dialect, in order. */
    static List<Migration> all(Dialect dialect) {
        List<Migration> all = new ArrayList<>();
        for (String file : FILES) {
            Matcher version = VERSION.matcher(file);
            if (!version.matches()) {
                throw new IllegalStateException(file);
            }
            all.add(new Migration(Integer.parseInt(version.group(1)), file, read(dialect, file)));
        }
        return List.copyOf(all);
    }

    private static String read(Dialect dialect, String file) {
        String path = "schema/" + dialect.name() + "/" + file;
        try (InputStream stream = Migration.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException(path + " is missing in the jar of the store");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Changes when the file does, but not with the line ends or what the tables are called. */
    String checksum() {
        return HexFormat.of().formatHex(Hash.of(text.replace("\r\n", "\n")));
    }

    /** What is to be executed. */
    List<String> statements(Names names, Map<String, String> placeholders) {
        return SqlScript.statements(text).stream()
                .map(statement -> PLACEHOLDER
                        .matcher(statement)
                        .replaceAll(found -> Matcher.quoteReplacement(filled(found.group(1), names, placeholders))))
                .toList();
    }

    private static String filled(String name, Names names, Map<String, String> placeholders) {
        String value = placeholders.get(name);
        if (value != null) {
            return value;
        }
        return name.equals("prefix") ? names.prefix() : names.table(name);
    }
}
