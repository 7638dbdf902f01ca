package dev.calsync.internal.pacing;

import dev.calsync.pacing.BreakerPermission;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.store.StoredBreaker;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The breakers of providers' hosts and of accounts, as one node sees them. Thread-safe. What a closed breaker counts stays
 * in memory, so that runs that go well cost no statement; what opens or closes one is kept in the store for all nodes,
 * and read again every few seconds. Blocks on the store at transitions.
 */
public final class SharedBreakers {
    /** How old a node's picture of the others' breakers may be. */
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private static final int NOT_CLOSED_MAX = 10_000;
    private static final int REMEMBERED_MAX = 100_000;
    private static final int TRIES_MAX = 5;

    private final SyncStore store;
    private final TimeSource time;
    private final BreakerPolicy policy;
    private final Map<String, StoredBreaker> known = new LinkedHashMap<>(16, 0.75f, true);
    private Instant refreshAt = Instant.MIN;

    /** What a call that was let through is reported with. */
    public record Ticket(String key, long number) {}

    /** Either a ticket, or until when there is none. */
    public record Answer(@Nullable Ticket ticket, @Nullable Instant until) {}

    /** Breakers that open and close by this policy. */
    public SharedBreakers(SyncStore store, TimeSource time, BreakerPolicy policy) {
        this.store = store;
        this.time = time;
        this.policy = policy;
    }

    /** Whether a call may be made now. */
    public Answer ask(String key) {
        refresh();
        for (int i = 0; i < TRIES_MAX; i++) {
            StoredBreaker stored = current(key);
            BreakerPermission permission = stored.breaker().allows(policy, time.now());
            if (permission instanceof BreakerPermission.Refused refused) {
                return new Answer(null, refused.until());
            }
            if (permission instanceof BreakerPermission.Allowed || keep(stored, permission.breaker())) {
                return new Answer(new Ticket(key, permission.ticket()), null);
            }
        }
        return new Answer(null, time.now().plus(REFRESH));
    }

    /**
     * When work is due again that met an open breaker: spread, so that what waited together does not come back together.
     *
     * @param key a number of the work
     */
    public Instant plannedAt(Instant until, long key) {
        return policy.plannedAt(until, key);
    }

    /** A call went well. */
    public void succeeded(Ticket ticket) {
        change(ticket, breaker -> breaker.succeeded(ticket.number(), policy, time.now()));
    }

    /** A call failed in a way that says something about the service. */
    public void failed(Ticket ticket) {
        change(ticket, breaker -> breaker.failed(ticket.number(), policy, time.now()));
    }

    /** A call was not made, or said nothing about the service. */
    public void abandoned(Ticket ticket) {
        change(ticket, breaker -> breaker.abandoned(ticket.number(), time.now()));
    }

    private interface Change {
        CircuitBreaker of(CircuitBreaker breaker);
    }

    private void change(Ticket ticket, Change change) {
        for (int i = 0; i < TRIES_MAX; i++) {
            StoredBreaker stored = current(ticket.key());
            CircuitBreaker next = change.of(stored.breaker());
            if (next.equals(stored.breaker())) {
                return;
            }
            if (next.epoch() == stored.breaker().epoch()) {
                if (count(stored, next)) {
                    return;
                }
            } else if (keep(stored, next)) {
                return;
            }
        }
    }

    private StoredBreaker current(String key) {
        synchronized (known) {
            StoredBreaker found = known.get(key);
            return found == null ? new StoredBreaker(key, 0, CircuitBreaker.closed()) : found;
        }
    }

    /** What a closed breaker has counted, on this node only. Returns false if it changed meanwhile. */
    private boolean count(StoredBreaker before, CircuitBreaker next) {
        synchronized (known) {
            if (!current(before.key()).equals(before)) {
                return false;
            }
            remember(new StoredBreaker(before.key(), before.version(), next));
            return true;
        }
    }

    /** A transition: it counts if it is kept before another one. */
    private boolean keep(StoredBreaker before, CircuitBreaker next) {
        StoredBreaker after = new StoredBreaker(before.key(), before.version() + 1, next);
        StoredBreaker kept = store.inTransaction(tx -> tx.breakers().compareAndSet(after)
                ? after
                : tx.breakers().find(before.key()).orElse(null));
        synchronized (known) {
            if (kept == null) {
                known.remove(before.key());
            } else {
                remember(kept);
            }
        }
        return after.equals(kept);
    }

    private void remember(StoredBreaker breaker) {
        known.put(breaker.key(), breaker);
        if (known.size() > REMEMBERED_MAX) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private void refresh() {
        synchronized (known) {
            Instant now = time.now();
            if (now.isBefore(refreshAt) && refreshAt.minus(REFRESH).isBefore(now)) {
                return;
            }
            refreshAt = now.plus(REFRESH);
        }
        List<StoredBreaker> notClosed = store.inTransaction(tx -> tx.breakers().notClosed(NOT_CLOSED_MAX));
        Map<String, StoredBreaker> open = new HashMap<>();
        notClosed.forEach(breaker -> open.put(breaker.key(), breaker));
        synchronized (known) {
            // What is open here and not there was closed by another node.
            known.values()
                    .removeIf(mine ->
                            mine.breaker().state() != CircuitBreaker.State.CLOSED && !open.containsKey(mine.key()));
            open.values().stream()
                    .filter(theirs -> theirs.version() > current(theirs.key()).version())
                    .forEach(this::remember);
        }
    }
}
