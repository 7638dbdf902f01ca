package dev.calsync.testing.contract;

import dev.calsync.CalendarSync;
import dev.calsync.HostAccount;
import dev.calsync.UserSync;
import dev.calsync.job.SyncJob;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.ProviderId;
import dev.calsync.system.Environment;
import dev.calsync.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real engine on virtual time that runs the worker under test; it can crash, and another one takes over. */
final class WorkerWorld implements AutoCloseable {
    private static final ProviderId KIND = ProviderId.of("host");
    private static final int TASKS_MAX = 100_000;

    private final VirtualWorld world = VirtualWorld.create(1);
    private final MemorySyncStore store = MemorySyncStore.create(world.time());
    private final List<SyncEvent> told = new ArrayList<>();
    private final WorkerFixture fixture;
    private int nodes;
    private Environment environment;
    private CalendarSync engine;
    private WorkerProbe probe;
    private CalendarRef calendar;

    WorkerWorld(SyncWorkerContract contract) {
        fixture = contract.open(world.time());
        startNode();
    }

    private void startNode() {
        probe = new WorkerProbe(fixture.worker());
        environment = world.node();
        engine = CalendarSync.builder()
                .store(store)
                .worker(KIND, probe)
                .environment(environment)
                .node("node-" + ++nodes)
                .listener(told::add)
                .build();
        engine.start();
        if (calendar == null) {
            calendar = connect();
        }
    }

    private CalendarRef connect() {
        try {
            Account account = user().connect(new HostAccount(KIND, "somebody", List.of(fixture.calendarId())));
            return user().calendars(account).get(0).ref();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private UserSync user() {
        return engine.forUser("somebody");
    }

    WorkerFixture fixture() {
        return fixture;
    }

    WorkerProbe probe() {
        return probe;
    }

    VirtualWorld virtual() {
        return world;
    }

    JobId ask() {
        return user().syncNow(calendar).id();
    }

    SyncJob job(JobId id) {
        return user().job(id).orElseThrow();
    }

    boolean running() {
        return user().status(calendar).running();
    }

    /** Lets time pass, and with it everything that is due. */
    void pass(Duration span) {
        world.tasks().runFor(span);
    }

    /** Asks for a run and lets it come to its end. */
    SyncJob run() {
        JobId id = ask();
        pass(Duration.ofMinutes(10));
        return job(id);
    }

    /** Goes on until the worker has taken so many steps. */
    void untilSteps(int steps) {
        for (int tasks = 0; probe.steps() < steps; tasks++) {
            if (tasks > TASKS_MAX || world.tasks().runNext() == null) {
                throw new AssertionError("the worker never takes step " + steps);
            }
        }
    }

    /** The process is gone, and with it all that the worker kept in memory; another one starts. */
    void crash() {
        environment.tasks().close();
        startNode();
    }

    <T extends SyncEvent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
