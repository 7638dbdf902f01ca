package dev.calsync.internal.engine;

import dev.calsync.auth.Credentials;
import dev.calsync.error.LeaseLostException;
import dev.calsync.internal.pacing.RunPacing;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.job.WorkContext;
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
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run under way: a lease, a worker, and a chain of steps, each a task of its own. Between two steps, and before every
 * request to a provider, it looks whether it should stop.
 */
final class ActiveRun implements WorkContext {
    private static final Logger log = LoggerFactory.getLogger(ActiveRun.class);
    private static final int CHECKPOINT_CHARS_MAX = 64 * 1024;

    /** Why a run should stop. */
    enum Stop {
        /** The engine closes; the work is handed back. */
        CLOSING,
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
    private final CallMeter meter = new CallMeter();

    private volatile @Nullable Stop stop;
    private volatile Progress progress = Progress.of("start", 0);
    private volatile @Nullable Cancellable step;
    private volatile @Nullable Credentials credentials;
    private volatile @Nullable RunPacing pacing;
    private volatile SessionShare session = new SessionShare();
    private int steps;
    private int remembered;
    private final AtomicReference<@Nullable Runnable> atEnd = new AtomicReference<>();

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
        this.job = new SyncJob(
                JobId.of(id.value()),
                lease.user(),
                List.of(lease.calendar()),
                lease.type(),
                lease.priority(),
                lease.owedSince(),
                JobStatus.PROCESSING,
                lease.attempts(),
                Math.max(services.settings().retry().maxRetries(), lease.attempts()));
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

    CallMeter meter() {
        return meter;
    }

    /** What the run proves itself with; unset for workers of the host's own. */
    void uses(Credentials held) {
        credentials = held;
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

    @Nullable
    RunPacing pacing() {
        return pacing;
    }

    /** Whether what the run proved itself with is what is kept. */
    boolean usesCurrentCredentials(StoreTransaction tx) {
        Credentials used = credentials;
        return used == null
                || tx.accounts()
                        .find(lease.calendar().account())
                        .filter(stored -> stored.credentials().equals(used))
                        .isPresent();
    }

    @Nullable
    Stop stop() {
        return stop;
    }

    /** What is to be closed when the run ends, however it ends; at once if it has ended meanwhile. */
    void atEnd(Runnable close) {
        atEnd.set(close);
        if (ended.get()) {
            closeWhatIsOpen();
        }
    }

    private void closeWhatIsOpen() {
        Runnable close = atEnd.getAndSet(null);
        if (close == null) {
            return;
        }
        try {
            close.run();
        } catch (RuntimeException | Error failure) {
            log.warn("what a run of calendar {} had opened could not be closed", calendar(), failure);
        }
    }

    void start() {
        services.listeners()
                .tell(new SyncEvent.RunStarted(
                        lease.user(),
                        startedAt,
                        lease.calendar(),
                        id,
                        lease.type(),
                        lease.priority(),
                        lease.attempts() + 1));
        next(() -> worker.work(job, this));
    }

    /** Asks the run to stop: between two steps at the latest, and by an interrupt within one. */
    void stop(Stop why) {
        if (stop != Stop.LEASE_LOST) {
            stop = why;
        }
        if (why == Stop.LEASE_LOST) {
            interrupt();
            services.runEnds().abandoned(this);
        }
    }

    /** Hands the work back although it was not begun. */
    void handBack() {
        services.runEnds().handedBack(this);
    }

    /** Interrupts the step that is under way; what it left is handed back. */
    void interrupt() {
        Cancellable current = step;
        if (current != null) {
            current.cancel();
        }
    }

    private void next(WorkStep work) {
        int number = nextNumber();
        Cancellable handle;
        try {
            handle = services.environment().tasks().execute("run", () -> perform(work));
        } catch (RejectedExecutionException closed) {
            services.runEnds().abandoned(this);
            return;
        }
        remember(number, handle);
        if (stop == Stop.LEASE_LOST) {
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
        if (stop == Stop.LEASE_LOST || !services.node().holds()) {
            services.runEnds().abandoned(this);
            return;
        }
        if (stop == Stop.CLOSING || services.turns().mustYield(this)) {
            services.runEnds().handedBack(this);
            return;
        }
        WorkOutcome outcome;
        try {
            outcome = work.run();
        } catch (InterruptedException interrupted) {
            services.runEnds().interrupted(this);
            return;
        } catch (RuntimeException failure) {
            forgetInterrupt();
            services.runEnds().failed(this, failure);
            return;
        } catch (Error failure) {
            forgetInterrupt();
            services.runEnds().failed(this, failure);
            throw failure;
        }
        forgetInterrupt();
        if (outcome instanceof WorkOutcome.More more) {
            next(more.next());
        } else {
            services.runEnds().ended(this, outcome);
        }
    }

    /** An interrupt was for the step that is over; what follows is written to the store and must not be cut short. */
    private static void forgetInterrupt() {
        var unused = Thread.interrupted();
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Notes that the run is over and closes what it opened. Whoever gets true says what follows; nobody else does. */
    boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        closeWhatIsOpen();
        return true;
    }

    /** A store transaction that counts only while the lease holds. */
    <T> T fenced(Function<StoreTransaction, T> work) {
        refuseIfLost();
        return services.store().inTransaction(tx -> {
            tx.fence(lease);
            return work.apply(tx);
        });
    }

    void refuseIfLost() {
        if (stop == Stop.LEASE_LOST || !services.node().holds()) {
            throw new LeaseLostException("the lease on calendar " + lease.calendar()
                    + " is lost: another node may own it by now. Stop, and write nothing more");
        }
    }

    @Override
    public CalendarRef calendar() {
        return lease.calendar();
    }

    @Override
    public Optional<String> checkpoint() {
        return fenced(tx -> tx.checkpoints().workerCheckpoint(lease.calendar()));
    }

    @Override
    public void checkpoint(String checkpoint) {
        if (checkpoint.length() > CHECKPOINT_CHARS_MAX) {
            throw new IllegalArgumentException("a checkpoint may have at most " + CHECKPOINT_CHARS_MAX
                    + " characters, this one has " + checkpoint.length());
        }
        fenced(tx -> {
            tx.checkpoints().putWorkerCheckpoint(lease.calendar(), checkpoint);
            return true;
        });
    }

    @Override
    public void progress(Progress now) {
        refuseIfLost();
        progress = now;
        services.listeners()
                .tell(new SyncEvent.RunProgressed(
                        lease.user(), services.environment().time().now(), lease.calendar(), id, now));
    }

    @Override
    public WorkOutcome deferUntil(Instant until, String reason) {
        refuseIfLost();
        return new WorkOutcome.Deferred(until, reason);
    }

    @Override
    public boolean cancelled() {
        return stop != null || !services.node().holds();
    }
}
