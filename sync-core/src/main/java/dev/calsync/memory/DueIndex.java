package dev.calsync.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is due when: an ordered map for each bucket, and the earliest entry of each in one ordered map of heads. A
 * question walks the heads, of which there are at most as many as buckets, and merges only as many buckets of
 * the asking node as the answer needs. So it costs what it answers, not what is stored, whoever owns how many buckets.
 */
final class DueIndex<T> {
    private final NavigableMap<Moment, Integer> heads = new TreeMap<>();
    /** Regions have buckets of their own. One that is empty stays: there are only so many for each region. */
    private final Map<Integer, NavigableMap<Moment, T>> byBucket = new HashMap<>();

    void put(Journal journal, int bucket, Moment due, T row) {
        NavigableMap<Moment, T> rows = rows(bucket);
        Moment head = rows.isEmpty() ? null : rows.firstKey();
        journal.put(rows, due, row);
        if (head == null || due.compareTo(head) < 0) {
            if (head != null) {
                journal.remove(heads, head);
            }
            journal.put(heads, due, bucket);
        }
    }

    void remove(Journal journal, int bucket, Moment due) {
        NavigableMap<Moment, T> rows = rows(bucket);
        journal.remove(rows, due);
        if (journal.remove(heads, due) != null && !rows.isEmpty()) {
            journal.put(heads, rows.firstKey(), bucket);
        }
    }

    private NavigableMap<Moment, T> rows(int bucket) {
        return byBucket.computeIfAbsent(bucket, number -> new TreeMap<>());
    }

    /** What is due at {@code now} or before, earliest first. */
    List<T> due(Set<Integer> buckets, Instant now, int limit) {
        Iterator<Map.Entry<Moment, Integer>> untouched = heads.entrySet().iterator();
        Map.Entry<Moment, Integer> head = nextHead(untouched, buckets, now);
        PriorityQueue<Next<T>> nexts = new PriorityQueue<>();
        List<T> due = new ArrayList<>();
        while (due.size() < limit && (head != null || !nexts.isEmpty())) {
            Next<T> next = nexts.peek();
            if (head != null
                    && (next == null || head.getKey().compareTo(next.entry().getKey()) < 0)) {
                push(nexts, rows(head.getValue()).entrySet().iterator(), now);
                head = nextHead(untouched, buckets, now);
            } else {
                Next<T> taken = nexts.remove();
                due.add(taken.entry().getValue());
                push(nexts, taken.rest(), now);
            }
        }
        return due;
    }

    private static Map.@Nullable Entry<Moment, Integer> nextHead(
            Iterator<Map.Entry<Moment, Integer>> heads, Set<Integer> buckets, Instant now) {
        while (heads.hasNext()) {
            Map.Entry<Moment, Integer> head = heads.next();
            if (head.getKey().at().isAfter(now)) {
                return null;
            }
            if (buckets.contains(head.getValue())) {
                return head;
            }
        }
        return null;
    }

    /** When the earliest is due. */
    Optional<Instant> next(Set<Integer> buckets) {
        for (Map.Entry<Moment, Integer> head : heads.entrySet()) {
            if (buckets.contains(head.getValue())) {
                return Optional.of(head.getKey().at());
            }
        }
        return Optional.empty();
    }

    private static <T> void push(PriorityQueue<Next<T>> nexts, Iterator<Map.Entry<Moment, T>> rows, Instant now) {
        if (rows.hasNext()) {
            Map.Entry<Moment, T> next = rows.next();
            if (!next.getKey().at().isAfter(now)) {
                nexts.add(new Next<>(next, rows));
            }
        }
    }

    /** The earliest row of a bucket that was not taken yet, and those after it. */
    private record Next<T>(Map.Entry<Moment, T> entry, Iterator<Map.Entry<Moment, T>> rest)
            implements Comparable<Next<T>> {
        @Override
        public int compareTo(Next<T> other) {
            return entry.getKey().compareTo(other.entry.getKey());
        }
    }
}
