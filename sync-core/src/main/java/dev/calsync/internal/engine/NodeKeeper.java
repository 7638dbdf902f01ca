package dev.calsync.internal.engine;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.Region;
import dev.calsync.store.Buckets;
import dev.calsync.store.LiveNode;
import dev.calsync.store.NodeLease;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Cancellable;
import dev.calsync.system.Environment;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node alive in the eyes of the others: joins, renews, takes its share of the buckets and gives back what is
 * too much.
 *
 * <p><b>Fencing oneself.</b> The store's clock decides when a lease expires, and this node cannot read it while it cannot
 * reach the store. So it counts on its own monotonic clock from the moment <em>before</em> each renewal was sent, and
 * stops believing in its lease a fifth of its length early. From then on {@link #holds()} is false, no run starts or
 * calls a provider, and the running ones are interrupted, before any other node may take over. If the machine was frozen
 * meanwhile none of this ran in time; then the fence in the store refuses what the thawed node tries to write.
 */
final class NodeKeeper {
    private static final Logger log = LoggerFactory.getLogger(NodeKeeper.class);

    private static final int SOON_MILLIS = 25;

    private final SyncStore store;
    private final Environment environment;
    private final EngineSettings settings;
    private final Runnable changed;
    private final Runnable lost;
    private final ReentrantLock beating = new ReentrantLock();

    private final Object fence = new Object();
    private final AtomicBoolean hurried = new AtomicBoolean();

    private volatile @Nullable NodeLease lease;
    private volatile Set<Integer> buckets = Set.of();
    private volatile long validUntilNanos;
    private volatile boolean sharesFairly;
    private volatile @Nullable Reading reading;
    private volatile boolean stopped;
    private boolean fenced;
    private @Nullable Cancellable timer;

    /**
     * @param changed called when the buckets changed
     * @param lost called when the lease was lost: every run must stop
     */
    NodeKeeper(SyncStore store, Environment environment, EngineSettings settings, Runnable changed, Runnable lost) {
        this.store = store;
        this.environment = environment;
        this.settings = settings;
        this.changed = changed;
        this.lost = lost;
    }

    void start() {
        beat();
    }

    /**
     * Whether this node may work: its lease is held as far as anybody here can tell. Once somebody was told that it is
     * not, it is never renewed: a run that gave up on that answer left its claim behind, and only the end of the
     * registration makes that work due again.
     */
    boolean holds() {
        if (stopped || lease == null) {
            return false;
        }
        if (!late()) {
            return true;
        }
        synchronized (fence) {
            if (late()) {
                fenced = true;
                return false;
            }
            return lease != null;
        }
    }

    /** Gives the registration up and takes a new one, so that whatever it holds becomes due again. */
    void renounce() {
        log.warn("a claim's answer was lost; this node registers anew, so that the work is not left lying");
        synchronized (fence) {
            fenced = true;
            validUntilNanos = environment.time().nanoTime();
        }
        try {
            environment.tasks().execute("heartbeat", this::beat);
        } catch (RejectedExecutionException closed) {
            stopped = true;
        }
    }

    /** Nodes or buckets may have changed: looks soon, though not at the same moment as everybody else who was told. */
    void soon() {
        if (stopped || !hurried.compareAndSet(false, true)) {
            return;
        }
        Duration wait = Duration.ofMillis(SOON_MILLIS + environment.random().nextInt(SOON_MILLIS));
        try {
            environment.tasks().schedule("heartbeat", wait, () -> {
                hurried.set(false);
                beat();
            });
        } catch (RejectedExecutionException closed) {
            stopped = true;
        }
    }

    /** What the store's clock said, and this node's monotonic one. */
    private record Reading(Instant store, long nanos) {}

    /**
     * The store's clock, as far as this node can tell without asking: what it said at the last renewal, and what has
     * passed since. What is to begin at a time is compared with that clock, so a node whose own is wrong must not go by
     * its own: it would ask a provider again before it may.
     */
    TimeSource storeTime() {
        return new TimeSource() {
            @Override
            public Instant now() {
                Reading last = reading;
                return last == null ? environment.time().now() : last.store().plusNanos(nanoTime() - last.nanos());
            }

            @Override
            public long nanoTime() {
                return environment.time().nanoTime();
            }
        };
    }

    private boolean late() {
        return environment.time().nanoTime() - validUntilNanos >= 0;
    }

    /** The lease, or null while there is none. */
    @Nullable
    NodeLease lease() {
        return holds() ? lease : null;
    }

    /** The buckets this node owns; empty while it holds no lease. */
    Set<Integer> buckets() {
        return holds() ? buckets : Set.of();
    }

    /**
     * Whether this node owns what it may have. While others have yet to give back, or to be declared dead, it does not.
     */
    boolean hasShare() {
        return holds() && sharesFairly;
    }

    /** Gives everything back, so that others need not wait for the lease to expire. */
    void stop() {
        stopped = true;
        beating.lock();
        try {
            if (timer != null) {
                timer.cancel();
            }
            NodeLease held = lease;
            lease = null;
            if (held != null) {
                store.inTransaction(tx -> {
                    tx.nodes().leave(held);
                    return true;
                });
            }
        } catch (StoreUnavailableException gone) {
            log.warn("the store is away; this node's lease will expire by itself");
        } finally {
            beating.unlock();
        }
    }

    private void beat() {
        if (stopped) {
            return;
        }
        beating.lock();
        try {
            renewOrJoin();
        } catch (StoreUnavailableException gone) {
            log.warn("the store is away; nothing new starts until it is back: {}", gone.getMessage());
        } catch (LeaseLostException taken) {
            loseLease();
        } finally {
            try {
                fenceIfLate();
            } finally {
                planNext();
                beating.unlock();
            }
        }
    }

    private void renewOrJoin() {
        long begun = environment.time().nanoTime();
        NodeLease held = lease;
        if (held != null) {
            Optional<NodeLease> renewed = store.inTransaction(tx -> tx.nodes().renew(held, settings.lease()));
            if (renewed.isEmpty() || !renew(renewed.get(), begun)) {
                loseLease();
            }
        }
        if (lease == null && !stopped) {
            begun = environment.time().nanoTime();
            adopt(
                    store.inTransaction(tx -> tx.nodes().join(settings.node(), settings.lease(), settings.regions())),
                    begun);
        }
        takeShare();
    }

    private boolean renew(NodeLease renewed, long begunNanos) {
        synchronized (fence) {
            if (fenced) {
                return false;
            }
            adopt(renewed, begunNanos);
            return true;
        }
    }

    private void adopt(NodeLease held, long begunNanos) {
        synchronized (fence) {
            fenced = false;
            validUntilNanos = begunNanos + settings.lease().toNanos() / 5 * 4;
            lease = held;
            reading = new Reading(held.expiresAt().minus(settings.lease()), begunNanos);
        }
    }

    private void takeShare() {
        NodeLease held = lease;
        if (held == null) {
            return;
        }
        record Share(Set<Integer> owned, List<LiveNode> nodes) {}
        Share share = store.inTransaction(
                tx -> new Share(tx.nodes().balance(held), tx.nodes().live()));
        Set<Integer> owned = share.owned();
        sharesFairly = owned.size() >= fairShare(share.nodes());
        boolean different = !owned.equals(buckets);
        buckets = Set.copyOf(owned);
        if (different) {
            changed.run();
        }
    }

    private int fairShare(List<LiveNode> nodes) {
        int share = 0;
        for (Region region : settings.regions()) {
            long serving = nodes.stream()
                    .filter(node -> node.regions().contains(region))
                    .count();
            share += (int) (Buckets.COUNT / Math.max(1, serving));
        }
        return share;
    }

    private void fenceIfLate() {
        if (lease != null && !stopped && late()) {
            log.warn("this node could not renew its lease in time and stops its runs");
            loseLease();
        }
    }

    private void loseLease() {
        lease = null;
        buckets = Set.of();
        lost.run();
    }

    private void planNext() {
        if (stopped) {
            return;
        }
        Duration next = settings.heartbeat();
        if (lease != null) {
            long untilFence = validUntilNanos - environment.time().nanoTime();
            next = untilFence < next.toNanos() ? Duration.ofNanos(Math.max(1, untilFence)) : next;
        }
        if (timer != null) {
            timer.cancel();
        }
        try {
            timer = environment.tasks().schedule("heartbeat", next, this::beat);
        } catch (RejectedExecutionException closed) {
            stopped = true;
        }
    }
}
