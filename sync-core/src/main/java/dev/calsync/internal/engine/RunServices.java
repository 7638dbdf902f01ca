package dev.calsync.internal.engine;

import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;

/**
 * What every run of one engine shares.
 *
 * @param store where everything is kept
 * @param environment the doors to the outside
 * @param settings what the host decided
 * @param node this node's lease
 * @param pacing what providers may be asked
 * @param listeners who is told
 * @param runEnds what happens when a run ends
 */
record RunServices(
        SyncStore store,
        Environment environment,
        EngineSettings settings,
        NodeKeeper node,
        ProviderPacing pacing,
        Listeners listeners,
        RunEnds runEnds) {}
