package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * Entries by due time, then by arrival. Work mostly comes in the order it is due; what does is chained at the end, which
 * touches its neighbour alone. The rest lies in a heap. Either way the first is known.
 */
final class Entries {
    private final Heap.Comparisons comparisons;
    private @Nullable Heap<Entry> outOfOrder;
    private @Nullable Entry head;
    private @Nullable Entry tail;

    Entries(Heap.Comparisons comparisons) {
        this.comparisons = comparisons;
    }

    @Nullable
    Entry first() {
        Entry other = outOfOrder == null ? null : outOfOrder.first();
        Entry chained = head;
        if (other == null || chained == null) {
            return other == null ? chained : other;
        }
        return comparisons.before(other, chained) ? other : chained;
    }

    void add(Entry entry) {
        Entry last = tail;
        if (last != null && comparisons.before(entry, last)) {
            Heap<Entry> heap = outOfOrder;
            if (heap == null) {
                heap = new Heap<>(comparisons);
                outOfOrder = heap;
            }
            heap.add(entry);
            return;
        }
        entry.previous = last;
        if (last == null) {
            head = entry;
        } else {
            last.following = entry;
        }
        tail = entry;
    }

    void remove(Entry entry) {
        if (outOfOrder != null && entry.inHeap()) {
            outOfOrder.remove(entry);
            return;
        }
        Entry before = entry.previous;
        Entry after = entry.following;
        if (before == null) {
            head = after;
        } else {
            before.following = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.previous = before;
        }
        entry.previous = null;
        entry.following = null;
    }
}
