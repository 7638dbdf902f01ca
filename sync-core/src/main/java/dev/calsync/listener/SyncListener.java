package dev.calsync.listener;

/**
 * Is told what happens in the engine: after it was made durable, at most once, and on the node where it happened only.
 * What must be complete is read from the history instead.
 *
 * <p>Called by the engine's threads, from several at once, so an implementation must be thread-safe, quick and must not
 * block. What it throws is logged and changes nothing. One that is slow all the same holds up the run that the event is
 * about, and with it a worker, but no other run: who has much to do with an event puts it into a queue of its own.
 *
 * <p>For one calendar and on one node, the end of a run is told before the start of the next one, and the events of a run
 * in their order. Between calendars there is no order.
 */
@FunctionalInterface
public interface SyncListener {

    /** Something happened. New kinds of events may come with any release: ignore those you do not know. */
    void on(SyncEvent event);
}
