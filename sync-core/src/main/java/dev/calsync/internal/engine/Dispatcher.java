package dev.calsync.internal.engine;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.internal.queue.FairQueue;
import dev.calsync.internal.queue.QueueGate;
import dev.calsync.internal.queue.QueuedWork;
import dev.calsync.job.Priority;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.NodeLease;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkItem;
import dev.calsync.system.Cancellable;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what runs next on this node.
 *
 * <p>Each look does the same four things: fire the schedules whose time has come, read on in the work that is due in the
 * node's buckets into the ready queue, claim as much of it as the queue lets start, and plan the next look. A look happens
 * when a run ended, when somebody on this node asked for work, when the next known due time comes, and at the poll
 * interval at the latest, because other nodes ask for work too. Rows are the truth and the queue is a view of them: a look
 * that comes too often costs a read, one that is missed is made up for by the next.
 *
 * <p>Order, fairness and limits are the queue's, and exact, because a user's work is run by the one node that owns the
 * user's bucket. Calendars of one account that are due together follow one another in one session: a batch. A batch that
 * holds its worker too long while others wait gives up the turns it has not begun; a long run of low priority gives up its
 * own between two steps.
 *
 * <p>Nothing here says that a calendar is run once at a time: the claim in the store does, and the fence keeps it true
 * when this node is mistaken about being alive.
 */
final class Dispatcher implements RunServices.Turns {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    /** More than this is not kept in memory; the rest waits in the store. */
    private static final int QUEUE_MAX = 200_000;
    /** So many runs may be here whose ends are not kept yet; a store that is slow, or away, must not have them pile up. */
    private static final int UNKEPT_MAX = 5_000;
    /** How long a batch, or a run of low priority, holds a worker while others wait. */
    private static final Duration TURN = Duration.ofSeconds(10);
    /** What would not begin within this is not claimed yet: another node, or stronger work, may come first. */
    private static final Duration BEGINS_WITHIN = Duration.ofMillis(250);
    /** How long an account that was refused is left alone without looking; others may have lifted what refused it. */
    private static final Duration LEFT_ALONE_MAX = Duration.ofSeconds(5);

    private final SyncStore store;
    private final Environment environment;
    private final EngineSettings settings;
    private final NodeKeeper node;
    private final ScheduleFirer firer;
    private final RunStarter starter;

    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicBoolean lookQueued = new AtomicBoolean();
    private final FairQueue queue;
    private final WorkerPool pool;
    private final DueReader reader;
    private final ActiveRuns active = new ActiveRuns();
    /** Calendars whose claim may have been committed though its answer was lost. */
    private final Set<CalendarRef> doubtful = new HashSet<>();

    private long versions;
    private Instant storeTime = Instant.EPOCH;
    private long storeTimeNanos;
    private volatile boolean idle;
    private volatile boolean strongerWaits;
    private volatile boolean closing;
    private @Nullable Cancellable timer;

    Dispatcher(
            SyncStore store,
            Environment environment,
            EngineSettings settings,
            NodeKeeper node,
            ScheduleFirer firer,
            RunStarter starter) {
        this.store = store;
        this.environment = environment;
        this.settings = settings;
        this.node = node;
        this.firer = firer;
        this.starter = starter;
        this.queue = new FairQueue(settings.concurrency());
        this.pool = new WorkerPool(settings.scaling(), queue);
        this.reader = new DueReader(settings.poll(), settings.batching().window());
    }

    /** Looks as soon as possible. Cheap; may be called from anywhere. */
    void wake() {
        if (closing || !lookQueued.compareAndSet(false, true)) {
            return;
        }
        try {
            environment.tasks().execute("dispatch", this::look);
        } catch (RejectedExecutionException closed) {
            closing = true;
        }
    }

    /** Somebody may have asked for work in these buckets. What this node asks for while it looks, it has seen. */
    void hint(Collection<Integer> buckets) {
        if (!looking.isHeldByCurrentThread()) {
            reader.hint(buckets);
            wake();
        }
    }

    /** A run has done its work and leaves its place; its calendar stays taken until it is {@link #over}. */
    void released(ActiveRun run) {
        if (active.released(run, environment.time())) {
            wake();
        }
    }

