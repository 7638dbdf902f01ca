package dev.calsync.store.jdbc;

import dev.calsync.store.AccountStore;
import dev.calsync.store.AuditStore;
import dev.calsync.store.BreakerStore;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.CalendarStore;
import dev.calsync.store.ChannelStore;
import dev.calsync.store.CheckpointStore;
import dev.calsync.store.DeadLetterStore;
import dev.calsync.store.IntentStore;
import dev.calsync.store.JobStore;
import dev.calsync.store.Lease;
import dev.calsync.store.LinkStore;
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
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One transaction, and the statements of it. Everything it knows ends with it. */
final class JdbcTransaction implements StoreTransaction {
    private final Statements statements;
    private final StoreClock clock;
    private final Thread thread = Thread.currentThread();
    private final CalendarKeys calendarKeys = new CalendarKeys(this);
    private final UserKeys userKeys = new UserKeys(this);
    private @Nullable Instant now;
    private boolean ended;

    JdbcTransaction(Statements statements, StoreClock clock) {
        this.statements = statements;
        this.clock = clock;
    }

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

    Dialect dialect() {
        return statements.dialect();
    }

    CalendarKeys calendarKeys() {
        return calendarKeys;
    }

    UserKeys userKeys() {
        return userKeys;
    }

    Regions regions() {
        return new Regions(this);
    }

    Call call(String sql) {
        return new Call(statements, sql);
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
        throw new UnsupportedOperationException();
    }

    @Override
    public NodeStore nodes() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public WorkStore work() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BudgetStore budgets() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BreakerStore breakers() {
        throw new UnsupportedOperationException();
    }

    @Override
    public JobStore jobs() {
        throw new UnsupportedOperationException();
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
    public RunStore runs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public QuarantineStore quarantine() {
        return new JdbcQuarantineStore(this);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new JdbcDeadLetterStore(this);
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
