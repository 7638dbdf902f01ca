package dev.calsync.store;

/**
 * Told by a store that there may be something to do, so that nobody waits for the next look. What is told are hints: they may
 * come twice, late, or not at all, and never are what somebody may rely on. Called after a commit, by any thread;
 * implementations return at once and throw nothing.
 */
public interface StoreListener {

    /**
     * Work in a bucket was asked for or changed.
     *
     * @return whether the bucket is this listener's, so that nobody else need be told
     */
    boolean work(int bucket);

    /** Nodes came or went, buckets were given back, or hints may have been missed: look at everything. */
    void anything();
}
