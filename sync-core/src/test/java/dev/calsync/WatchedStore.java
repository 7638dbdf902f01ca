package dev.calsync;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that goes away now and then, before a transaction or after its commit, and that keeps books of its own about
 * who may do what: it says when a calendar is claimed twice at once, when something is written without a lease, when a
 * deferral costs an attempt, or when work begins before it may.
 */
final class WatchedStore implements SyncStore {

    /** What becomes of a transaction. */
    enum Fault {
        NONE,
        BEFORE,
        AFTER_COMMIT,
        /** The end of a run is refused, as a broken store might. */
        END_REFUSED
    }

    private static final Set<String> WRITES =
            Set.of("apply", "acknowledge", "put", "delete", "seen", "settle", "add", "putWorkerCheckpoint", "release");

    final List<String> violations = new ArrayList<>();
    private final SyncStore store;
    private final Supplier<Fault> faults;
    private final Map<CalendarRef, Lease> holders = new HashMap<>();
    private final Map<CalendarRef, Long> lastTokens = new HashMap<>();
    private final Map<String, NodeLease> nodes = new HashMap<>();
    private final Map<CalendarRef, Instant> notBefore = new HashMap<>();

    WatchedStore(SyncStore store, Supplier<Fault> faults) {
        this.store = store;
        this.faults = faults;
    }

    /** Whether the node runs something. */
    boolean claimedBy(String node) {
        return holders.values().stream().anyMatch(lease -> lease.node().node().equals(node));
    }

