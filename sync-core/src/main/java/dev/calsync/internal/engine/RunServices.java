package dev.calsync.internal.engine;

import dev.calsync.internal.grants.Grants;
import dev.calsync.internal.pacing.ProviderPacing;
import dev.calsync.model.AccountId;
import dev.calsync.store.SyncStore;
import dev.calsync.system.Environment;
import java.time.Instant;

/**
 * What every run of one engine shares.
 *
 * @param store where everything is kept
 * @param environment the doors to the outside
 * @param settings what the host decided
 * @param node this node's lease
 * @param known what this node remembers of its users
 * @param grants what accounts prove themselves with
 * @param pacing what providers may be asked
 * @param turns who runs when
 * @param listeners who is told
 * @param runEnds what happens when a run ends
 */
record RunServices(
        SyncStore store,
        Environment environment,
        EngineSettings settings,
        NodeKeeper node,
        KnownUsers known,
        Grants grants,
        ProviderPacing pacing,
        Turns turns,
        Listeners listeners,
        RunEnds runEnds) {

    /** What a run asks whoever decides about turns. */
    interface Turns {

        /** Whether the run has to let others have their turn. */
        boolean mustYield(ActiveRun run);

        /** No other run of the account is to begin before then, at least not here and not for long. */
        void leaveAlone(AccountId account, Instant until);
    }
}
