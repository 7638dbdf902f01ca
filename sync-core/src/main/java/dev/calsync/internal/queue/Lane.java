package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * The waiting work of one user, provider and priority that the accounts' limits let through. It sits in one ring, or in
 * none. Keyed, among the timers, by a time not later than the one at which it has to change rings by itself.
 */
final class Lane extends Keyed {
    final QueuedUser user;
    final ProviderPool pool;
    final int priority;
    /** The user's next lane, in no order. */
    final @Nullable Lane sibling;

    private final Heap.Comparisons comparisons;
    /** The lines of accounts that are ready, by their first: most users have one account, and need no heap. */
    private @Nullable Line only;

    private @Nullable Heap<Line> lines;

    @Nullable
    Ring ring;

    @Nullable
    Lane previous;

    @Nullable
    Lane next;
    /** When it took its seat, among all seats of all rings. */
    long ticket;

    Lane(QueuedUser user, ProviderPool pool, int priority, @Nullable Lane sibling, Heap.Comparisons comparisons) {
        this.user = user;
        this.pool = pool;
        this.priority = priority;
        this.sibling = sibling;
        this.comparisons = comparisons;
    }

    @Nullable
    Line first() {
        return lines == null ? only : lines.first();
    }

    void add(Line line) {
        if (lines != null) {
            lines.add(line);
        } else if (only == null) {
            only = line;
            line.index = 0;
        } else {
            Heap<Line> heap = new Heap<>(comparisons);
            heap.add(only);
            heap.add(line);
            only = null;
            lines = heap;
        }
    }

    void remove(Line line) {
        if (lines != null) {
            lines.remove(line);
        } else {
            only = null;
            line.index = -1;
        }
    }

    /** The line's key has changed. */
    void moved(Line line) {
        if (lines != null) {
            lines.moved(line);
        }
    }
}
