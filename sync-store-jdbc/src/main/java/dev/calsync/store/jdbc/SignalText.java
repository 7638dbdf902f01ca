package dev.calsync.store.jdbc;

import java.util.HexFormat;
import java.util.stream.Collectors;

/** What processes tell one another, as text: {@code *} for anything, else the numbers of buckets with commas between. */
final class SignalText {
    static final String ANYTHING = "*";
    /** PostgreSQL takes less than 8,000 bytes; a bucket has ten digits at most. */
    private static final int MOST_BUCKETS = 700;

    private SignalText() {}

    /** The channel of a store: others in the same database have others. */
    static String channel(Names names) {
        return "calsync_" + HexFormat.of().formatHex(Hash.of("signals " + names.identity()), 0, 6);
    }

    static String of(Signals.Changes changes) {
        if (changes.anything() || changes.buckets().size() > MOST_BUCKETS) {
            return ANYTHING;
        }
        return changes.buckets().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** A text that this version does not know means anything. */
    static Signals.Changes read(String text) {
        Signals.Changes changes = new Signals.Changes();
        if (text.matches("\\d{1,9}(?:,\\d{1,9})*")) {
            for (String bucket : text.split(",", -1)) {
                changes.work(Integer.parseInt(bucket));
            }
        } else {
            changes.nodes();
        }
        return changes;
    }
}
