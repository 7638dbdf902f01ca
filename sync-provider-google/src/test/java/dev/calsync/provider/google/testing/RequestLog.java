package dev.calsync.provider.google.testing;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was asked of the server, in the order of the answers. An entry is written before its answer leaves, so a client
 * that has its answer finds its request here. Keeps the newest {@value #MAX_ENTRIES}; counts are of those. Thread-safe.
 */
public final class RequestLog {

    static final int MAX_ENTRIES = 100_000;

    private final ArrayDeque<LoggedRequest> entries = new ArrayDeque<>();

    /**
     * What requests of one kind amount to.
     *
     * @param requests how many there were
     * @param requestBytes what their bodies came to
     * @param answerBytes what the bodies of their answers came to, as they went out
     */
    public record Traffic(long requests, long requestBytes, long answerBytes) {
        private Traffic plus(LoggedRequest entry) {
            return new Traffic(requests + 1, requestBytes + entry.requestBytes(), answerBytes + entry.answerBytes());
        }
    }

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

    /** Requests and bytes by kind. */
    public synchronized Map<String, Traffic> traffic() {
        Map<String, Traffic> traffic = new TreeMap<>();
        for (LoggedRequest entry : entries) {
            traffic.put(
                    entry.kind(),
                    traffic.getOrDefault(entry.kind(), new Traffic(0, 0, 0)).plus(entry));
        }
        return traffic;
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
