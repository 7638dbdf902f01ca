package dev.calsync.store.jdbc;

import dev.calsync.store.AccountStore;
import dev.calsync.store.BreakerStore;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.CalendarStore;
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

    @Override
    public Instant now() {
        check();
        Instant known = now;
        if (known == null) {
            known = clock.now(() -> call(dialect().clockQuery()).first(Row::number).orElseThrow());
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
        throw new UnsupportedOperationException();
    }

    @Override
    public CalendarStore calendars() {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    @Override
    public ReplicaStore replica() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RevisionStore revisions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LinkStore links() {
        throw new UnsupportedOperationException();
    }

    @Override
    public IntentStore intents() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RunStore runs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public QuarantineStore quarantine() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DeadLetterStore deadLetters() {
        throw new UnsupportedOperationException();
    }
}
