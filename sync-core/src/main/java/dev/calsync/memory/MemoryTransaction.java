package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
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
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import dev.calsync.store.QuarantineStore;
import dev.calsync.store.ReplicaStore;
import dev.calsync.store.RevisionStore;
import dev.calsync.store.RunStore;
import dev.calsync.store.ScheduleStore;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.UserStore;
import dev.calsync.store.WorkRow;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One transaction: the time it goes by, what it has changed so far, and whether it is still under way. */
final class MemoryTransaction implements StoreTransaction {
    final MemoryState state;
    final Journal journal = new Journal();
    private final Instant now;
    private final Thread thread = Thread.currentThread();
    /** The calendars of which a damaged row was read. */
    final Set<CalendarShelf> damaged = new LinkedHashSet<>();

    private boolean ended;

    MemoryTransaction(MemoryState state, Instant now) {
        this.state = state;
        this.now = now;
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

    @Override
    public Instant now() {
        check();
        return now;
    }

    @Override
    public void fence(Lease lease) {
        check();
        if (held(lease) == null) {
            throw new LeaseLostException("the lease of " + lease.calendar() + " by node "
                    + lease.node().node() + " is lost: it ended, expired or was taken over. Give the run up");
        }
    }

    /** The calendar that a lease holds; null if the lease is lost. */
    @Nullable
    CalendarShelf held(Lease lease) {
        CalendarShelf calendar = state.calendars.get(lease.calendar());
        WorkRow<NodeRow> work = calendar == null ? null : calendar.work;
        WorkRow.Claim<NodeRow> claim = work == null ? null : work.claim();
        boolean holds = claim != null && claim.token() == lease.fencingToken() && live(lease.node()) == claim.node();
        return holds ? calendar : null;
    }

    /** The node that a lease is of; null if the lease is lost. */
    @Nullable
    NodeRow live(NodeLease lease) {
        NodeRow node = state.nodes.get(lease.node());
        return node != null && node.epoch == lease.epoch() && node.liveAt(now) ? node : null;
    }

    @Override
    public NodeStore nodes() {
        return new MemoryNodeStore(this);
    }

    @Override
    public UserStore users() {
        return new MemoryUserStore(this);
    }

    @Override
    public AccountStore accounts() {
        return new MemoryAccountStore(this);
    }

    @Override
    public CalendarStore calendars() {
        return new MemoryCalendarStore(this);
    }

    @Override
    public ScheduleStore schedules() {
        return new MemoryScheduleStore(this);
    }

    @Override
    public WorkStore work() {
        return new MemoryWorkStore(this);
    }

    @Override
    public BudgetStore budgets() {
        return new MemoryBudgetStore(this);
    }

    @Override
    public BreakerStore breakers() {
        return new MemoryBreakerStore(this);
    }

    @Override
    public JobStore jobs() {
        return new MemoryJobStore(this);
    }

    @Override
    public CheckpointStore checkpoints() {
        return new MemoryCheckpointStore(this);
    }

    @Override
    public ReplicaStore replica() {
        return new MemoryReplicaStore(this);
    }

    @Override
    public RevisionStore revisions() {
        return new MemoryRevisionStore(this);
    }

    @Override
    public LinkStore links() {
        return new MemoryLinkStore(this);
    }

    @Override
    public IntentStore intents() {
        return new MemoryIntentStore(this);
    }

    @Override
    public JournalStore journal() {
        return new MemoryJournalStore(this);
    }

    @Override
    public RunStore runs() {
        return new MemoryRunStore(this);
    }

    @Override
    public QuarantineStore quarantine() {
        return new MemoryQuarantineStore(this);
    }

    @Override
    public MirrorStore mirrors() {
        return new MemoryMirrorStore(this);
    }

    @Override
    public MirrorTieStore mirrorTies() {
        return new MemoryMirrorTieStore(this);
    }

    @Override
    public ChannelStore channels() {
        return new MemoryChannelStore(this);
    }

    @Override
    public AuditStore audit() {
        return new MemoryAuditStore(this);
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new MemoryDeadLetterStore(this);
    }

    @Override
    public IntegrityStore integrity() {
        return new MemoryIntegrityStore(this);
    }
}
