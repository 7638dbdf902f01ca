package dev.calsync.internal.queue;

import dev.calsync.error.Faults;
import dev.calsync.model.ProviderId;
import java.time.Duration;
import java.util.Map;

/**
 * How much may run at once on one node, and how long weaker work waits for stronger. Immutable.
 *
 * <p>Workers are reserved for stronger work: LOW work takes at most {@code workers − reservedHigh − reservedNormal} of
 * them, and NORMAL and LOW work together at most {@code workers − reservedHigh}. HIGH work may take all. With one or two
 * workers nothing is reserved.
 *
 * @param workers runs in all, at least 1
 * @param perUser runs of one user, at least 1
 * @param perAccount runs of one account, at least 1
 * @param perProvider runs of each provider that is not named in {@code providers}, at least 1
 * @param providers runs of these providers, each at least 1
 * @param reservedHigh workers that only HIGH work takes, or {@link #PROPORTIONAL}
 * @param reservedNormal workers that LOW work leaves to NORMAL, or {@link #PROPORTIONAL}
 * @param ageing how long work waits beyond its due time until it is treated as one level stronger; positive, at most a
 *     year
 */
public record QueueLimits(
        int workers,
        int perUser,
        int perAccount,
        int perProvider,
        Map<ProviderId, Integer> providers,
        int reservedHigh,
        int reservedNormal,
        Duration ageing) {

    /** A fifth of the workers, at least one of three or more. */
    public static final int PROPORTIONAL = -1;

    private static final int UNRESERVED_UP_TO = 2;
    private static final int SHARE = 5;

    /** @throws dev.calsync.error.InvalidConfigurationException naming everything that is out of range */
    public QueueLimits {
        providers = Map.copyOf(providers);
        Faults faults = new Faults("the ready queue")
                .require(workers >= 1, "workers must be at least 1, is " + workers)
                .require(perUser >= 1, "perUser must be at least 1, is " + perUser)
                .require(perAccount >= 1, "perAccount must be at least 1, is " + perAccount)
                .require(perProvider >= 1, "perProvider must be at least 1, is " + perProvider)
                .require(reservedHigh >= PROPORTIONAL, "reservedHigh must not be negative, is " + reservedHigh)
                .require(reservedNormal >= PROPORTIONAL, "reservedNormal must not be negative, is " + reservedNormal)
                .require(
                        ageing.compareTo(Duration.ZERO) > 0 && ageing.compareTo(Duration.ofDays(365)) <= 0,
                        "ageing must be positive and at most a year, is " + ageing);
        providers.forEach((provider, runs) ->
                faults.require(runs >= 1, "the limit of provider " + provider + " must be at least 1, is " + runs));
        faults.throwIfAny();
    }

    /** So many workers, one run of an account, two of a user; providers are not limited; ageing after 5 minutes. */
    public static QueueLimits of(int workers) {
        return new QueueLimits(
                workers, 2, 1, Integer.MAX_VALUE, Map.of(), PROPORTIONAL, PROPORTIONAL, Duration.ofMinutes(5));
    }

    /** The same with so many workers. */
    public QueueLimits workers(int runs) {
        return new QueueLimits(runs, perUser, perAccount, perProvider, providers, reservedHigh, reservedNormal, ageing);
    }

    /** The same with so many runs of one user. */
    public QueueLimits perUser(int runs) {
        return new QueueLimits(workers, runs, perAccount, perProvider, providers, reservedHigh, reservedNormal, ageing);
    }

    /** The same with so many runs of one account. */
    public QueueLimits perAccount(int runs) {
        return new QueueLimits(workers, perUser, runs, perProvider, providers, reservedHigh, reservedNormal, ageing);
    }

    /** The same with so many runs of each provider, except for those named. */
    public QueueLimits perProvider(int runs, Map<ProviderId, Integer> named) {
        return new QueueLimits(workers, perUser, perAccount, runs, named, reservedHigh, reservedNormal, ageing);
    }

    /** The same with so many workers reserved. */
    public QueueLimits reserved(int high, int normal) {
        return new QueueLimits(workers, perUser, perAccount, perProvider, providers, high, normal, ageing);
    }

    /** The same with this ageing. */
    public QueueLimits ageing(Duration perLevel) {
        return new QueueLimits(
                workers, perUser, perAccount, perProvider, providers, reservedHigh, reservedNormal, perLevel);
    }

    /** Runs of a provider. */
    public int of(ProviderId provider) {
        return providers.getOrDefault(provider, perProvider);
    }

    /** How many workers LOW work may take, at least 1: what is reserved shrinks so that it keeps one. */
    public int workersForLow() {
        int forWeaker = workersBelowHigh();
        int normal = workers <= UNRESERVED_UP_TO ? 0 : share(reservedNormal);
        return Math.max(1, forWeaker - normal);
    }

    /** How many workers NORMAL and LOW work may take together, at least 1. */
    public int workersBelowHigh() {
        int high = workers <= UNRESERVED_UP_TO ? 0 : share(reservedHigh);
        return Math.max(1, workers - high);
    }

    private int share(int reserved) {
        return reserved == PROPORTIONAL ? Math.max(1, workers / SHARE) : reserved;
    }
}
