package dev.calsync.store;

import java.time.Instant;

/**
 * The drawers of a store, as one transaction sees them. Used by one thread, and only while the transaction lasts.
 *
 * <p>Every drawer is narrow, and its hot calls take and return lists, so that a store can answer many with one statement.
 *
 * <p>What all drawers have in common:
 *
 * <ul>
 *   <li>Everything of a calendar hangs on its row in {@link #calendars()}, and that on its account's in {@link
 *       #accounts()}. To write something for a calendar or account that is not kept, or that is another user's, is
 *       refused with an {@link IllegalArgumentException}, except where a call says that it is ignored; to read it finds
 *       nothing, and to delete it changes nothing.
 *   <li>Times are kept to the microsecond; what is finer may be cut.
 *   <li>Ids are compared case-sensitively, byte for byte. "Oldest first" and "newest first" are by when a row was first
 *       kept, unless a call says otherwise.
 *   <li>Limits are not negative; a list that is cut to its limit is not marked as such.
 *   <li>A transaction, or a drawer of it, that is used after its end or by another thread refuses with an {@link
 *       IllegalStateException}.
 * </ul>
 */
public interface StoreTransaction {

    /** The transaction's time, by the store's clock: the same at every call. */
    Instant now();

    /**
     * Makes everything this transaction writes depend on the lease: takes a lock that conflicts with a takeover and is
     * held until the transaction ends. To be called first.
     *
     * @throws dev.calsync.error.LeaseLostException if the lease is lost: its run was ended, its node's lease is lost,
     *     the calendar's fencing token has grown, or the calendar is no longer kept. The transaction must be given up.
     */
    void fence(Lease lease);

    /** The nodes that share this store, and who owns which bucket. */
    NodeStore nodes();

    /** What is kept about users beside their accounts. */
    UserStore users();

    /** Accounts and their credentials. */
    AccountStore accounts();

    /** The calendars of the accounts. */
    CalendarStore calendars();

    /** Schedules and when each fires next. */
    ScheduleStore schedules();

    /** What is owed to each calendar. */
    WorkStore work();

    /** What may still be asked of providers. */
    BudgetStore budgets();

    /** Which providers and accounts are left alone for a while. */
    BreakerStore breakers();

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

    /** What runs did, so that it can be undone. */
    JournalStore journal();

    /** The history of runs. */
    RunStore runs();

    /** Series that cannot be synchronised. */
    QuarantineStore quarantine();

    /** Mirrors between calendars. */
    MirrorStore mirrors();

    /** What binds mirrored series. */
    MirrorTieStore mirrorTies();

    /** Push channels. */
    ChannelStore channels();

    /** What users and operators did. */
    AuditStore audit();

    /** Work that was given up. */
    DeadLetterStore deadLetters();

    /** Whether what is kept is still what was written. */
    IntegrityStore integrity();
}
