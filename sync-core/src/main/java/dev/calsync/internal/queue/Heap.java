package dev.calsync.internal.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose elements know their place, so that any of them can be moved or taken out. It grows with what is
 * in it; most hold one to ten elements, because there is one for each account.
 */
final class Heap<T extends Keyed> {
    private static final int FIRST_CAPACITY = 2;

    private final Comparisons comparisons;
    private @Nullable Keyed[] items = {};
    private int size;

    Heap(Comparisons comparisons) {
        this.comparisons = comparisons;
    }

    /** How many keys were compared, in all heaps of one queue. */
    static final class Comparisons {
        private long count;

        boolean before(Keyed one, Keyed other) {
            count++;
            return one.before(other);
        }

        void add() {
            count++;
        }

        long count() {
            return count;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    T first() {
        return size == 0 ? null : at(0);
    }

    @Nullable
    T poll() {
        T first = first();
        if (first != null) {
            remove(first);
        }
        return first;
    }

    void add(T item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, Math.max(FIRST_CAPACITY, size + (size >> 1) + 1));
        }
        up(size++, item);
    }

    void remove(T item) {
        int hole = item.index;
        item.index = -1;
        T last = at(--size);
        items[size] = null;
        if (last != item) {
            settle(hole, last);
        }
    }

    /** The element's key has changed. */
    void moved(T item) {
        settle(item.index, item);
    }

    private void settle(int hole, T item) {
        if (hole > 0 && comparisons.before(item, at((hole - 1) >>> 1))) {
            up(hole, item);
        } else {
            down(hole, item);
        }
    }

    private void up(int from, T item) {
        int hole = from;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            T above = at(parent);
            if (!comparisons.before(item, above)) {
                break;
            }
            put(hole, above);
            hole = parent;
        }
        put(hole, item);
    }

    private void down(int from, T item) {
        int hole = from;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            T below = at(child);
            if (child + 1 < size) {
                T right = at(child + 1);
                if (comparisons.before(right, below)) {
                    below = right;
                    child++;
                }
            }
            if (!comparisons.before(below, item)) {
                break;
            }
            put(hole, below);
            hole = child;
        }
        put(hole, item);
    }

    private void put(int index, T item) {
        items[index] = item;
        item.index = index;
    }

    /** Only what was added as a T lies in the array, which cannot be made as one of T. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private T at(int index) {
        return (T) items[index];
    }
}
