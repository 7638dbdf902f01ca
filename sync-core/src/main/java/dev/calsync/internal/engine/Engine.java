package dev.calsync.internal.engine;

import dev.calsync.internal.grants.Grants;
import dev.calsync.internal.pacing.ProviderPacing;
import dev.calsync.internal.push.Push;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncWorker;
import dev.calsync.listener.CacheFigures;
import dev.calsync.listener.SyncListener;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.StoreListener;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Cancellable;
import dev.calsync.system.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The running part of one {@code CalendarSync}: a node among those that share a store. Thread-safe.
 *
 * <p>{@link #start()} joins the fleet and begins to look for work; {@link #close()} stops claiming, lets running steps
 * end within their bound, hands back what is left and leaves.
 */
public final class Engine implements AutoCloseable {
    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    private final SyncStore store;
    private final Environment environment;
    private final EngineSettings settings;
    private final Listeners listeners;
    private final Providers providers;
    private final NodeKeeper node;
    private final ScheduleFirer firer;
    private final SettingsRows settingsRows;
    private final Dispatcher dispatcher;
    private final RunServices services;
    private final Connector connector;
    private final KnownUsers known;
    private final Grants grants;
    private final Replicas replicas;
    private final Housekeeper housekeeper;
    private final RunKeeper runKeeper;
    private final Optional<Push> push;
    private volatile Cancellable hints = () -> {};
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /**
     * Wires an engine; starts nothing.
     *
     * @param secrets how secrets are kept, and where those are that are not
     * @param hostWorkers the host's own workers, by the provider whose calendars they work on
     * @param wrap what the host puts around calendar sync
     * @param replica the host's replica; null for the built-in one
     */
    public Engine(
            SyncStore store,
            Environment environment,
            EngineSettings settings,
            Secrets secrets,
            Providers providers,
            Map<ProviderId, SyncWorker> hostWorkers,
            UnaryOperator<SyncWorker> wrap,
            @Nullable LocalCalendar replica,
            List<SyncListener> listeners) {
        this.store = store;
        this.environment = environment;
        this.settings = settings;
        this.listeners = new Listeners(listening(listeners));
        this.providers = providers;
        this.housekeeper = new Housekeeper(store, environment, settings.limits().history());
        this.settingsRows = new SettingsRows(settings);
        this.firer = new ScheduleFirer(store, settings, this.listeners, replica == null);
        this.node = new NodeKeeper(store, environment, settings, this::wake, this::stopRuns);
        Environment byStoreTime =
                new Environment(node.storeTime(), environment.ids(), environment.random(), environment.tasks());
        this.grants = secrets.grants(store, byStoreTime, providers);
        this.known = new KnownUsers(settings, environment.time(), node::buckets);
        this.connector = new Connector(store, environment, providers, hostWorkers.keySet(), settingsRows, grants);
        RunLedger ledger = new RunLedger(store, byStoreTime, this.listeners, settingsRows, settings.node(), places());
        this.services = new RunServices(
                store,
                environment,
                settings,
                node,
                known,
                grants,
                new ProviderPacing(
                        store, byStoreTime.time(), providers.limits(settings.providerLimits()), settings.breakers()),
                turns(),
                this.listeners,
                new RunEnds(byStoreTime, ledger));
        this.replicas = new Replicas(replica);
        SyncWorker calendarSync = wrap.apply(new CalendarSyncWorker(this::runOf, providers, replicas));
        Claims claims = new Claims(this::services, hostWorkers, calendarSync);
        this.dispatcher = new Dispatcher(store, environment, settings, node, firer, claims);
        this.runKeeper = new RunKeeper(store, environment, node, dispatcher::runs);
        this.push = EnginePush.of(this, byStoreTime, secrets.box(environment), node, services.pacing());
        connector.aligns(this::alignChannels);
    }

    /** The host's listeners, and push, which learns from how runs end. */
    private List<SyncListener> listening(List<SyncListener> hosts) {
        List<SyncListener> all = new ArrayList<>(hosts);
        all.add(event -> push().ifPresent(own -> own.on(event)));
        return all;
    }

    private RunLedger.Places places() {
        return new RunLedger.Places() {
            @Override
            public void released(ActiveRun run) {
                dispatcher().released(run);
            }

            @Override
            public void over(List<ActiveRun> runs) {
                dispatcher().over(runs);
            }
        };
    }

    /** The dispatcher needs what runs share, and runs need the dispatcher: they get it once they run. */
    private RunServices.Turns turns() {
        return new RunServices.Turns() {
            @Override
            public boolean mustYield(ActiveRun run) {
                return dispatcher().mustYield(run);
            }

            @Override
            public void leaveAlone(AccountId account, Instant until) {
                dispatcher().leaveAlone(account, until);
            }
        };
    }

    private Dispatcher dispatcher() {
        return dispatcher;
    }

    private RunServices services() {
        return services;
    }

    private void stopRuns() {
        dispatcher.leaseLost();
    }

    private ActiveRun runOf(SyncJob job) {
        return job.calendarIds().stream()
                .flatMap(calendar -> dispatcher.run(calendar).stream())
                .filter(run -> run.job().id().equals(job.id()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "job " + job.id() + " is not running here: hand on the job that the worker was given"));
    }

    /**
     * Joins the fleet and begins to work.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new IllegalStateException("this engine was started or closed before; build another one");
        }
        store.open();
        hints = store.listen(new Hints());
        node.start();
        housekeeper.start();
        runKeeper.start();
        push.ifPresent(Push::start);
    }

    /** What the store tells of other nodes, and of those who ask for work without an engine. */
    private final class Hints implements StoreListener {
        @Override
        public boolean work(int bucket) {
            boolean mine = node.buckets().contains(bucket);
            if (mine) {
                dispatcher.hint(List.of(bucket));
            }
            return mine;
        }

        @Override
        public void anything() {
            node.soon();
            dispatcher.hint(node.buckets());
        }
    }

    /** The same doors, of which closing the engine closes nothing but its own tasks. */
    public static Environment borrowed(Environment doors) {
        return new Environment(doors.time(), doors.ids(), doors.random(), new BorrowedTasks(doors.tasks()));
    }

    /**
     * Waits until nothing more can begin here: this node has its share of the users, and nothing of theirs is due or
     * running. Blocks.
     *
     * @return whether it came to that in time
     */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        wake();
        return environment.tasks().await(() -> node.hasShare() && dispatcher.idle(), timeout);
    }

    /**
     * Something was changed here: what is remembered is compared with the store before it is used, and work is looked for
     * as soon as possible, if this engine runs. Cheap.
     */
    public void wake() {
        known.lookAgain();
        lookForWork();
        if (state.get() == State.RUNNING) {
            push.ifPresent(Push::soon);
        }
    }

    /** Work was asked for here, and nothing else was changed. */
    void lookForWork() {
        if (state.get() == State.RUNNING) {
            dispatcher.wake();
        }
    }

    /** Push channels; empty if the host wants none. */
    public Optional<Push> push() {
        return push;
    }

    /** Something changed that decides which calendars have push channels; in the transaction that changed it. */
    public void alignChannels(StoreTransaction tx, UserId user) {
        push.ifPresent(own -> own.align(tx, user));
    }

    /** The providers that the host handed in. */
    Providers providers() {
        return providers;
    }

    /** How far the run of a calendar on this node is; empty if none goes on here. */
    public Optional<Progress> progress(CalendarRef calendar) {
        return dispatcher.run(calendar).map(ActiveRun::progress);
    }

    /** Why work of a calendar that waits on this node is not started, one sentence; empty if none waits here. */
    public Optional<String> waiting(CalendarRef calendar) {
        return dispatcher.waiting(calendar);
    }

    /** How many nodes the fleet needs so that work waits no longer than this; 1 while this node owns nothing. */
    public int desiredNodes(Duration targetWait) {
        int all = Buckets.COUNT * settings.regions().size();
        return dispatcher.desiredNodes(targetWait, (double) node.buckets().size() / all);
    }

    /** Regions with work that is due and that no engine on the store serves. */
    public List<Region> unservedRegions() {
        return store.inTransaction(tx -> tx.nodes().unserved());
    }

    /** How far the run of a calendar on this node is, if it serves this generation. */
    public Optional<Progress> progress(CalendarRef calendar, long generation) {
        return dispatcher
                .run(calendar)
                .filter(run -> run.lease().generation() >= generation)
                .map(ActiveRun::progress);
    }

    /** A calendar's generation was called off: its run stops, if it goes on on this node. */
    public void callOff(CalendarRef calendar, long generation) {
        runKeeper.callOff(calendar, generation);
    }

    /** This side's copy of calendars, as a transaction sees it. */
    public LocalCalendar replica(StoreTransaction tx) {
        return replicas.in(tx);
    }

    /** Says what runs would do. */
    public DryRuns dryRuns() {
        return new DryRuns(this, providers, grants);
    }

    /** Where everything is kept. */
    public SyncStore store() {
        return store;
    }

    /** The doors to the outside. */
    public Environment environment() {
        return environment;
    }

    /** What the host decided. */
    public EngineSettings settings() {
        return settings;
    }

    /** Who is told what happens. */
    public Listeners listeners() {
        return listeners;
    }

    /** Fires schedules; for events of the host. */
    public ScheduleFirer firer() {
        return firer;
    }

    /** The schedules that stand behind settings. */
    public SettingsRows settingsRows() {
        return settingsRows;
    }

    /** How much the caches help. */
    public List<CacheFigures> caches() {
        return List.of(known.figures(), grants.figures());
    }

    /** What accounts prove themselves with. */
    public Grants grants() {
        return grants;
    }

    /** Connects accounts. */
    public Connector connector() {
        return connector;
    }

    /**
     * Stops claiming, waits for the steps that run, hands back what is left, and leaves the fleet. Blocks up to the drain
     * bound. Calling it again changes nothing.
     */
    @Override
    public void close() {
        close(settings.drain());
    }

    /** The same, with another bound. */
    public void close(Duration drain) {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return;
        }
        hints.cancel();
        dispatcher.close();
        Collection<ActiveRun> running = dispatcher.runs();
        running.forEach(run -> run.stop(ActiveRun.Stop.CLOSING));
        try {
            if (!awaitNoRuns(drain)) {
                dispatcher.runs().forEach(ActiveRun::interrupt);
                awaitNoRuns(drain);
            }
            leave();
        } catch (InterruptedException interrupted) {
            leave();
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        try {
            node.stop();
        } finally {
            environment.tasks().close();
            providers.close();
        }
    }

    private boolean awaitNoRuns(Duration bound) throws InterruptedException {
        return environment.tasks().await(() -> dispatcher.runs().isEmpty(), bound);
    }
}
