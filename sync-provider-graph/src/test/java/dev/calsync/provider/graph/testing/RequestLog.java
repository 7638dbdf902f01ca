package dev.calsync.provider.graph.testing;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What was asked of the server, in the order of the answers. An entry is written before its answer leaves, so a client
 * that has its answer finds its request here. Keeps the newest {@value #MAX_ENTRIES}; counts are of those. Thread-safe.
 */
public final class RequestLog {

    static final int MAX_ENTRIES = 100_000;

    private final ArrayDeque<LoggedRequest> entries = new ArrayDeque<>();

    RequestLog() {}

    /** A copy of all entries, oldest first. */
    public synchronized List<LoggedRequest> all() {
        return List.copyOf(entries);
    }

    /** A copy of the entries that match, oldest first. */
    public synchronized List<LoggedRequest> matching(Predicate<LoggedRequest> which) {
        return entries.stream().filter(which).toList();
    }

    /** How many entries there are. */
    public synchronized int count() {
        return entries.size();
    }

    /** How many entries match. */
    public int count(Predicate<LoggedRequest> which) {
        return matching(which).size();
    }

    /** How many entries are of this kind. */
    public int count(RequestKind kind) {
        return count(LoggedRequest.of(kind));
    }

    /** How many bytes the bodies of the answers had on the wire, by kind. */
    public synchronized Map<RequestKind, Long> replyBytes() {
        Map<RequestKind, Long> bytes = new EnumMap<>(RequestKind.class);
        entries.forEach(entry -> bytes.merge(entry.kind(), entry.replyBytes(), Long::sum));
        return bytes;
    }

    /** Forgets all entries. */
    public synchronized void reset() {
        entries.clear();
    }

    synchronized void add(LoggedRequest entry) {
        if (entries.size() == MAX_ENTRIES) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }
}
