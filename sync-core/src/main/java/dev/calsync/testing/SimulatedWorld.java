package dev.calsync.testing;

import dev.calsync.CalendarSyncBuilder;
import dev.calsync.UserSync;
import dev.calsync.error.StoreUnavailableException;
import dev.calsync.job.OnFailure;
import dev.calsync.listener.SyncEvent;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ConflictPolicy;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A world in which anything may happen, drawn from a seed: two users share three calendars of one provider, two nodes or
 * three share one store, everybody edits the same few events, and line, store, clocks, listeners and nodes fail at any
 * moment.
 */
final class SimulatedWorld {
    private static final List<ConflictPolicy> POLICIES = List.of(
            ConflictPolicy.MERGE, ConflictPolicy.REMOTE_WINS, ConflictPolicy.LOCAL_WINS, ConflictPolicy.LATEST_WINS);
    /** Also half an hour before the clocks change in Berlin, where cron schedules live. */
    private static final List<Instant> BEGINNINGS = List.of(
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-03-29T00:30:00Z"),
            Instant.parse("2026-10-25T00:30:00Z"));

    private static final int PAGE_MAX = 4;
    private static final long TASKS_MAX = 200_000;
    private static final int OWN_REPLICA_ONE_IN = 4;
    private static final int TIGHT_ONE_IN = 3;
    private static final int ROLL_BACK_ONE_IN = 3;
    private static final int GUARDED_ONE_IN = 3;
    /** So few that a calendar's few events exceed it. */
    private static final ChangeGuard.Limit TIGHT_DELETIONS = new ChangeGuard.Limit(2, 0.3);

    private static final int HOST_ALONE_ONE_IN = 12;
    /** So little that runs have to wait for it. */
    private static final ProviderLimits TIGHT_LIMITS = new ProviderLimits(
            List.of(
                    new BudgetRule(BudgetScope.PROJECT, PermitRate.within(60, Duration.ofMinutes(1), 12)),
                    new BudgetRule(BudgetScope.MAILBOX, PermitRate.within(30, Duration.ofMinutes(1), 5)),
                    new BudgetRule(BudgetScope.CALENDAR_WRITES, PermitRate.within(12, Duration.ofMinutes(1), 3))),
            2,
            3);
    /** Opens so easily that it does. */
    private static final BreakerPolicy TIGHT_BREAKERS = new BreakerPolicy(
            2,
            50,
            4,
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(3),
            Duration.ofMinutes(1),
            Duration.ofSeconds(20));

    private final VirtualWorld world;
    private final Chronicle chronicle;
    private final ScriptedProvider provider = new ScriptedProvider();
    private final CalendarProvider wrappedProvider;
    private final SimulationSetup setup;
    private final SyncStore ownStore;
    private final WatchedStore store;
    private final Dice dice;
    private final Weather weather;
    private final CallWatch calls;
    private final Fleet fleet;
    private final RowRot rot;
    private final WriteWatch writes = new WriteWatch(this);
    private final People people;
    private final Writers writers;
    private final @Nullable SimulatedReplica replica;
    private final LocalSide local;
    private final ConflictPolicy policy;
    private final boolean tightLimits;
    private final boolean rollsBack;
    private final boolean guarded;
    private final boolean tightBreakers;

    SimulatedWorld(long seed, SimulationSetup setup) {
        this.setup = setup;
        dice = new Dice(seed);
        world = VirtualWorld.create(dice.split().below(Integer.MAX_VALUE));
        world.time().jump(Duration.between(world.time().now(), dice.of(BEGINNINGS)));
        chronicle = new Chronicle(world.time(), setup.reader());
        ownStore = setup.stores().apply(world.time());
        store = new WatchedStore(ownStore);
        calls = new CallWatch(this);
        books().counter = chronicle::happened;
        books().ended = calls::ended;
        books().retriesMax = Fleet.RETRY.maxRetries();
        wrappedProvider = setup.provider().apply(new FickleProvider(this, provider, dice.split()));
        policy = dice.of(POLICIES);
        tightLimits = dice.oneIn(TIGHT_ONE_IN);
        tightBreakers = dice.oneIn(TIGHT_ONE_IN);
        rollsBack = dice.oneIn(ROLL_BACK_ONE_IN);
        guarded = dice.oneIn(GUARDED_ONE_IN);
        if (guarded) {
            books().deletionsMax = TIGHT_DELETIONS.count();
        }
        replica = dice.oneIn(OWN_REPLICA_ONE_IN) ? new SimulatedReplica(world.time(), this::hostChanged) : null;
        local = new LocalSide(replica);
        weather = new Weather(this, dice.split());
        writers = new Writers(this, dice.split());
        people = new People(this, dice.split(), writers);
        fleet = new Fleet(this, dice.split());
        rot = new RowRot(this, dice.split(), setup.damage());
        for (int i = 0; i < People.CALENDARS; i++) {
            provider.calendar("c" + i);
        }
        provider.pageSize(1 + dice.below(PAGE_MAX));
    }

