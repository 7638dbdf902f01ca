package dev.calsync.internal.engine;

import dev.calsync.error.LeaseLostException;
import dev.calsync.internal.grants.AccountGrant;
import dev.calsync.internal.pacing.RunPacing;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.RunId;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.system.Cancellable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run under way: a lease, a worker, and a chain of steps, each a task of its own. Between two steps, and before every
 * request to a provider, it looks whether it should stop.
 */
final class ActiveRun {

    /** Why a run should stop. */
    enum Stop {
        /** The engine closes; the work is handed back. */
        CLOSING,
        /** The job that asked for it was called off; what others are owed is owed again. */
        CANCELLED,
        /** It goes on for longer than a run may; it counts as failed. */
        OVERDUE,
        /** The lease is gone; nothing may be written any more. */
        LEASE_LOST
    }

    private final RunServices services;
    private final Lease lease;
    private final RunId id;
    private final SyncJob job;
    private final SyncWorker worker;
    private final CalendarOptions options;
    private final Instant startedAt;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CallMeter meter;
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private final RunClock clock;
    private volatile Progress progress = Progress.of("start", 0);
    private volatile @Nullable Cancellable step;
    private volatile @Nullable AccountGrant grant;
    private volatile @Nullable RunPacing pacing;
    private final Aftermath aftermath;
    private volatile SessionShare session = new SessionShare();
    private int steps;
    private int remembered;
    private boolean working;
    private volatile boolean mayYield = true;

    ActiveRun(
            RunServices services,
            RunId id,
            Lease lease,
            SyncWorker worker,
            CalendarOptions options,
            Instant startedAt) {
        this.services = services;
        this.lease = lease;
        this.id = id;
        this.worker = worker;
        this.options = options;
        this.startedAt = startedAt;
        this.aftermath = new Aftermath(this);
        this.meter = new CallMeter(services.environment().time());
        this.clock = new RunClock(
                services.environment().time(), services.settings().limits().runDeadline());
        this.job = new SyncJob(
                JobId.of(id.value()),
                lease.user(),
                List.of(lease.calendar()),
                lease.type(),
                lease.priority(),
                lease.owedSince(),
                JobStatus.PROCESSING,
                lease.attempts(),
                Math.max(options.retry().maxRetries(), lease.attempts()));
    }

    RunServices services() {
        return services;
    }

    RunId id() {
        return id;
    }

    Lease lease() {
        return lease;
    }

    SyncJob job() {
        return job;
    }

    CalendarOptions options() {
        return options;
    }

    Instant startedAt() {
        return startedAt;
    }

    Progress progress() {
        return progress;
    }

    Aftermath aftermath() {
        return aftermath;
    }

    CallMeter meter() {
        return meter;
    }

    /** What the run proves itself with; unset for workers of the host's own. */
    void uses(AccountGrant held) {
        grant = held;
    }

    /** The session it shares with the runs before and after it. */
    void shares(SessionShare with) {
        session = with;
    }

    SessionShare session() {
        return session;
    }

    /** What the run may ask of its provider; unset for workers of the host's own. */
    void paced(RunPacing by) {
        pacing = by;
    }

    /** Whether it may hand back its work before the next step without wasting what it has just asked for. */
    void mayYield(boolean value) {
        mayYield = value;
    }

    @Nullable
    RunPacing pacing() {
        return pacing;
    }

    /** Whether what the run proved itself with is what is kept. */
    boolean usesCurrentCredentials(StoreTransaction tx) {
        AccountGrant used = grant;
        return used == null
                || tx.accounts()
                        .find(lease.calendar().account())
                        .filter(stored -> stored.version() == used.version())
                        .isPresent();
    }

    /** Why it should stop; null while it may go on. */
    @Nullable
    Stop stop() {
        return stop.get();
    }

    /** Hands over the first step. Listeners hear of it there, so that a slow one delays no other run. */
    void start() {
        next(this::begin);
    }

    private WorkOutcome begin() throws InterruptedException {
        services.listeners()
                .tell(new SyncEvent.RunStarted(
                        lease.user(),
                        startedAt,
                        lease.calendar(),
                        id,
                        lease.type(),
                        lease.priority(),
                        lease.attempts() + 1));
        return worker.work(job, new RunContext(this));
    }

    /**
     * Asks the run to stop: between two steps at the latest. A lost lease also interrupts the step under way, and ends the
     * run here and now; for any other reason {@link #keepTime} interrupts it when its time is up. The first reason stays.
     */
    void stop(Stop why) {
        stop.accumulateAndGet(why, (known, now) -> known == null || now == Stop.LEASE_LOST ? now : known);
        if (why == Stop.LEASE_LOST) {
            interrupt();
            services.runEnds().abandoned(this);
        }
    }

