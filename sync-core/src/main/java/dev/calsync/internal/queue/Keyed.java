package dev.calsync.internal.queue;

/** What a {@link Heap} orders: by key, then by order. In one heap at a time. */
abstract class Keyed {
    /** Where the heap holds it, or -1. The heap's own. */
    int index = -1;

    private long key;
    private long order;

    final long key() {
        return key;
    }

    final long order() {
        return order;
    }

    /** Who calls this tells the heap. */
    final void key(long newKey, long newOrder) {
        key = newKey;
        order = newOrder;
    }

    final boolean inHeap() {
        return index >= 0;
    }

    final boolean before(Keyed other) {
        return key < other.key || (key == other.key && order < other.order);
    }
}
