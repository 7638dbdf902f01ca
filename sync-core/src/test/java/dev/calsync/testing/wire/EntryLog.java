package dev.calsync.testing.wire;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What was asked of a server, in the order of the answers. An entry is written before its answer leaves, so a client that
 * has its answer finds its request here. Keeps the newest {@value #MAX_ENTRIES}; counts are of those. Thread-safe.
 *
 * @param <E> what is written down of one request
 */
public class EntryLog<E> {
    /** So many entries are kept. */
    public static final int MAX_ENTRIES = 100_000;

    private final ArrayDeque<E> entries = new ArrayDeque<>();

    /** An empty log. */
    protected EntryLog() {}

    /** A copy of all entries, oldest first. */
    public final synchronized List<E> all() {
        return List.copyOf(entries);
    }

    /** A copy of the entries that match, oldest first. */
    public final synchronized List<E> matching(Predicate<? super E> which) {
        return entries.stream().filter(which).toList();
    }

    /** How many entries there are. */
    public final synchronized int count() {
        return entries.size();
    }

    /** How many entries match. */
    public final int count(Predicate<? super E> which) {
        return matching(which).size();
    }

    /** Forgets all entries. */
    public final synchronized void reset() {
        entries.clear();
    }

    /** Writes one down: for the server. */
    protected final synchronized void write(E entry) {
        if (entries.size() == MAX_ENTRIES) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }
}
