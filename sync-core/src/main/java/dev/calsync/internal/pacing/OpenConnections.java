package dev.calsync.internal.pacing;

import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BudgetSubjects;
import dev.calsync.pacing.ProviderLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Over how many connections this node's runs push at the moment, by service and by mailbox, so that a provider's limits
 * hold for all of them together. A run that pushes always has one: how many runs there are is bounded elsewhere. Runs that
 * only read use one each and are not counted here. Thread-safe; never blocks.
 */
public final class OpenConnections {
    private record Key(ProviderId provider, boolean mailbox, String name) {}

    /** Guarded by this. */
    private final Map<Key, Integer> open = new HashMap<>();

    OpenConnections() {}

    /** Connections that are held until this is closed. */
    public final class Share implements AutoCloseable {
        private final List<Key> keys;
        private int count;

        private Share(List<Key> keys, int count) {
            this.keys = keys;
            this.count = count;
        }

        /** How many, at least 1. */
        public int count() {
            return count;
        }

        @Override
        public void close() {
            giveBack(keys, count);
            count = 0;
        }
    }

    /** As many as are wanted, and as are free; one in any case. */
    synchronized Share take(ProviderId provider, BudgetSubjects subjects, ProviderLimits limits, int wanted) {
        Key service = new Key(provider, false, subjects.project());
        Key mailbox = new Key(provider, true, subjects.mailbox());
        int free = Math.min(
                limits.maxConnectionsPerHost() - open.getOrDefault(service, 0),
                limits.maxConcurrentPerMailbox() - open.getOrDefault(mailbox, 0));
        int count = Math.max(1, Math.min(wanted, free));
        List<Key> keys = List.of(service, mailbox);
        keys.forEach(key -> open.merge(key, count, Integer::sum));
        return new Share(keys, count);
    }

    private synchronized void giveBack(List<Key> keys, int count) {
        keys.forEach(key -> open.computeIfPresent(key, (same, now) -> now > count ? now - count : null));
    }
}
