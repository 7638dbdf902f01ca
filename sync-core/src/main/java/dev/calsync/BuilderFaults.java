package dev.calsync;

import dev.calsync.auth.KeyProvider;
import dev.calsync.error.Faults;
import dev.calsync.internal.engine.Batching;
import dev.calsync.internal.engine.SafetySettings;
import dev.calsync.job.OnFailure;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.pacing.RecoveryRamp;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.SyncStore;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be wrong with single values that a builder was given. */
final class BuilderFaults {
    private static final Duration BATCH_WINDOW_MAX = Duration.ofMinutes(1);
    private static final Duration RUN_DEADLINE_MAX = Duration.ofDays(7);

    private BuilderFaults() {}

    static void webhooks(Faults faults, @Nullable URI address) {
        faults.require(
                address == null
                        || (address.isAbsolute()
                                && address.getHost() != null
                                && address.getQuery() == null
                                && address.getFragment() == null),
                "webhooks must be an absolute address without a query, like https://app.example.com/calsync");
    }

    static void store(Faults faults, @Nullable SyncStore store, @Nullable KeyProvider keys) {
        faults.require(store != null, "store is missing: hand one in with .store(…)");
        faults.require(
                store == null || !store.durable() || keys != null,
                "the store outlives this process, so it must not hold passwords and tokens in the clear: make a key with"
                        + " openssl rand -base64 32 and hand it in with .encryption(KeyProvider.of(name, key))");
    }

    static void node(Faults faults, @Nullable String node, Set<Region> regions) {
        faults.require(node == null || !node.isBlank(), "node must not be blank");
        faults.require(!regions.isEmpty(), "regions is empty: name at least one, or leave the call out");
    }

    static void onFailure(Faults faults, SafetySettings safety, @Nullable LocalCalendar replica) {
        faults.require(
                replica == null || safety.onFailure() != OnFailure.ROLL_BACK,
                "onFailure cannot be ROLL_BACK with a replica of the host's: what is pending there is up to the host");
    }

    static void limits(Faults faults, Set<ProviderId> limits, List<CalendarProvider> providers) {
        for (ProviderId limited : limits) {
            faults.require(
                    providers.stream().anyMatch(provider -> provider.id().equals(limited)),
                    "limits are given for provider '" + limited + "', which is not handed in");
        }
    }

    static void kinds(Faults faults, List<CalendarProvider> providers, Set<ProviderId> workers) {
        faults.require(
                !providers.isEmpty() || !workers.isEmpty(),
                "there is nothing to synchronise with: hand in at least one .provider(…) or .worker(…)");
        Set<ProviderId> seen = new HashSet<>();
        for (CalendarProvider provider : providers) {
            faults.require(seen.add(provider.id()), "provider '" + provider.id() + "' is given twice");
        }
        for (ProviderId kind : workers) {
            faults.require(!seen.contains(kind), "'" + kind + "' has both a provider and a worker: give one of them");
        }
    }

    static void recovery(Faults faults, int lateRunsPerSecond) {
        faults.require(
                lateRunsPerSecond >= 1 && lateRunsPerSecond <= RecoveryRamp.MOST_RUNS_PER_SECOND,
                "recoveryRunsPerSecond must be 1 to " + RecoveryRamp.MOST_RUNS_PER_SECOND + ", was "
                        + lateRunsPerSecond);
    }

    static void batching(Faults faults, Batching batching) {
        faults.require(
                !batching.window().isNegative() && batching.window().compareTo(BATCH_WINDOW_MAX) <= 0,
                "batching's window must be zero to " + BATCH_WINDOW_MAX + ", was " + batching.window());
        faults.require(batching.most() >= 1, "batching needs at least 1 calendar in a session");
    }

    static void times(
            Faults faults, Duration lease, Duration heartbeat, Duration poll, Duration runDeadline, Duration drain) {
        positive(faults, "lease", lease);
        positive(faults, "the lease's renewal", heartbeat);
        positive(faults, "pollInterval", poll);
        positive(faults, "runDeadline", runDeadline);
        faults.require(runDeadline.compareTo(RUN_DEADLINE_MAX) <= 0, "runDeadline must be at most 7 days");
        faults.require(!drain.isNegative(), "drain must not be negative");
        faults.require(
                heartbeat.multipliedBy(2).compareTo(lease) <= 0,
                "a lease must be renewed at least twice within its length");
    }

    private static void positive(Faults faults, String what, Duration value) {
        faults.require(!value.isZero() && !value.isNegative(), what + " must be more than zero, was " + value);
    }
}