    /** Runs no longer count as running here; the next of their batches have their turn. */
    void over(List<ActiveRun> runs) {
        runs.forEach(run -> active.released(run, environment.time()));
        runs.forEach(active::over);
        wake();
    }

    /** The queue hears of places that were left when somebody is about to ask it: those who leave them need not wait. */
    private void placesLeft() {
        for (ActiveRuns.Left one = active.left(); one != null; one = active.left()) {
            queue.released(one.place(), now());
            pool.ran(one.took());
        }
        for (CalendarRef over = active.over(); over != null; over = active.over()) {
            queue.ended(over, now());
        }
    }

    /** The node's lease is lost: every run stops, and what is queued belongs to somebody else. */
    void leaseLost() {
        looking.lock();
        try {
            queue.clear();
            reader.moved(Set.of());
        } finally {
            looking.unlock();
        }
        runs().forEach(run -> run.stop(ActiveRun.Stop.LEASE_LOST));
        wake();
    }

    /** The run of a calendar on this node, if there is one. */
    Optional<ActiveRun> run(CalendarRef calendar) {
        return active.find(calendar);
    }

    Collection<ActiveRun> runs() {
        return active.all();
    }

    /** Why work that waits on this node is not started; empty if none waits here. */
    Optional<String> waiting(CalendarRef calendar) {
        looking.lock();
        try {
            placesLeft();
            return queue.waiting(calendar, now());
        } finally {
            looking.unlock();
        }
    }

    /**
     * How many nodes the fleet needs so that work waits no longer than this, judged by what waits here.
     *
     * @param shareOfTheFleet which part of all users are this node's, more than 0 and at most 1
     */
    int desiredNodes(Duration targetWait, double shareOfTheFleet) {
        looking.lock();
        try {
            placesLeft();
            return pool.desiredNodes(targetWait, shareOfTheFleet);
        } finally {
            looking.unlock();
        }
    }

    @Override
    public boolean mustYield(ActiveRun run) {
        return strongerWaits
                && run.lease().priority() == Priority.LOW
                && run.startedAt().plus(TURN).isBefore(environment.time().now());
    }

    @Override
    public void leaveAlone(AccountId account, Instant until) {
        looking.lock();
        try {
            Duration wait = Duration.between(environment.time().now(), until);
            Duration longest = wait.compareTo(LEFT_ALONE_MAX) < 0 ? wait : LEFT_ALONE_MAX;
            queue.close(new QueueGate.OfAccount(account), now().plus(longest), now());
        } finally {
            looking.unlock();
        }
    }

    /** Claims nothing more. */
    void close() {
        closing = true;
        Cancellable planned = timer;
        if (planned != null) {
            planned.cancel();
        }
    }

    private void look() {
        looking.lock();
        try {
            lookQueued.set(false);
            placesLeft();
            if (!closing) {
                planNext(lookOnce());
            }
        } finally {
            looking.unlock();
        }
    }

    /** Whether the last look found nothing that could begin, and nothing runs. */
    boolean idle() {
        return idle && active.isEmpty();
    }

    private Duration lookOnce() {
        idle = false;
        NodeLease lease = node.lease();
        Set<Integer> buckets = node.buckets();
        if (reader.moved(buckets)) {
            queue.clear();
        }
        if (lease == null || buckets.isEmpty()) {
            return settings.poll();
        }
        try {
            if (claimedUnheard()) {
                node.renounce();
                return settings.poll();
            }
            DueReader.View view = read();
            boolean moreFires = view.fires() && firer.fireDue(buckets);
            if (view.fires()) {
                view = read();
            }
            startWhatFits(lease);
            while (view.more()) {
                view = read();
                startWhatFits(lease);
            }
            if (active.isEmpty()) {
                idle = true;
                environment.tasks().signal();
            }
            return moreFires ? Duration.ZERO : view.untilNext(settings.poll(), queue.nextChange());
        } catch (StoreUnavailableException away) {
            log.warn("the store is away; nothing new starts until it is back: {}", away.getMessage());
            return settings.poll();
        } catch (LeaseLostException lost) {
            log.warn("nothing was claimed: {}", lost.getMessage());
            return settings.poll();
        } catch (RuntimeException broken) {
            log.error("a look for work failed; the next one comes as planned", broken);
            return settings.poll();
        }
    }

