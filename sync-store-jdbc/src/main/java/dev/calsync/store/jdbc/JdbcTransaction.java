package dev.calsync.store.jdbc;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.Region;
import dev.calsync.store.AccountStore;
import dev.calsync.store.AuditStore;
import dev.calsync.store.BreakerStore;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.CalendarStore;
import dev.calsync.store.ChannelStore;
import dev.calsync.store.CheckpointStore;
import dev.calsync.store.DeadLetterStore;
import dev.calsync.store.IntegrityStore;
import dev.calsync.store.IntentStore;
import dev.calsync.store.JobStore;
import dev.calsync.store.JournalStore;
import dev.calsync.store.Lease;
import dev.calsync.store.LinkStore;
import dev.calsync.store.MirrorStore;
import dev.calsync.store.MirrorTieStore;
import dev.calsync.store.NodeStore;
import dev.calsync.store.QuarantineStore;
import dev.calsync.store.ReplicaStore;
import dev.calsync.store.RevisionStore;
import dev.calsync.store.RunStore;
import dev.calsync.store.ScheduleStore;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.UserStore;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One transaction, and the statements of it. Everything it knows ends with it. */
final class JdbcTransaction implements StoreTransaction {
    private final Statements statements;
    private final StoreClock clock;
    private final Shared shared;
    private final Signals.Changes changes = new Signals.Changes();
    private final Thread thread = Thread.currentThread();
    private final CalendarKeys calendarKeys = new CalendarKeys(this);
    private final UserKeys userKeys = new UserKeys(this);
    private final DamagedRows damagedRows;
    private @Nullable Instant now;
    private boolean ended;
    /** Buckets of users of whom something was changed. */
    private final NavigableSet<Integer> changedBuckets = new TreeSet<>();

    /** See {@link JdbcScheduleStore}. */
    final Map<JdbcScheduleStore.Name, JdbcScheduleStore.Known> schedules = new HashMap<>();

    JdbcTransaction(Statements statements, StoreClock clock, Shared shared, DamagedRows damagedRows) {
        this.statements = statements;
        this.clock = clock;
        this.shared = shared;
        this.damagedRows = damagedRows;
    }

    /** What the transactions of one store share. */
    record Shared(RunPruning runPruning, Inbox inbox, Signals signals, KnownCalendars knownCalendars) {}

    /** Refuses calls that come too late or from elsewhere: a drawer must not be kept. */
    void check() {
        if (Thread.currentThread() != thread || ended) {
            throw new IllegalStateException(
                    "the transaction has ended or belongs to another thread: its drawers are good only within inTransaction");
        }
    }

    void end() {
        ended = true;
    }

    void countChange(int bucket) {
        changedBuckets.add(bucket);
    }

    /**
     * What is written last, when the work is done: rows that many transactions write are locked in order, and no longer than
     * need be.
     */
    void last() {
        for (int bucket : changedBuckets) {
            if (countedChange(bucket) == 0) {
                // The first region's rows are made when it is first named, which nobody may have done yet.
                regions().number(Region.DEFAULT);
                countedChange(bucket);
            }
        }
    }

    private int countedChange(int bucket) {
        return call("UPDATE {bucket_changes} SET changes = changes + 1 WHERE bucket = ?")
                .integer(bucket)
                .update();
    }

    Dialect dialect() {
        return statements.dialect();
    }

    DamagedRows damagedRows() {
        return damagedRows;
    }

    CalendarKeys calendarKeys() {
        return calendarKeys;
    }

    KnownCalendars knownCalendars() {
        return shared.knownCalendars;
    }

    UserKeys userKeys() {
        return userKeys;
    }

    RunPruning runPruning() {
        return shared.runPruning;
    }

    Inbox inbox() {
        return shared.inbox;
    }

    /** What others are to be told once this is committed. */
    Signals.Changes changes() {
        return changes;
    }

    Regions regions() {
        return new Regions(this);
    }

    Call call(String sql) {
        return new Call(statements, sql);
    }