    @Override
    public void open() {
        store.open();
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public boolean durable() {
        return store.durable();
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
        Fault fault = faults.get();
        if (fault == Fault.BEFORE) {
            throw new StoreUnavailableException("the store is away");
        }
        List<Runnable> committed = new ArrayList<>();
        T result = store.inTransaction(tx -> work.apply(new Watch(tx, committed, fault).transaction()));
        committed.forEach(Runnable::run);
        if (fault == Fault.AFTER_COMMIT) {
            throw new StoreUnavailableException("the store's answer was lost");
        }
        return result;
    }

    @Override
    public void close() {
        store.close();
    }

    private boolean live(NodeLease lease, Instant now) {
        NodeLease known = nodes.get(lease.node());
        return known != null
                && known.epoch() == lease.epoch()
                && known.expiresAt().isAfter(now);
    }

    private final class Watch {
        private final StoreTransaction tx;
        private final List<Runnable> committed;
        private final Fault fault;
        private final Set<CalendarRef> fenced = new HashSet<>();
        /** What was claimed and put off in one transaction never had a run. */
        private final Set<Lease> claimedHere = new HashSet<>();

        Watch(StoreTransaction tx, List<Runnable> committed, Fault fault) {
            this.tx = tx;
            this.committed = committed;
            this.fault = fault;
        }

        StoreTransaction transaction() {
            return proxy(StoreTransaction.class, (self, method, args) -> {
                Object result = call(() -> method.invoke(tx, args));
                if (method.getName().equals("fence")) {
                    passed((Lease) args[0]);
                } else if (result instanceof WorkStore work) {
                    return work(work);
                } else if (result instanceof NodeStore node) {
                    return nodes(node);
                } else if (method.getReturnType().isInterface()
                        && Set.of("replica", "links", "intents", "checkpoints", "revisions", "quarantine")
                                .contains(method.getName())) {
                    return guarded(method.getReturnType(), result);
                }
                return result;
            });
        }

        private void passed(Lease lease) {
            Lease holder = holders.get(lease.calendar());
            boolean known = claimedHere.contains(lease);
            if (!known
                    && (holder == null
                            || holder.fencingToken() != lease.fencingToken()
                            || !live(lease.node(), tx.now()))) {
                violations.add("a lost lease passed the fence: " + lease);
            }
            fenced.add(lease.calendar());
        }

        private Object guarded(Class<?> type, Object drawer) {
            return proxy(type, (self, method, args) -> {
                if (WRITES.contains(method.getName())
                        && args.length > 1
                        && args[0] instanceof CalendarRef calendar
                        && !fenced.contains(calendar)) {
                    violations.add("written without a lease: " + type.getSimpleName() + "." + method.getName());
                }
                return call(() -> method.invoke(drawer, args));
            });
        }

        private WorkStore work(WorkStore work) {
            return proxy(WorkStore.class, (self, method, args) -> {
                List<WorkItem> before = new ArrayList<>();
                if (method.getName().equals("complete")) {
                    if (fault == Fault.END_REFUSED) {
                        throw new IllegalStateException("the store does not take that");
                    }
                    for (Object completion : (List<?>) args[0]) {
                        work.find(((WorkCompletion) completion).lease().calendar())
                                .ifPresent(before::add);
                    }
                }
                Object result = call(() -> method.invoke(work, args));
                switch (method.getName()) {
                    case "claim" -> ((List<?>) result).forEach(lease -> claimed((Lease) lease));
                    case "complete" -> {
                        for (Object completion : (List<?>) args[0]) {
                            WorkCompletion ended = (WorkCompletion) completion;
                            if (!((Collection<?>) result).contains(ended.lease())) {
                                completed(work, ended);
                            }
                        }
                    }
                    case "hold" -> committed.add(() -> notBefore.remove((CalendarRef) args[0]));
                    default -> {}
                }
                return result;
            });
        }

        private void claimed(Lease lease) {
            Instant now = tx.now();
            Lease before = holders.get(lease.calendar());
            if (before != null && live(before.node(), now)) {
                violations.add("claimed twice at once: " + before + " and " + lease);
            }
            if (lease.fencingToken() <= lastTokens.getOrDefault(lease.calendar(), 0L)) {
                violations.add("a fencing token that does not grow: " + lease);
            }
            Instant earliest = notBefore.get(lease.calendar());
            if (earliest != null && now.isBefore(earliest)) {
                violations.add("began at " + now + ", before " + earliest + ": " + lease);
            }
            claimedHere.add(lease);
            committed.add(() -> {
                holders.put(lease.calendar(), lease);
                lastTokens.put(lease.calendar(), lease.fencingToken());
                notBefore.remove(lease.calendar());
            });
        }

        private void completed(WorkStore work, WorkCompletion ended) {
            Lease lease = ended.lease();
            passed(lease);
            int attempts = work.find(lease.calendar()).orElseThrow().attempts();
            int expected = ended instanceof WorkCompletion.Served
                    ? 0
                    : ended instanceof WorkCompletion.Retry ? lease.attempts() + 1 : lease.attempts();
            if (attempts != expected) {
                violations.add(ended + " left " + attempts + " attempts");
            }
            committed.add(() -> {
                holders.remove(lease.calendar());
                if (ended instanceof WorkCompletion.Deferred deferred) {
                    notBefore.put(lease.calendar(), deferred.until());
                }
            });
        }

        private NodeStore nodes(NodeStore drawer) {
            return proxy(NodeStore.class, (self, method, args) -> {
                if (method.getName().equals("balance")) {
                    Instant at = tx.now();
                    committed.add(() ->
                            nodes.values().removeIf(node -> !node.expiresAt().isAfter(at)));
                }
                Object result = call(() -> method.invoke(drawer, args));
                NodeLease now = result instanceof NodeLease joined
                        ? joined
                        : result instanceof Optional<?> renewed && renewed.orElse(null) instanceof NodeLease lease
                                ? lease
                                : null;
                if (now != null) {
                    committed.add(() -> nodes.put(now.node(), now));
                }
                if (method.getName().equals("leave")) {
                    committed.add(
                            () -> nodes.remove(((NodeLease) args[0]).node(), nodes.get(((NodeLease) args[0]).node())));
                }
                return result;
            });
        }
    }

    private interface Call {
        Object make() throws ReflectiveOperationException;
    }

    private static Object call(Call call) throws Throwable {
        try {
            return call.make();
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
