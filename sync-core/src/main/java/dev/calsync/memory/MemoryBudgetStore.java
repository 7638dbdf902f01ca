package dev.calsync.memory;

import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.TokenBucket;
import dev.calsync.store.BudgetStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class MemoryBudgetStore extends MemoryDrawer implements BudgetStore {
    MemoryBudgetStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<TokenBucket.Take> draw(List<Draw> draws) {
        List<TokenBucket.Take> taken = new ArrayList<>(draws.size());
        for (Draw draw : draws) {
            TokenBucket.Take take = bucket(draw.key(), draw.rate()).takeUpTo(draw.permits(), tx().now());
            journal().put(state().budgets, draw.key(), take.bucket());
            taken.add(take);
            if (take instanceof TokenBucket.Wait) {
                break;
            }
        }
        return taken;
    }

    @Override
    public void throttled(BudgetKey key, PermitRate rate, Instant until) {
        journal().put(state().budgets, key, bucket(key, rate).throttled(tx().now(), until));
    }

    @Override
    public Optional<TokenBucket> find(BudgetKey key) {
        return Optional.ofNullable(state().budgets.get(key));
    }

    @Override
    public int prune(Instant idleSince, int limit) {
        List<BudgetKey> idle = state().budgets.entrySet().stream()
                .filter(entry -> entry.getValue().at().isBefore(idleSince)
                        && entry.getValue().heldUntil().isBefore(idleSince))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
        idle.forEach(key -> journal().remove(state().budgets, key));
        return idle.size();
    }

    private TokenBucket bucket(BudgetKey key, PermitRate rate) {
        TokenBucket known = state().budgets.get(key);
        return known == null ? TokenBucket.full(rate, tx().now()) : known.withRate(rate, tx().now());
    }
}