    /** Hands the work back although it was not begun. */
    void handBack() {
        services.runEnds().handedBack(this);
    }

    /** Interrupts the step that is under way. One that has not begun will see by itself that it should not. */
    void interrupt() {
        synchronized (ended) {
            Cancellable current = step;
            if (working && current != null) {
                current.cancel();
            }
        }
    }

    /**
     * Looks after the run's time; called about once a second by one thread at a time. A run past its deadline, or one that
     * was called off and does not stop by itself, is interrupted. If its worker ignores even that, the run is ended
     * without it: the fence keeps whatever the worker still does from counting, and no request leaves it any more.
     */
    void keepTime() {
        if (clock.overdue()) {
            stop(Stop.OVERDUE);
        }
        Stop why = stop.get();
        if (isOver() || (why != Stop.CANCELLED && why != Stop.OVERDUE)) {
            return;
        }
        switch (clock.stopping(why == Stop.CANCELLED)) {
            case NOTHING -> {}
            case INTERRUPT -> interrupt();
            case END_WITHOUT_WORKER -> services.runEnds().withoutWorker(this, why);
        }
    }

    private void next(WorkStep work) {
        if (isOver()) {
            return;
        }
        int number = nextNumber();
        Cancellable handle;
        try {
            handle = services.environment().tasks().execute("run", () -> perform(work));
        } catch (RejectedExecutionException closed) {
            services.runEnds().abandoned(this);
            return;
        }
        remember(number, handle);
        if (stop.get() == Stop.LEASE_LOST) {
            stop(Stop.LEASE_LOST);
        }
    }

    private int nextNumber() {
        synchronized (ended) {
            return ++steps;
        }
    }

    /** The next step may be under way, and have handed over one more, before this thread gets here. */
    private void remember(int number, Cancellable handle) {
        synchronized (ended) {
            if (number > remembered) {
                remembered = number;
                step = handle;
            }
        }
    }

    private void perform(WorkStep work) {
        if (isOver() || endedBetweenSteps()) {
            return;
        }
        if (mayYield && services.turns().mustYield(this)) {
            services.runEnds().handedBack(this);
            return;
        }
        WorkOutcome outcome;
        try {
            outcome = interruptibly(work);
        } catch (InterruptedException interrupted) {
            services.runEnds().interrupted(this);
            return;
        } catch (RuntimeException failure) {
            services.runEnds().failed(this, failure);
            return;
        } catch (Error failure) {
            services.runEnds().failed(this, failure);
            throw failure;
        }
        if (outcome instanceof WorkOutcome.More more) {
            next(more.next());
        } else {
            services.runEnds().ended(this, outcome);
        }
    }

    /** Whether the run is to go no further; then it has ended. */
    private boolean endedBetweenSteps() {
        if (lease.abandoned() >= RunEnds.ABANDONED_MAX) {
            services.runEnds().givenUp(this);
            return true;
        }
        if (!services.node().holds()) {
            stop.set(Stop.LEASE_LOST);
        } else if (clock.overdue()) {
            stop.compareAndSet(null, Stop.OVERDUE);
        }
        Stop why = stop.get();
        if (why == null) {
            return false;
        }
        services.runEnds().stopped(this, why);
        return true;
    }

    /**
     * Nobody interrupts this thread before the step begins, or once it is over: what follows is written to the store and
     * must not be cut short.
     */
    private WorkOutcome interruptibly(WorkStep work) throws InterruptedException {
        synchronized (ended) {
            working = true;
        }
        try {
            return work.run();
        } finally {
            synchronized (ended) {
                working = false;
            }
            var unused = Thread.interrupted();
        }
    }

    /** Whether it has an end, written down or about to be. */
    boolean isOver() {
        return ended.get();
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Notes that the run is over and closes what it opened. Whoever gets true says what follows; nobody else does. */
    boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        return true;
    }

    /** A store transaction that counts only while the lease holds. */
    <T> T fenced(Function<StoreTransaction, T> work) {
        refuseIfLost();
        return meter.inStore(() -> services.store().inTransaction(tx -> {
            tx.fence(lease);
            return work.apply(tx);
        }));
    }

    void refuseIfLost() {
        if (stop.get() == Stop.LEASE_LOST || isOver() || !services.node().holds()) {
            throw new LeaseLostException("the lease on calendar " + lease.calendar()
                    + " is lost: its run was ended, or another node may own it by now. Stop, and write nothing more");
        }
    }

    CalendarRef calendar() {
        return lease.calendar();
    }

    /** Its worker told how far it is. */
    void progressed(Progress now) {
        progress = now;
    }

    /** Whether its worker should stop. */
    boolean mustStop() {
        return stop.get() != null || isOver() || !services.node().holds();
    }
}