    /** Whether a claim was committed whose answer never came: work that this node holds and does not know of. */
    private boolean claimedUnheard() {
        if (doubtful.isEmpty()) {
            return false;
        }
        boolean unheard = store.inTransaction(tx -> doubtful.stream()
                .filter(calendar -> active.find(calendar).isEmpty())
                .anyMatch(calendar ->
                        tx.work().find(calendar).map(WorkItem::running).orElse(false)));
        doubtful.clear();
        return unheard;
    }

    private DueReader.View read() {
        boolean more = queue.size() < QUEUE_MAX;
        DueReader.View view = store.inTransaction(tx -> reader.read(tx, more));
        storeTime = view.now();
        storeTimeNanos = environment.time().nanoTime();
        for (WorkItem item : view.due()) {
            boolean room = queue.size() < QUEUE_MAX || item.priority() == Priority.HIGH;
            if (room && DueReader.mayBegin(item, view.now())) {
                queue.offer(DueReader.queued(item, ++versions), view.now());
            }
        }
        reader.seen(view);
        return view;
    }

    /** The time by the store's clock, as far as this node's monotonic clock can tell. */
    private Instant now() {
        return storeTime.plusNanos(environment.time().nanoTime() - storeTimeNanos);
    }

    private void startWhatFits(NodeLease lease) {
        while (start(lease)) {
            // Places were kept for what is not owed, or not now; others wait for them.
        }
    }

    /** Returns whether something was polled that could not be claimed. */
    private boolean start(NodeLease lease) {
        Instant now = now();
        if (queue.size() > 0 && queue.running() >= queue.limits().workers()) {
            active.giveUpTurnsLongerThan(TURN, environment.time().nanoTime());
        }
        Map<CalendarRef, List<CalendarRef>> wanted = new LinkedHashMap<>();
        poll(now, wanted);
        // Only now it shows whether all are busy: a look often comes because one has just become free.
        if (pool.resize(now)) {
            poll(now, wanted);
        }
        List<CalendarRef> all = wanted.values().stream().flatMap(List::stream).toList();
        boolean full = queue.running() >= queue.limits().workers();
        strongerWaits = full && queue.depth(Priority.HIGH) + queue.depth(Priority.NORMAL) > 0;
        if (all.isEmpty()) {
            return false;
        }
        Map<CalendarRef, ActiveRun> claimed =
                claim(lease, all, now.plus(settings.batching().window()));
        if (closing) {
            claimed.values().forEach(run -> run.stop(ActiveRun.Stop.CLOSING));
        }
        active.start(wanted.values(), claimed, environment.time().nanoTime());
        return !closing && claimed.size() < all.size();
    }

    private void poll(Instant now, Map<CalendarRef, List<CalendarRef>> wanted) {
        Instant dueBy = now.plus(settings.batching().window());
        int most = pool.beginWithin(BEGINS_WITHIN, settings.batching().most());
        while (active.count() + wanted.size() < UNKEPT_MAX) {
            QueuedWork first = queue.poll(now);
            if (first == null) {
                return;
            }
            List<CalendarRef> batch = new ArrayList<>(List.of(first.calendar()));
            queue.mates(first, dueBy, most - 1).forEach(mate -> batch.add(mate.calendar()));
            wanted.put(first.calendar(), batch);
        }
    }

    private Map<CalendarRef, ActiveRun> claim(NodeLease lease, List<CalendarRef> calendars, Instant dueBy) {
        Map<CalendarRef, ActiveRun> claimed = new HashMap<>();
        boolean answered = false;
        try {
            starter.claim(lease, calendars, dueBy).forEach(run -> claimed.put(run.calendar(), run));
            answered = true;
        } catch (StoreUnavailableException away) {
            doubtful.addAll(calendars);
            throw away;
        } finally {
            if (!answered) {
                reader.startOver(); // They are owed all the same, and their rows may not change before they run.
            }
            calendars.stream()
                    .filter(calendar -> !claimed.containsKey(calendar))
                    .forEach(calendar -> queue.ended(calendar, now()));
        }
        return claimed;
    }

    private void planNext(Duration wait) {
        Cancellable planned = timer;
        if (planned != null) {
            planned.cancel();
        }
        try {
            timer = environment.tasks().schedule("look", wait, this::wake);
        } catch (RejectedExecutionException closed) {
            closing = true;
        }
    }
}
