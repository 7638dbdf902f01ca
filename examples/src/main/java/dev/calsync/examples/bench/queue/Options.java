package dev.calsync.examples.bench.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param scale how much, and for how long
 * @param rows the names of the rows to measure
 * @param url the JDBC URL of a PostgreSQL database whose user may make others; empty for a server of our own
 * @param commitsLater whether a commit may be answered before it is on the disk
 */
record Options(Scale scale, List<String> rows, Optional<String> url, boolean commitsLater) {

    /**
     * @param known the names of all rows
     * @param onlyInFull the name of one that the shorter forms leave out unless it is named
     */
    static Options of(List<String> arguments, List<String> known, String onlyInFull) {
        Scale scale = Scale.QUICK;
        List<String> rows = List.of();
        Optional<String> url = Optional.empty();
        boolean commitsLater = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--full" -> scale = Scale.FULL;
                case "--tiny" -> scale = Scale.TINY;
                case "--commit-async" -> commitsLater = true;
                case "--rows" -> rows = rows(following(arguments, i++), known);
                case "--jdbc" -> url = Optional.of(url(following(arguments, i++)));
                default ->
                    throw new IllegalArgumentException(
                            "it takes --full, --tiny, --rows NAME,..., --jdbc URL and --commit-async, not " + argument);
            }
        }
        boolean full = scale.equals(Scale.FULL);
        List<String> usual =
                known.stream().filter(row -> full || !row.equals(onlyInFull)).toList();
        return new Options(scale, rows.isEmpty() ? usual : rows, url, commitsLater);
    }

    private static String following(List<String> arguments, int i) {
        if (i + 1 == arguments.size()) {
            throw new IllegalArgumentException(arguments.get(i) + " needs a value");
        }
        return arguments.get(i + 1);
    }

    private static List<String> rows(String list, List<String> known) {
        List<String> named = List.of(list.split(",", -1));
        List<String> unknown = new ArrayList<>(named);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--rows takes " + String.join(", ", known) + ", not " + String.join(", ", unknown));
        }
        return known.stream().filter(named::contains).toList();
    }

    private static String url(String url) {
        if (!url.startsWith("jdbc:postgresql://")) {
            throw new IllegalArgumentException("--jdbc takes a URL that begins with jdbc:postgresql://, not " + url);
        }
        return url;
    }
}
