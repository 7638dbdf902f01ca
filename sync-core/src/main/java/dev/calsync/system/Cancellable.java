package dev.calsync.system;

/** A task that can still be called off. Thread-safe; never blocks. */
@FunctionalInterface
public interface Cancellable {

    /**
     * Calls the task off. A task that has not begun never begins; one that is running on a thread of its own is
     * interrupted; one that has ended is left alone. Calling this again changes nothing.
     */
    void cancel();
}