    /** Everything that may happen, so many times something. */
    void live(int steps) {
        fleet.replaceTheFallen();
        weather.outside(() -> People.USERS.forEach(people::connect));
        for (int i = 0; i < steps; i++) {
            weather.outside(fleet::replaceTheFallen);
            step();
        }
    }

    private void step() {
        switch (dice.below(16)) {
            case 0, 1, 2, 3, 4 -> runTasks(1 + dice.below(40));
            case 5 -> runFor(dice.upTo(Duration.ofSeconds(20)));
            case 6 -> runFor(dice.upTo(Duration.ofSeconds(150)));
            case 7 -> weather.outside(fleet::comeAndGo);
            case 8 -> weather.change();
            default -> people.act();
        }
    }

    void runTasks(int number) {
        weather.inEngine(() -> {
            for (int i = 0; i < number; i++) {
                tasks().runNext();
            }
        });
    }

    void runFor(Duration span) {
        weather.inEngine(() -> {
            long ran = tasks().runFor(span, TASKS_MAX);
            if (ran >= TASKS_MAX) {
                throw new IllegalStateException("tasks keep coming: " + ran + " within " + span);
            }
        });
    }

    /** Faults stop, whoever is paused or unconnected goes on, what is unreadable is repaired. */
    void calm() {
        weather.clear();
        fleet.calm();
        people.calm();
        for (int i = 0; i < People.CALENDARS; i++) {
            ScriptedCalendar calendar = provider.calendar("c" + i);
            calendar.events().values().forEach(calendar::put);
        }
        note("calm", "");
    }

    void close() {
        weather.clear();
        try {
            fleet.close();
        } finally {
            ownStore.close();
        }
    }

    /** What an engine is built with besides. */
    CalendarSyncBuilder custom(CalendarSyncBuilder builder) {
        if (tightLimits) {
            builder.limits(provider.id(), TIGHT_LIMITS);
        }
        if (tightBreakers) {
            builder.breakers(TIGHT_BREAKERS);
        }
        if (guarded) {
            builder.guard(ChangeGuard.DEFAULT.deletions(TIGHT_DELETIONS));
        }
        if (rollsBack && replica == null) {
            builder.onFailure(OnFailure.ROLL_BACK);
        }
        CalendarSyncBuilder custom = setup.engines().apply(builder);
        return replica == null ? custom : custom.replica(replica);
    }

    /** The host has noted a change; whoever asked for it may not live to note it in the store. */
    private void hostChanged() {
        if (weather.fails(HOST_ALONE_ONE_IN)) {
            happened(Occurrence.HOST_CHANGED_ALONE);
            throw new StoreUnavailableException("the store goes away after the host's change");
        }
    }

    /** The doors for an engine that goes by this clock. */
    Environment doors(TimeSource clock) {
        return world.node(clock);
    }

    /** A node of the fleet told its listeners something. */
    void told(String node, SyncEvent event) {
        String name = event.getClass().getSimpleName();
        note(name, node + " " + event.user());
        Occurrence occurrence = Occurrence.told(name);
        if (occurrence != null) {
            happened(occurrence);
        }
        if (event instanceof SyncEvent.RunFinished finished) {
            happened(Occurrence.valueOf("FINISHED_" + finished.outcome()));
        }
    }

    /** Somebody's view, by a node that can be reached. */
    UserSync sync(String user) {
        return dice.of(fleet.running()).engine().forUser(user);
    }

    void happened(Occurrence what) {
        chronicle.happened(what);
    }

    void happened(Occurrence what, String more) {
        chronicle.happened(what, more);
    }

    void note(String what, String more) {
        chronicle.note(what, more);
    }

    Chronicle chronicle() {
        return chronicle;
    }

    ManualTime time() {
        return world.time();
    }

    VirtualTaskRunner tasks() {
        return world.tasks();
    }

    ScriptedProvider provider() {
        return provider;
    }

    CalendarProvider wrappedProvider() {
        return wrappedProvider;
    }

    WatchedStore store() {
        return store;
    }

    WorkBooks books() {
        return store.books();
    }

    Violations violations() {
        return books().violations;
    }

    Weather weather() {
        return weather;
    }

    CallWatch calls() {
        return calls;
    }

    WriteWatch writes() {
        return writes;
    }

    RowRot rot() {
        return rot;
    }

    SyncStore ownStore() {
        return ownStore;
    }

    /** Whether a few deletions at once wait for a person. */
    boolean guarded() {
        return guarded;
    }

    /** Whether a host keeps the events. */
    boolean hostsReplica() {
        return replica != null;
    }

    Fleet fleet() {
        return fleet;
    }

    People people() {
        return people;
    }

    Writers writers() {
        return writers;
    }

    LocalSide local() {
        return local;
    }

    ConflictPolicy policy() {
        return policy;
    }
}
