package dev.calsync.store;

import java.time.Instant;

/**
 * The drawers of a store, as one transaction sees them. Used by one thread, and only while the transaction lasts.
 *
 * <p>Every drawer is narrow, and its hot calls take and return lists, so that a store can answer many with one statement.
 */
public interface StoreTransaction {

    /** The transaction's time, by the store's clock: the same at every call. */
    Instant now();

    /**
     * Makes everything this transaction writes depend on the lease: takes a lock that conflicts with a takeover and is
     * held until the transaction ends. To be called first.
     *
     * @throws dev.calsync.error.LeaseLostException if the lease is lost: its node was declared dead, or the calendar's
     *     fencing token has grown. The transaction must be given up.
     */
    void fence(Lease lease);

    /** The nodes that share this store, and who owns which bucket. */
    NodeStore nodes();

    /** Accounts and their credentials. */
    AccountStore accounts();

    /** The calendars of the accounts. */
    CalendarStore calendars();

    /** Schedules and when each fires next. */
    ScheduleStore schedules();

    /** What is owed to each calendar. */
    WorkStore work();

    /** Requests that somebody may wait for. */
    JobStore jobs();

    /** Where each change feed is. */
    CheckpointStore checkpoints();

    /** The built-in replica. */
    ReplicaStore replica();

    /** What lost a conflict. */
    RevisionStore revisions();

    /** What ties local series to remote ones. */
    LinkStore links();

    /** Remote writes under way. */
    IntentStore intents();

    /** The history of runs. */
    RunStore runs();

    /** Series that cannot be synchronised. */
    QuarantineStore quarantine();

    /** Work that was given up. */
    DeadLetterStore deadLetters();
}
