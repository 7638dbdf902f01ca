package dev.calsync.memory;

import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.store.BreakerStore;
import dev.calsync.store.StoredBreaker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemoryBreakerStore extends MemoryDrawer implements BreakerStore {
    /** A breaker, and when it was kept. */
    record Row(StoredBreaker stored, Instant keptAt) {}

    MemoryBreakerStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<StoredBreaker> notClosed(int limit) {
        return state().breakers.values().stream()
                .map(Row::stored)
                .filter(stored -> stored.breaker().state() != CircuitBreaker.State.CLOSED)
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<StoredBreaker> find(String key) {
        return Optional.ofNullable(state().breakers.get(key)).map(Row::stored);
    }

    @Override
    public boolean compareAndSet(StoredBreaker next) {
        Row known = state().breakers.get(next.key());
        long version = known == null ? 0 : known.stored().version();
        if (next.version() != version + 1) {
            return false;
        }
        journal().put(state().breakers, next.key(), new Row(next, tx().now()));
        return true;
    }

    @Override
    public int prune(Instant unchangedSince, int limit) {
        List<String> old = state().breakers.entrySet().stream()
                .filter(entry -> entry.getValue().stored().breaker().state() == CircuitBreaker.State.CLOSED
                        && entry.getValue().keptAt().isBefore(unchangedSince))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
        old.forEach(key -> journal().remove(state().breakers, key));
        return old.size();
    }
}
