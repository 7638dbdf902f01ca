package dev.calsync.internal.engine;

import dev.calsync.internal.push.PushSettings;
import dev.calsync.internal.queue.QueueLimits;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.SyncWindow;
import dev.calsync.pacing.BreakerPolicy;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.pacing.WorkerScaling;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.schedule.ScheduleBounds;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host decided about an engine. Times are checked where the host gives them.
 *
 * @param node this node's name, unique in the fleet
 * @param regions whose users' work it runs
 * @param concurrency how many runs may go on at once, of whom
 * @param scaling between how many workers it moves
 * @param batching which runs follow one another in one session
 * @param providerLimits what providers take, where the host says something else than the provider
 * @param breakers when a service that fails is left alone
 * @param retry when failed work is tried again
 * @param safety what is decided about conflicts and mistakes
 * @param mergeRules what decides conflicts, unless a schedule says otherwise
 * @param window what of a calendar is synchronised
 * @param bounds how often a schedule may fire
 * @param lease how long a node may own buckets without renewing
 * @param heartbeat how often it renews
 * @param poll how often it looks for work that others asked for
 * @param drain how long {@code close} waits for runs to end
 * @param limits what is allowed at most
 * @param firing what is decided about schedules and events
 * @param push what is decided about push channels; null if there are to be none
 */
public record EngineSettings(
        String node,
        Set<Region> regions,
        QueueLimits concurrency,
        WorkerScaling scaling,
        Batching batching,
        Map<ProviderId, ProviderLimits> providerLimits,
        BreakerPolicy breakers,
        RetryPolicy retry,
        SafetySettings safety,
        MergeRules mergeRules,
        SyncWindow window,
        ScheduleBounds bounds,
        Duration lease,
        Duration heartbeat,
        Duration poll,
        Duration drain,
        EngineBounds limits,
        FiringSettings firing,
        @Nullable PushSettings push) {

    /** The same for a node of another name. */
    public EngineSettings node(String name) {
        return new EngineSettings(
                name,
                regions,
                concurrency,
                scaling,
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
                limits,
                firing,
                push);
    }
}
