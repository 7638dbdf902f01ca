package dev.calsync;

import dev.calsync.auth.KeyProvider;
import dev.calsync.auth.TokenProvider;
import dev.calsync.error.Faults;
import dev.calsync.internal.engine.Batching;
import dev.calsync.internal.engine.EngineBounds;
import dev.calsync.internal.engine.EngineSettings;
import dev.calsync.internal.engine.FiringSettings;
import dev.calsync.internal.engine.Providers;
import dev.calsync.internal.engine.SafetySettings;
import dev.calsync.internal.engine.Secrets;
import dev.calsync.internal.grants.ProcessKey;
import dev.calsync.internal.push.PushSettings;
import dev.calsync.job.OnFailure;
import dev.calsync.job.SyncWorker;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.SyncWindow;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.CallLimit;
import dev.calsync.pacing.Debounce;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.pacing.RecoveryRamp;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.pacing.WorkerScaling;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.reconcile.ConflictResolver;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.schedule.ScheduleBounds;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.HistoryRetention;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link CalendarSync}. The order of the calls never matters; {@link #build()} checks everything, names every
 * fault at once, and starts nothing. Not thread-safe; may be used again.
 *
 * <p>Unless told otherwise: conflicts are merged field by field, failed work is retried up to 8 times between 2 seconds
 * and 15 minutes apart, 16 runs go on at once and 2 of one user's, events from one year back to two years ahead are
 * kept in sync, and a schedule may fire once a minute to once in 31 days.
 */
public final class CalendarSyncBuilder {
    private static final RetryPolicy DEFAULT_RETRY = RetryPolicy.exponential(
                    Duration.ofSeconds(2), Duration.ofMinutes(15))
            .withMaxRetries(8);

    private static final Duration SAFETY_NET = Duration.ofHours(6);

    private @Nullable SyncStore store;
    private final List<CalendarProvider> providers = new ArrayList<>();
    private final Map<ProviderId, SyncWorker> workers = new LinkedHashMap<>();
    private final List<String> repeated = new ArrayList<>();
    private UnaryOperator<SyncWorker> wrap = UnaryOperator.identity();
    private final List<SyncListener> listeners = new ArrayList<>();
    private SafetySettings safety = SafetySettings.DEFAULT;
    private MergeRules mergeRules = MergeRules.of(ConflictPolicy.MERGE);
    private RetryPolicy retry = DEFAULT_RETRY;
    private Concurrency concurrency = Concurrency.DEFAULT;
    private Batching batching = Batching.DEFAULT;
    private final Map<ProviderId, ProviderLimits> providerLimits = new LinkedHashMap<>();
    private BreakerPolicy breakers = BreakerPolicy.DEFAULT;
    private SyncWindow window = SyncWindow.DEFAULT;
    private ScheduleBounds bounds = ScheduleBounds.DEFAULT;
    private SyncSettings defaults = SyncSettings.NONE;
    private Debounce debounce = Debounce.DEFAULT;
    private int lateRunsPerSecond = RecoveryRamp.DEFAULT_RUNS_PER_SECOND;
    private @Nullable URI webhooks;
    private @Nullable LocalCalendar replica;
    private @Nullable KeyProvider keys;
    private @Nullable TokenProvider tokens;
    private @Nullable Environment environment;
    private @Nullable String node;
    private Set<Region> regions = Set.of(Region.DEFAULT);
    private Duration lease = Duration.ofSeconds(15);
    private Duration heartbeat = Duration.ofSeconds(5);
    private Duration poll = Duration.ofSeconds(1);
    private Duration drain = Duration.ofSeconds(10);
    private Duration runDeadline = Duration.ofHours(1);
    private CallLimit syncNow = CallLimit.DEFAULT;
    private HistoryRetention history = HistoryRetention.DEFAULT;

    CalendarSyncBuilder() {}

    /** Where everything is kept. Must be given; whoever made it closes it. */
    public CalendarSyncBuilder store(SyncStore value) {
        store = value;
        return this;
    }

    /**
     * The keys that passwords, tokens and the secrets of push channels are encrypted with before the store sees them. A
     * store that outlives this process needs them. All engines on a store have the same.
     */
    public CalendarSyncBuilder encryption(KeyProvider value) {
        keys = value;
        return this;
    }

    /** The host's own vault of authorizations, for accounts that are connected with {@code Credentials.Vault}. */
    public CalendarSyncBuilder tokens(TokenProvider value) {
        tokens = value;
        return this;
    }

    /** Adds a calendar service; the engine closes it. Each provider may be added once. */
    public CalendarSyncBuilder provider(CalendarProvider value) {
        providers.add(value);
        return this;
    }

    /**
     * Adds a worker of the host's own for calendars of a kind that no provider knows. Accounts of that kind are connected
     * with {@link HostAccount}.
     */
    public CalendarSyncBuilder worker(ProviderId kind, SyncWorker worker) {
        if (workers.put(kind, worker) != null) {
            repeated.add("worker for '" + kind + "' is given twice");
        }
        return this;
    }

    /**
     * Puts something around the worker that synchronises calendars: before, after, or instead of it. Given more than
     * once, the last one is outermost.
     */
    public CalendarSyncBuilder worker(UnaryOperator<SyncWorker> around) {
        UnaryOperator<SyncWorker> inner = wrap;
        wrap = worker -> around.apply(inner.apply(worker));
        return this;
    }

    /** What decides when both sides changed an event, unless a schedule says otherwise. */
    public CalendarSyncBuilder conflicts(ConflictPolicy policy) {
        return conflicts(MergeRules.of(policy));
    }

    /** What decides when both sides changed an event, and what decides a field that both changed differently. */
    public CalendarSyncBuilder conflicts(MergeRules rules) {
        mergeRules = rules;
        return this;
    }

    /** Who is asked about each conflict before the policies decide; what he escalates waits for a person. */
    public CalendarSyncBuilder conflicts(ConflictResolver value) {
        safety = safety.resolver(value);
        return this;
    }

    /** Which changes are so unusual that a run asks a person before it makes them; see {@link ChangeGuard#DEFAULT}. */
    public CalendarSyncBuilder guard(ChangeGuard value) {
        safety = safety.guard(value);
        return this;
    }

    /** When failed work is tried again. */
    public CalendarSyncBuilder retry(RetryPolicy policy) {
        retry = policy;
        return this;
    }

    /** What becomes of what a failed run has written, unless a schedule says otherwise; it stays unless told. */
    public CalendarSyncBuilder onFailure(OnFailure value) {
        safety = safety.onFailure(value);
        return this;
    }

    /** How many runs may go on at once. */
    public CalendarSyncBuilder concurrency(Concurrency value) {
        concurrency = value;
        return this;
    }

    /**
     * Which calendars of one account follow one another in one session: one login, one connection. Unless given, up to 10
     * that are due now or within 15 seconds.
     *
     * @param window what is due within this time is run along with what is due now; zero to a minute
     * @param most so many calendars in one session; 1 for none together
     */
    public CalendarSyncBuilder batching(Duration window, int most) {
        batching = new Batching(window, most);
        return this;
    }

    /** What a provider takes before it throttles, in place of what it says itself, for instance after a raised quota. */
    public CalendarSyncBuilder limits(ProviderId provider, ProviderLimits limits) {
        providerLimits.put(provider, limits);
        return this;
    }

    /** When a service or an account that fails again and again is left alone, and for how long. */
    public CalendarSyncBuilder breakers(BreakerPolicy policy) {
        breakers = policy;
        return this;
    }

    /** What of a calendar is kept in sync. A provider that cannot ask for a span, like CalDAV's, keeps all of it. */
    public CalendarSyncBuilder window(SyncWindow value) {
        window = value;
        return this;
    }

    /** How often a schedule may fire. */
    public CalendarSyncBuilder scheduleBounds(ScheduleBounds value) {
        bounds = value;
        return this;
    }

    /**
     * What users get who chose nothing. A frequency counts for calendars that no schedule means; a user gets it when
     * calendars are listed, settings are made, or {@link UserSync#touch} is called.
     */
    public CalendarSyncBuilder settings(SyncSettings value) {
        defaults = value;
        return this;
    }

    /** What becomes of many events about one calendar: 2 seconds of quiet and 30 of waiting at most, unless given. */
    public CalendarSyncBuilder debounce(Debounce value) {
        debounce = value;
        return this;
    }

    /**
     * How many late runs this engine asks for within a second after downtime, 1 to 10,000; 50 unless given. What is on
     * time does not wait.
     */
    public CalendarSyncBuilder recoveryRunsPerSecond(int value) {
        lateRunsPerSecond = value;
        return this;
    }

    /**
     * Where {@link CalendarSync#http()} is reached from outside. Calendars whose schedules ask for webhooks get a push
     * channel then, if their provider has any, which is looked after from there on; and while it works, interval schedules
     * poll them every 6 hours only.
     *
     * @param address https, as providers want it, or http for tests; without query or fragment
     */
    public CalendarSyncBuilder webhooks(URI address) {
        String text = address.toString();
        webhooks = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
        return this;
    }

    /** Keeps events in the host's own tables instead of the built-in replica. */
    public CalendarSyncBuilder replica(LocalCalendar value) {
        replica = value;
        return this;
    }

    /** Adds somebody who is told what happens. */
    public CalendarSyncBuilder listener(SyncListener value) {
        listeners.add(value);
        return this;
    }

    /** This engine's name, unique among those that share the store; a fresh id unless given. */
    public CalendarSyncBuilder node(String name) {
        node = name;
        return this;
    }

    /**
     * Whose users' work this engine runs: those of these regions, see {@code UserSync.region}. Unless given, those of
     * users of whom nobody said anything else.
     */
    public CalendarSyncBuilder regions(Region... values) {
        regions = Set.of(values);
        return this;
    }

    /**
     * How long this engine may own work without being heard of, and how often it is heard of. After a crash others take
     * over once the lease has expired.
     */
    public CalendarSyncBuilder lease(Duration length, Duration renewEvery) {
        lease = length;
        heartbeat = renewEvery;
        return this;
    }

    /** How often to look for work that other engines on the store asked for. */
    public CalendarSyncBuilder pollInterval(Duration value) {
        poll = value;
        return this;
    }

    /** How long {@link CalendarSync#close()} waits for running steps. */
    public CalendarSyncBuilder drain(Duration value) {
        drain = value;
        return this;
    }

    /**
     * How long a run may go on, one hour unless told. One that does not come to an end is interrupted and counts as a
     * failed attempt.
     */
    public CalendarSyncBuilder runDeadline(Duration value) {
        runDeadline = value;
        return this;
    }

    /**
     * How many calls of {@code syncNow} for one calendar are served at once, on all engines together; 6 a minute unless
     * told. One more gets the job that is owed already, or one that begins when it is allowed again.
     */
    public CalendarSyncBuilder syncNowLimit(CallLimit value) {
        syncNow = value;
        return this;
    }

    /** How much of the history of runs is kept; 90 days and 1,000 runs of each calendar unless told. */
    public CalendarSyncBuilder history(HistoryRetention value) {
        history = value;
        return this;
    }

    /** The doors to time, ids, randomness and threads; for tests and simulation. The engine closes its task runner. */
    public CalendarSyncBuilder environment(Environment value) {
        environment = value;
        return this;
    }

    /**
     * The engine, not started.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if something is missing or contradictory, naming every
     *     fault
     */
    public CalendarSync build() {
        check().throwIfAny();
        Environment doors = environment == null ? Environment.system(node == null ? "sync" : node) : environment;
        EngineSettings settings = new EngineSettings(
                node == null ? doors.ids().next() : node,
                regions,
                concurrency.limits(),
                WorkerScaling.between(concurrency.leastWorkers(), concurrency.workers()),
                batching,
                providerLimits,
                breakers,
                retry,
                safety,
                mergeRules,
                window,
                bounds,
                lease,
                heartbeat,
                poll,
                drain,
                new EngineBounds(runDeadline, syncNow, history),
                new FiringSettings(defaults, debounce, lateRunsPerSecond),
                webhooks == null ? null : new PushSettings(webhooks, SAFETY_NET));
        return new CalendarSync(new EnginePlan(
                Objects.requireNonNull(store),
                doors,
                settings,
                new Secrets(keys == null ? ProcessKey.get() : keys, tokens),
                new Providers(providers),
                Map.copyOf(workers),
                wrap,
                replica,
                List.copyOf(listeners)));
    }

    private Faults check() {
        Faults faults = new Faults("CalendarSync");
        BuilderFaults.store(faults, store, keys);
        BuilderFaults.kinds(faults, providers, workers.keySet());
        repeated.forEach(faults::add);
        BuilderFaults.onFailure(faults, safety, replica);
        concurrency.check(faults);
        BuilderFaults.webhooks(faults, webhooks);
        BuilderFaults.batching(faults, batching);
        BuilderFaults.limits(faults, providerLimits.keySet(), providers);
        BuilderFaults.node(faults, node, regions);
        retry.faults().forEach(faults::add);
        defaults.faults(bounds).forEach(fault -> faults.add("settings: " + fault));
        BuilderFaults.recovery(faults, lateRunsPerSecond);
        BuilderFaults.times(faults, lease, heartbeat, poll, runDeadline, drain);
        return faults;
    }
}
