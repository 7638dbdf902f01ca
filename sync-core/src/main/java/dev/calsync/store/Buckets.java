package dev.calsync.store;

import dev.calsync.model.UserId;

/**
 * How users are spread over the nodes of a fleet: each user belongs to one of {@link #COUNT} buckets for ever, and each
 * bucket is owned by at most one node at a time. The owner alone fires the schedules and runs the work of its users, so
 * limits and fairness between them need no coordination.
 */
public final class Buckets {

    /** How many buckets there are. Part of what is stored: it never changes. */
    public static final int COUNT = 512;

    private Buckets() {}

    /** The bucket of a user, from 0 (inclusive) to {@link #COUNT} (exclusive); the same on every machine. */
    public static int of(UserId user) {
        int hash = user.value().hashCode();
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return Math.floorMod(hash, COUNT);
    }
}
