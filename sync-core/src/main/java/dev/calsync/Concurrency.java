package dev.calsync;

import dev.calsync.error.Faults;
import dev.calsync.internal.queue.QueueLimits;
import dev.calsync.model.ProviderId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many runs may go on at once in one engine, and of whom. Calendars of one account that follow one another in one
 * session are one run. Immutable; methods that take a value return a changed copy.
 *
 * <p>Limits per user and account hold over all engines that share a store, because a user's work is done by one of them
 * at a time; the others hold for this engine.
 *
 * @param leastWorkers so many at least, however little there is to do; 1 to {@code workers}
 * @param workers so many at most, at least 1
 * @param perUser of one user's calendars, 1 to {@code workers}
 * @param perAccount of one account's calendars, 1 to {@code perUser}
 * @param perProvider of calendars of these providers, each at least 1; a provider that is not named has no limit of its own
 * @param ageing how long work waits until it is treated as one level more urgent; more than zero, at most a year
 */
public record Concurrency(
        int leastWorkers,
        int workers,
        int perUser,
        int perAccount,
        Map<ProviderId, Integer> perProvider,
        Duration ageing) {

    /** 16 runs at once, 2 of one user's, 2 of one account's; more urgent after 5 minutes. */
    public static final Concurrency DEFAULT = new Concurrency(16, 16, 2, 2, Map.of(), Duration.ofMinutes(5));

    /** Copies the map. */
    public Concurrency {
        perProvider = Map.copyOf(perProvider);
    }

    /** So many runs at once; 2 of one user's and account's, if there are as many. */
    public static Concurrency workers(int workers) {
        int few = Math.max(1, Math.min(DEFAULT.perUser, workers));
        return new Concurrency(workers, workers, few, few, Map.of(), DEFAULT.ageing);
    }

    /**
     * Between so many runs at once and so many, by how much is due and how long it waits; 2 of one user's and account's,
     * if there are as many.
     */
    public static Concurrency workers(int least, int most) {
        Concurrency fixed = workers(most);
        return new Concurrency(least, most, fixed.perUser, fixed.perAccount, Map.of(), fixed.ageing);
    }

    /** The same with so many of one user's, and at most as many of one account's. */
    public Concurrency perUser(int runs) {
        return new Concurrency(leastWorkers, workers, runs, Math.min(perAccount, runs), perProvider, ageing);
    }

    /** The same with so many of one account's. */
    public Concurrency perAccount(int runs) {
        return new Concurrency(leastWorkers, workers, perUser, runs, perProvider, ageing);
    }

    /** The same with so many of one provider's. */
    public Concurrency perProvider(ProviderId provider, int runs) {
        Map<ProviderId, Integer> more = new LinkedHashMap<>(perProvider);
        more.put(provider, runs);
        return new Concurrency(leastWorkers, workers, perUser, perAccount, more, ageing);
    }

    /** The same where work becomes more urgent after waiting this long. */
    public Concurrency ageing(Duration value) {
        return new Concurrency(leastWorkers, workers, perUser, perAccount, perProvider, value);
    }

    void check(Faults faults) {
        faults.require(workers >= 1, "concurrency.workers must be at least 1");
        faults.require(leastWorkers >= 1 && leastWorkers <= workers, "concurrency.leastWorkers must be 1 to workers");
        faults.require(perUser >= 1, "concurrency.perUser must be at least 1");
        faults.require(perUser <= workers, "concurrency.perUser must not exceed workers");
        faults.require(perAccount >= 1, "concurrency.perAccount must be at least 1");
        faults.require(perAccount <= perUser, "concurrency.perAccount must not exceed perUser");
        perProvider.forEach((provider, runs) ->
                faults.require(runs >= 1, "concurrency.perProvider of '" + provider + "' must be at least 1"));
        faults.require(
                ageing.compareTo(Duration.ZERO) > 0 && ageing.compareTo(Duration.ofDays(365)) <= 0,
                "concurrency.ageing must be more than zero and at most a year, was " + ageing);
    }

    QueueLimits limits() {
        return QueueLimits.of(leastWorkers)
                .perUser(perUser)
                .perAccount(perAccount)
                .perProvider(Integer.MAX_VALUE, perProvider)
                .ageing(ageing);
    }
}