    /** A change of rows by their keys. Its text ends with <code>IN (?*)</code>, which is its only parameter. */
    void forKeys(String sql, Collection<Long> keys) {
        if (dialect().arrays()) {
            if (!keys.isEmpty()) {
                call(sql).numbers(keys).update();
            }
            return;
        }
        // One row at a time, because a change of many may look through the whole table and wait for everybody.
        batch(sql.replace("IN (?*)", "= ?"), keys, Call::number);
    }

    <R> int[] batch(String sql, Iterable<R> rows, BiConsumer<Call, ? super R> bind) {
        return statements.batch(sql, rows, bind);
    }

    /** Deletes rows of before a time, the oldest first, at most so many. Returns how many. */
    int prune(String table, String key, String time, Instant before, int limit) {
        check();
        List<Long> old = call("SELECT " + key + " FROM {" + table + "} WHERE " + time + " < ? ORDER BY " + time + ", "
                        + key + " LIMIT ?" + dialect().forUpdateSkipLocked(""))
                .time(before)
                .integer(limit)
                .list(Row::number);
        return old.isEmpty()
                ? 0
                : call("DELETE FROM {" + table + "} WHERE " + key + " IN (?*)")
                        .numbers(old)
                        .update();
    }

    @Override
    public Instant now() {
        check();
        Instant known = now;
        if (known == null) {
            known = clock.now(
                    () -> call(dialect().clockQuery()).first(Row::number).orElseThrow());
            now = known;
        }
        return known;
    }

    @Override
    public void fence(Lease lease) {
        check();
        if (!new JdbcWorkStore(this).fence(lease)) {
            throw new LeaseLostException("the lease of " + lease.calendar() + " by node "
                    + lease.node().node() + " is lost: it ended, expired or was taken over. Give the run up");
        }
    }

    @Override
    public NodeStore nodes() {
        return new JdbcNodeStore(this);
    }

    @Override
    public UserStore users() {
        return new JdbcUserStore(this);
    }

    @Override
    public AccountStore accounts() {
        return new JdbcAccountStore(this);
    }

    @Override
    public CalendarStore calendars() {
        return new JdbcCalendarStore(this);
    }

    @Override
    public ScheduleStore schedules() {
        return new JdbcScheduleStore(this);
    }

    @Override
    public WorkStore work() {
        return new JdbcWorkStore(this);
    }

    @Override
    public BudgetStore budgets() {
        return new JdbcBudgetStore(this);
    }

    @Override
    public BreakerStore breakers() {
        return new JdbcBreakerStore(this);
    }

    @Override
    public JobStore jobs() {
        return new JdbcJobStore(this);
    }

    @Override
    public CheckpointStore checkpoints() {
        return new JdbcCheckpointStore(this);
    }

    @Override
    public ReplicaStore replica() {
        return new JdbcReplicaStore(this);
    }

    @Override
    public RevisionStore revisions() {
        return new JdbcRevisionStore(this);
    }

    @Override
    public LinkStore links() {
        return new JdbcLinkStore(this);
    }

    @Override
    public IntentStore intents() {
        return new JdbcIntentStore(this);
    }

    @Override
    public JournalStore journal() {
        return new JdbcJournalStore(this);
    }

    @Override
    public RunStore runs() {
        return new JdbcRunStore(this);
    }

    @Override
    public QuarantineStore quarantine() {
        return new JdbcQuarantineStore(this);
    }

    @Override
    public IntegrityStore integrity() {
        return new JdbcIntegrityStore(this);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new JdbcDeadLetterStore(this);
    }

    @Override
    public MirrorStore mirrors() {
        return new JdbcMirrorStore(this);
    }

    @Override
    public MirrorTieStore mirrorTies() {
        return new JdbcMirrorTieStore(this);
    }

    @Override
    public ChannelStore channels() {
        return new JdbcChannelStore(this);
    }

    @Override
    public AuditStore audit() {
        return new JdbcAuditStore(this);
    }
}
