package dev.calsync.memory;

import dev.calsync.store.Buckets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is due when, over all buckets and for each. A node that owns every bucket walks one map; one that shares merges
 * its buckets' maps, whose number is bounded, so that nothing of another node's is ever looked at. Either way a question
 * costs what it answers, not what is stored.
 */
final class DueIndex<T> {
    private final NavigableMap<Moment, T> all = new TreeMap<>();
    private final List<NavigableMap<Moment, T>> byBucket = IntStream.range(0, Buckets.COUNT)
            .<NavigableMap<Moment, T>>mapToObj(bucket -> new TreeMap<>())
            .toList();

    void put(Journal journal, int bucket, Moment due, T row) {
        journal.put(all, due, row);
        journal.put(byBucket.get(bucket), due, row);
    }

    void remove(Journal journal, int bucket, Moment due) {
        journal.remove(all, due);
        journal.remove(byBucket.get(bucket), due);
    }

    /** What is due at {@code now} or before, earliest first. */
    List<T> due(Set<Integer> buckets, Instant now, int limit) {
        List<T> due = new ArrayList<>();
        if (coversAll(buckets)) {
            for (Map.Entry<Moment, T> entry : all.entrySet()) {
                if (due.size() >= limit || entry.getKey().at().isAfter(now)) {
                    break;
                }
                due.add(entry.getValue());
            }
            return due;
        }
        PriorityQueue<Head<T>> heads = new PriorityQueue<>();
        maps(buckets).forEach(map -> push(heads, map.entrySet().iterator(), now));
        while (due.size() < limit && !heads.isEmpty()) {
            Head<T> head = heads.remove();
            due.add(head.entry().getValue());
            push(heads, head.rest(), now);
        }
        return due;
    }

    /** When the earliest is due. */
    Optional<Instant> next(Set<Integer> buckets) {
        if (coversAll(buckets)) {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.firstKey().at());
        }
        return maps(buckets)
                .filter(map -> !map.isEmpty())
                .map(map -> map.firstKey().at())
                .min(Instant::compareTo);
    }

    /** A node alone owns exactly the numbers from 0 to COUNT - 1, and asks more often than any other. */
    private static boolean coversAll(Set<Integer> buckets) {
        return buckets.size() == Buckets.COUNT;
    }

    private Stream<NavigableMap<Moment, T>> maps(Set<Integer> buckets) {
        return buckets.stream().map(byBucket::get);
    }

    private static <T> void push(PriorityQueue<Head<T>> heads, Iterator<Map.Entry<Moment, T>> rows, Instant now) {
        if (rows.hasNext()) {
            Map.Entry<Moment, T> next = rows.next();
            if (!next.getKey().at().isAfter(now)) {
                heads.add(new Head<>(next, rows));
            }
        }
    }

    /** The earliest row of a bucket that was not taken yet, and those after it. */
    private record Head<T>(Map.Entry<Moment, T> entry, Iterator<Map.Entry<Moment, T>> rest)
            implements Comparable<Head<T>> {
        @Override
        public int compareTo(Head<T> other) {
            return entry.getKey().compareTo(other.entry.getKey());
        }
    }
}
