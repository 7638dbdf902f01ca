package dev.calsync.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The names that Windows has for time zones, which Outlook, Exchange and Microsoft Graph write, and the zones of the tz
 * database (IANA) behind them, as the Unicode CLDR has them ({@code windowsZones}). Several zones of the tz database
 * share one name of Windows, so going there and back may end at another zone of the same hours.
 */
public final class WindowsZones {
    private static final String RESOURCE = "windows-zones.txt";
    private static final Pattern SPACE = Pattern.compile(" ");

    private WindowsZones() {}

    /** The table, read at its first use. */
    private static final class Table {
        private static final Table READ = read();

        private final Map<String, String> zones = new HashMap<>();
        private final Map<String, String> names = new HashMap<>();
        private final SortedMap<String, String> all = new TreeMap<>();

        private static Table read() {
            try (InputStream in = WindowsZones.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("sync-core is not complete: " + RESOURCE + " is missing");
                }
                Table table = new Table();
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(table::add);
                return table;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> words(String line) {
            return SPACE.splitAsStream(line).toList();
        }

        /** {@code NAME=MAIN OLDER|OTHER OTHER}: an older JDK may not know a zone under its name of today. */
        private void add(String line) {
            int equals = line.indexOf('=');
            int bar = line.indexOf('|');
            String name = line.substring(0, equals);
            for (String id : words(line.substring(equals + 1, bar))) {
                names.put(id, name);
                if (Zones.find(id).isPresent()) {
                    zones.putIfAbsent(key(name), id);
                    all.putIfAbsent(name, id);
                }
            }
            for (String id : words(line.substring(bar + 1))) {
                names.putIfAbsent(id, name);
            }
        }
    }

    /** The zone, by an id that the JDK knows, that Windows calls this in any case; empty when it calls none so. */
    public static Optional<String> zone(String windowsName) {
        return Optional.ofNullable(Table.READ.zones.get(key(windowsName)));
    }

    /** What Windows calls a zone of the tz database; empty when it has no name for it. */
    public static Optional<String> name(String zoneId) {
        return Optional.ofNullable(Table.READ.names.get(zoneId));
    }

    /** Every name of Windows with its zone, as {@link #zone} gives it. */
    public static SortedMap<String, String> all() {
        return Collections.unmodifiableSortedMap(Table.READ.all);
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
