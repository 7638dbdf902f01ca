package dev.calsync.internal.engine;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.internal.queue.ReadyQueue;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.DueCursor;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what runs next on this node.
 *
 * <p>Each look does the same four things: fire the schedules whose time has come, read the work that is due in the
 * node's buckets into the ready queue, claim as much of it as there are free workers, and plan the next look. A look
 * happens when a run ended, when somebody on this node asked for work, when the next known due time comes, and at the
 * poll interval at the latest, because other nodes ask for work too. Rows are the truth and the queue is a view of them:
 * a look that comes too often costs a read, one that is missed is made up for by the next.
 *
 * <p>Nothing here says that a calendar is run once at a time: the claim in the store does, and the fence keeps it true
 * when this node is mistaken about being alive.
 */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final int READ_MAX = 1_000;
    /** When a page holds nothing but work of users who are at their limit, what lies behind it is read, up to this. */
    private static final int READ_DEEPLY_MAX = 256_000;

    private final SyncStore store;
    private final Environment environment;
    private final EngineSettings settings;
    private final NodeKeeper node;
    private final ScheduleFirer firer;
    private final RunStarter starter;

    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicBoolean lookQueued = new AtomicBoolean();
    private final ReadyQueue queue = new ReadyQueue();
    private final Map<CalendarRef, ActiveRun> active = new ConcurrentHashMap<>();
    private final Map<UserId, Integer> activePerUser = new HashMap<>();
    /** Calendars whose claim may have been committed though its answer was lost. */
    private final Set<CalendarRef> doubtful = new HashSet<>();

    private int activeCount;
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

    /** A run no longer counts as running here. */
    void over(ActiveRun run) {
        looking.lock();
        try {
            if (active.remove(run.calendar(), run)) {
                release(run.lease().user());
            }
        } finally {
            looking.unlock();
        }
        wake();
    }

    /** The node's lease is lost: every run stops, and what is queued belongs to somebody else. */
    void leaseLost() {
        looking.lock();
        try {
            queue.clear();
        } finally {
            looking.unlock();
        }
        runs().forEach(run -> run.stop(ActiveRun.Stop.LEASE_LOST));
        wake();
    }

    /** The run of a calendar on this node, if there is one. */
    Optional<ActiveRun> run(CalendarRef calendar) {
        return Optional.ofNullable(active.get(calendar));
    }

    /** The runs on this node. */
    Collection<ActiveRun> runs() {
        return List.copyOf(active.values());
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
            if (!closing) {
                planNext(lookOnce());
            }
        } finally {
            looking.unlock();
        }
    }

    private Duration lookOnce() {
        NodeLease lease = node.lease();
        Set<Integer> buckets = node.buckets();
        if (lease == null || buckets.isEmpty()) {
            return settings.poll();
        }
        try {
            if (claimedUnheard()) {
                node.renounce();
                return settings.poll();
            }
            View view = view(buckets, READ_MAX);
            if (view.fires()) {
                firer.fireDue(buckets);
                view = view(buckets, READ_MAX);
            }
            return untilNext(startDue(lease, buckets, view));
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
                .filter(calendar -> !active.containsKey(calendar))
                .anyMatch(calendar ->
                        tx.work().find(calendar).map(WorkItem::running).orElse(false)));
        doubtful.clear();
        return unheard;
    }

    /** Starts what fits, reading on behind work that has to wait for its user. Returns the last that was seen. */
    private View startDue(NodeLease lease, Set<Integer> buckets, View first) {
        View view = first;
        int limit = READ_MAX;
        while (true) {
            view.due().forEach(this::offer);
            startWhatFits(lease);
            boolean all = view.due().size() < limit;
            if (all || activeCount >= settings.workers() || limit >= READ_DEEPLY_MAX) {
                return view;
            }
            limit *= 4;
            view = view(buckets, limit);
        }
    }

    private void offer(WorkItem item) {
        if (!active.containsKey(item.calendar())) {
            queue.offer(item);
        }
    }

    private void startWhatFits(NodeLease lease) {
        List<WorkItem> batch = new ArrayList<>();
        while (activeCount < settings.workers()) {
            WorkItem item = queue.poll(user -> settings.workersPerUser() - activePerUser.getOrDefault(user, 0));
            if (item == null) {
                break;
            }
            batch.add(item);
            take(item.user());
        }
        if (batch.isEmpty()) {
            return;
        }
        List<ActiveRun> started = new ArrayList<>();
        try {
            started.addAll(
                    starter.claim(lease, batch.stream().map(WorkItem::calendar).toList()));
        } catch (StoreUnavailableException away) {
            batch.forEach(item -> doubtful.add(item.calendar()));
            throw away;
        } finally {
            releaseUnclaimed(batch, started);
        }
        started.forEach(run -> active.put(run.calendar(), run));
        if (closing) {
            started.forEach(run -> run.stop(ActiveRun.Stop.CLOSING));
        }
        started.forEach(ActiveRun::start);
    }

    private void releaseUnclaimed(List<WorkItem> batch, List<ActiveRun> started) {
        Map<UserId, Integer> claimed = new HashMap<>();
        started.forEach(run -> claimed.merge(run.lease().user(), 1, Integer::sum));
        for (WorkItem item : batch) {
            if (claimed.merge(item.user(), -1, Integer::sum) < 0) {
                release(item.user());
            }
        }
    }

    private void take(UserId user) {
        activeCount++;
        activePerUser.merge(user, 1, Integer::sum);
    }

    private void release(UserId user) {
        activeCount--;
        activePerUser.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
        queue.runEnded(user);
    }

    /** What one look at the store shows: one transaction, because an idle node looks at it again and again. */
    private record View(List<WorkItem> due, Optional<Instant> nextDue, Optional<Instant> nextFire, Instant now) {
        boolean fires() {
            return nextFire.isPresent() && !nextFire.get().isAfter(now);
        }
    }

    private View view(Set<Integer> buckets, int limit) {
        return store.inTransaction(tx -> new View(
                tx.work().due(buckets, DueCursor.START, tx.now(), limit),
                tx.work().nextDue(buckets, DueCursor.START),
                tx.schedules().nextFire(buckets),
                tx.now()));
    }

    /** Until the next known due time; what is due already waits for a free worker, and a run that ends wakes us. */
    private Duration untilNext(View view) {
        Duration wait = settings.poll();
        for (Optional<Instant> next : List.of(view.nextDue(), view.nextFire())) {
            if (next.isPresent() && next.get().isAfter(view.now())) {
                Duration until = Duration.between(view.now(), next.get());
                wait = until.compareTo(wait) < 0 ? until : wait;
            }
        }
        return wait;
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

    /** Turns claimed leases into runs. */
    interface RunStarter {

        /** Claims what is still due of these calendars. */
        List<ActiveRun> claim(NodeLease node, List<CalendarRef> calendars);
    }
}
