package dev.calsync.internal.pacing;

import dev.calsync.model.ProviderId;
import dev.calsync.pacing.BudgetAnswer;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.BudgetLedger;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.pacing.TokenBucket;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The budgets of all providers, as one node draws from them: chunk by chunk from the store, permit by permit from memory.
 * Thread-safe. Blocks on the store when a chunk is used up.
 *
 * <p>A request that a provider's session sends beyond what was granted to its call is sent all the same, because a call
 * that stops in the middle costs more than it saves. It is owed: the next call pays it first.
 */
public final class SharedBudgets {
    private static final int DRAWS_MAX = 8;

    private final SyncStore store;
    private final TimeSource time;
    private final Map<ProviderId, ProviderLimits> limits;
    private final BudgetLedger ledger;
    private final Map<BudgetKey, Integer> owed = new HashMap<>();

    /** @param limits what each provider takes; a provider that is not named takes everything */
    public SharedBudgets(SyncStore store, TimeSource time, Map<ProviderId, ProviderLimits> limits) {
        this.store = store;
        this.time = time;
        this.limits = Map.copyOf(limits);
        this.ledger = new BudgetLedger(limits);
    }

    /**
     * Asks for permits for one call.
     *
     * @param keys which budgets each request draws from; without any, everything is granted
     * @param requests how many requests the call may send, at least 1
     * @return as many as there are, at least one; or until when there is none
     */
    public Permission take(List<BudgetKey> keys, int requests) {
        if (keys.isEmpty()) {
            return new Permission.Granted(requests);
        }
        int debts = debts(keys);
        int taken = 0;
        while (taken < requests + debts) {
            Permission one = takeOne(keys);
            if (one instanceof Permission.Refused refused) {
                if (taken <= debts) {
                    pay(keys, taken);
                    return refused;
                }
                break;
            }
            taken++;
        }
        pay(keys, debts);
        return new Permission.Granted(taken - debts);
    }

    /** A request was sent that nobody had asked a permit for. */
    public void owe(List<BudgetKey> keys) {
        synchronized (owed) {
            keys.forEach(key -> owed.merge(key, 1, Integer::sum));
        }
    }

    /** A permit was granted and not used. It lapses; what is owed is paid with it. */
    public void unused(List<BudgetKey> keys, int requests) {
        pay(keys, requests);
    }

    /** A provider has throttled: all nodes leave this budget alone until then, and go slower afterwards. */
    public void throttled(BudgetKey key, Instant until) {
        PermitRate rate = rate(key);
        store.inTransaction(tx -> {
            tx.budgets().throttled(key, rate, until);
            return true;
        });
        Instant now = time.now();
        synchronized (ledger) {
            ledger.held(key, now, until);
        }
    }

    private Permission takeOne(List<BudgetKey> keys) {
        for (int i = 0; i < DRAWS_MAX; i++) {
            Instant now = time.now();
            BudgetAnswer answer;
            synchronized (ledger) {
                answer = ledger.tryTake(keys, now);
            }
            if (answer instanceof BudgetAnswer.Taken) {
                return new Permission.Granted(1);
            }
            if (answer instanceof BudgetAnswer.Held held) {
                return refused(held.by(), held.until());
            }
            draw(((BudgetAnswer.Needed) answer).chunks(), now);
        }
        // Others on this node were quicker each time.
        return refused(keys.get(0), time.now().plus(Duration.ofMillis(100)));
    }

    private void draw(List<BudgetAnswer.Chunk> chunks, Instant askedAt) {
        List<BudgetStore.Draw> draws = chunks.stream()
                .map(chunk -> new BudgetStore.Draw(chunk.key(), rate(chunk.key()), chunk.permits()))
                .toList();
        record Drawn(List<TokenBucket.Take> takes, Instant at) {}
        Drawn drawn = store.inTransaction(tx -> new Drawn(tx.budgets().draw(draws), tx.now()));
        synchronized (ledger) {
            for (int i = 0; i < drawn.takes().size(); i++) {
                BudgetKey key = draws.get(i).key();
                if (drawn.takes().get(i) instanceof TokenBucket.Granted granted) {
                    ledger.leased(key, granted.permits(), askedAt);
                } else if (drawn.takes().get(i) instanceof TokenBucket.Wait wait) {
                    // The store's clock may differ from this node's: what counts is how long to wait.
                    ledger.held(key, askedAt, askedAt.plus(Duration.between(drawn.at(), wait.until())));
                }
            }
        }
    }

    private PermitRate rate(BudgetKey key) {
        return limits.getOrDefault(key.provider(), ProviderLimits.NONE)
                .rate(key.scope())
                .orElseThrow(() ->
                        new IllegalArgumentException("no rate is known for " + key.scope() + " of " + key.provider()));
    }

    private int debts(List<BudgetKey> keys) {
        synchronized (owed) {
            return keys.stream()
                    .mapToInt(key -> owed.getOrDefault(key, 0))
                    .max()
                    .orElse(0);
        }
    }

    private void pay(List<BudgetKey> keys, int requests) {
        synchronized (owed) {
            keys.forEach(key -> owed.computeIfPresent(key, (same, debt) -> debt > requests ? debt - requests : null));
        }
    }

    private static Permission refused(BudgetKey by, Instant until) {
        String whose = switch (by.scope()) {
            case PROJECT -> "this application's";
            case MAILBOX -> "the mailbox's";
            case CALENDAR_WRITES -> "the calendar's write";
            case PROJECT_RESYNCS -> "the application's resync";
            case MAILBOX_RESYNCS -> "the mailbox's resync";
        };
        return new Permission.Refused(until, whose + " budget at " + by.provider() + " is used up");
    }
}
