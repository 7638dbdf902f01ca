package dev.calsync.internal.engine;

import dev.calsync.auth.Credentials;
import dev.calsync.internal.grants.Grant;
import dev.calsync.internal.pacing.OpenConnections;
import dev.calsync.internal.pacing.RunPacing;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.Environment;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine lends a provider's session: within a run every request is counted, and refused once the lease is lost. */
final class ProviderCalls implements ProviderContext {

    /** Looks whether the next request may still be sent. */
    @FunctionalInterface
    interface Gate {
        void pass() throws InterruptedException;
    }

    private final Environment environment;
    private final Grant grant;
    private final CallMeter meter;
    private final Gate gate;
    private final @Nullable RunPacing pacing;

    private ProviderCalls(
            Environment environment, Grant grant, CallMeter meter, Gate gate, @Nullable RunPacing pacing) {
        this.environment = environment;
        this.grant = grant;
        this.meter = meter;
        this.gate = gate;
        this.pacing = pacing;
    }

    /**
     * For calls within a run.
     *
     * @param pacing told of every request
     */
    static ProviderCalls within(ActiveRun run, Environment environment, Grant grant, RunPacing pacing) {
        return new ProviderCalls(environment, grant, run.meter(), run::refuseIfLost, pacing);
    }

    /** For calls that a host waits for. */
    static ProviderCalls outside(Environment environment, Grant grant) {
        Gate gate = () -> {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        };
        return new ProviderCalls(environment, grant, new CallMeter(environment.time()), gate, null);
    }

    @Override
    public TimeSource time() {
        return environment.time();
    }

    @Override
    public IdGenerator ids() {
        return environment.ids();
    }

    @Override
    public Credentials credentials() throws InterruptedException {
        return grant.credentials(tokenCalls());
    }

    @Override
    public boolean refused(Credentials used) throws InterruptedException {
        return grant.refused(used, tokenCalls());
    }

    /** Calls of an authorization server are counted as calls, but are none that the provider's budget is for. */
    ProviderCalls tokenCalls() {
        return new ProviderCalls(environment, grant, meter, gate, null);
    }

    @Override
    public void beforeRequest() throws InterruptedException {
        gate.pass();
        meter.request();
        if (pacing != null) {
            pacing.requestSent();
        }
    }

    @Override
    public void afterResponse(long bytes) {
        meter.response(bytes);
    }

    /** What a host waits for sends one request after the other. */
    @Override
    public void inParallel(int tasksAtOnce, List<? extends Task> tasks) throws InterruptedException {
        if (pacing == null || tasks.size() < 2) {
            ParallelTasks.run(environment.tasks(), 1, tasks);
            return;
        }
        try (OpenConnections.Share share = pacing.connections(tasksAtOnce)) {
            ParallelTasks.run(environment.tasks(), share.count(), tasks);
        }
    }
}
