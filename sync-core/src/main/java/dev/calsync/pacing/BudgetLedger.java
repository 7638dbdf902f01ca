package dev.calsync.pacing;

import dev.calsync.model.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The permits a node has leased from shared buckets, so that a request costs no statement. Pure state, for one thread or
 * under one lock; nothing blocks.
 *
 * <p>The shared bucket is the truth: a chunk has left it before it is used here, so many nodes together never use more
 * than it gave. What is not used within {@link PermitRate#CHUNK_LIFE} of asking is lost, which is what bounds how late a
 * permit may be used. So chunks follow use: the first has up to {@value #FIRST_CHUNK} permits; one that was used up asks
 * for twice as many, up to those of a second; one that expired asks for as many as were used of it.
 *
 * <p>A request takes one permit from each budget it draws from, or none at all. If the clock steps back, chunks and
 * holds from the time it left are dropped and the bucket is asked again. A budget that nobody drew from for a minute
 * is forgotten, so memory follows use.
 */
public final class BudgetLedger {
    private static final long FIRST_CHUNK = 4;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);
    private static final int FIRST_SWEEP = 1024;

    private final Map<ProviderId, ProviderLimits> limits;
    private final Map<BudgetKey, Entry> entries = new HashMap<>();
    private int sweepAt = FIRST_SWEEP;

    /** @param limits the limits of every provider whose budgets will be drawn from */
    public BudgetLedger(Map<ProviderId, ProviderLimits> limits) {
        this.limits = Map.copyOf(limits);
    }

    /**
     * Takes a permit from each of the budgets, or says what is in the way.
     *
     * @param keys as {@link ProviderLimits#keysFor} gives them, each once; a request without any is always taken
     * @throws IllegalArgumentException if no rule is known for a key
     */
    public BudgetAnswer tryTake(Collection<BudgetKey> keys, Instant now) {
        BudgetAnswer.@Nullable Held held = null;
        for (BudgetKey key : keys) {
            Instant until = current(key, now).until;
            if (until.isAfter(held == null ? now : held.until())) {
                held = new BudgetAnswer.Held(key, until);
            }
        }
        if (held != null) {
            return held;
        }
        List<BudgetAnswer.Chunk> missing = new ArrayList<>();
        for (BudgetKey key : keys) {
            Entry entry = entry(key, now);
            if (entry.permitsAt(now) <= 0) {
                missing.add(new BudgetAnswer.Chunk(key, entry.wanted(now)));
            }
        }
        if (!missing.isEmpty()) {
            missing.sort(Comparator.comparing(
                            (BudgetAnswer.Chunk chunk) -> chunk.key().scope())
                    .reversed());
            return new BudgetAnswer.Needed(missing);
        }
        keys.forEach(key -> entry(key, now).take());
        return new BudgetAnswer.Taken();
    }

    /**
     * A shared bucket granted a chunk. If the budget was held after it was asked, the chunk is dropped.
     *
     * @param permits how many, at least 1
     * @param askedAt when this node's clock was read before it asked; the chunk's life counts from here
     */
    public void leased(BudgetKey key, long permits, Instant askedAt) {
        entry(key, askedAt).leased(permits, askedAt);
    }

    /**
     * A shared bucket has none, or a provider throttled: what is left of the chunk is dropped, and nothing is granted
     * before {@code until}.
     */
    public void held(BudgetKey key, Instant now, Instant until) {
        current(key, now).held(now, until);
    }

    /** How many budgets are remembered. */
    public int size() {
        return entries.size();
    }

    private Entry current(BudgetKey key, Instant now) {
        Entry entry = entry(key, now);
        if (now.isBefore(entry.since)) {
            entry.dropAll(now);
        }
        return entry;
    }

    private Entry entry(BudgetKey key, Instant now) {
        Entry known = entries.get(key);
        if (known != null) {
            return known;
        }
        PermitRate rate = Optional.ofNullable(limits.get(key.provider()))
                .flatMap(provider -> provider.rate(key.scope()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "provider " + key.provider() + " has no rule for " + key.scope() + "; add one to its limits"));
        sweep(now);
        Entry fresh = new Entry(rate.largestChunk(), now);
        entries.put(key, fresh);
        return fresh;
    }

    private void sweep(Instant now) {
        if (entries.size() >= sweepAt) {
            entries.values().removeIf(entry -> entry.forgettableAt(now));
            sweepAt = Math.max(FIRST_SWEEP, 2 * entries.size());
        }
    }

    /** One budget as this node knows it. */
    private static final class Entry {
        private final long largestChunk;
        private long nextChunk;
        private long permits;
        private long used;
        private boolean running;
        private Instant since;
        private Instant expires;
        private Instant until;

        Entry(long largestChunk, Instant now) {
            this.largestChunk = largestChunk;
            this.nextChunk = Math.min(FIRST_CHUNK, largestChunk);
            this.since = now;
            this.expires = now;
            this.until = now;
        }

        long permitsAt(Instant now) {
            return now.isBefore(expires) ? permits : 0;
        }

        long wanted(Instant now) {
            if (running) {
                boolean usedUp = permits == 0 && now.isBefore(expires);
                long more = used >= nextChunk ? 2 * nextChunk : nextChunk;
                nextChunk = Math.max(1, Math.min(largestChunk, usedUp ? more : used));
                running = false;
            }
            return nextChunk;
        }

        void take() {
            permits--;
            used++;
        }

        void leased(long more, Instant askedAt) {
            if (until.isAfter(askedAt)) {
                return;
            }
            Instant end = askedAt.plus(PermitRate.CHUNK_LIFE);
            long left = permitsAt(askedAt);
            // Two chunks at once are rare; the end of the older holds for both, never the other way round.
            expires = left > 0 && expires.isBefore(end) ? expires : end;
            permits = left + more;
            used = 0;
            running = true;
            since = askedAt.isAfter(since) ? askedAt : since;
        }

        void held(Instant now, Instant end) {
            until = end.isAfter(until) ? end : until;
            since = now;
            permits = 0;
        }

        void dropAll(Instant now) {
            permits = 0;
            since = now;
            expires = now;
            until = now;
        }

        boolean forgettableAt(Instant now) {
            Instant last = expires.isAfter(until) ? expires : until;
            return now.isBefore(since) || last.plus(FORGOTTEN_AFTER).isBefore(now);
        }
    }
}
