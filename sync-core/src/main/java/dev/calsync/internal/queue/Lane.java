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
    /** The lines of accounts that are ready, by their first. */
    final Heap<Line> lines;

    @Nullable Ring ring;
    @Nullable Lane previous;
    @Nullable Lane next;
    /** When it took its seat, among all seats of all rings. */
    long ticket;

    Lane(QueuedUser user, ProviderPool pool, int priority, Heap.Comparisons comparisons) {
        this.user = user;
        this.pool = pool;
        this.priority = priority;
        this.lines = new Heap<>(comparisons);
    }
}
