package dev.calsync.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * A calendar the queue knows: it waits in a line, or it runs in a slot. Owed again while it runs, it has
 * {@code next}. Keyed by due time, then by arrival.
 */
final class Entry extends Keyed {
    final QueuedAccount account;
    QueuedWork work;
    /** The slot it runs in; null while it waits. */
    @Nullable
    Slot slot;
    /** Whether its part of the slot is given back, though how it ended is not kept yet. */
    boolean released;
    /** What is owed after the run. */
    @Nullable
    QueuedWork next;

    /** Its neighbours while it is chained. */
    @Nullable
    Entry previous;

    @Nullable
    Entry following;

    Entry(QueuedAccount account, QueuedWork work) {
        this.account = account;
        this.work = work;
    }

    /** One run of a worker, a user, an account and a provider; more than one calendar when it is a batch. */
    static final class Slot {
        final int priority;
        int calendars = 1;

        Slot(int priority) {
            this.priority = priority;
        }
    }
}
