package dev.calsync.listener;

/**
 * Is told what happens in the engine: after it was made durable, at most once, and on the node where it happened only.
 * What must be complete is read from the history instead.
 *
 * <p>Called by the engine's threads, from several at once, so an implementation must be thread-safe, quick and must not
 * block. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface SyncListener {

    /** Something happened. New kinds of events may come with any release: ignore those you do not know. */
    void on(SyncEvent event);
}
