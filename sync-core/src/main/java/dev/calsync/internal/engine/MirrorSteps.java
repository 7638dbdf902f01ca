package dev.calsync.internal.engine;

import dev.calsync.job.WorkOutcome;
import dev.calsync.job.WorkStep;

/**
 * The steps of a run that bring what changed in its calendar to the calendars that it is mirrored with, and what changed
 * there here. Each is one store transaction under the run's lease, and there are as many as needed; none if the calendar is
 * on no mirror.
 */
final class MirrorSteps {
    private final SyncRun sync;
    private final Providers providers;

    MirrorSteps(SyncRun sync, Providers providers) {
        this.sync = sync;
        this.providers = providers;
    }

    /** Brings what there is; what comes here is pushed by this run. */
    WorkOutcome bring(WorkStep then) {
        return bring(then, true);
    }

    /** Brings what there is; what comes here is pushed by another run, which is asked for. */
    WorkOutcome bringLast(WorkStep then) {
        return bring(then, false);
    }

    private WorkOutcome bring(WorkStep then, boolean pushFollows) {
        if (!sync.run().options().mirrored() || !sync.replicas().builtIn()) {
            return WorkOutcome.more(then);
        }
        return sync.more(() -> {
            boolean[] more = {false};
            sync.commit((tx, tally) -> more[0] = new MirrorWork(tx, sync.run(), providers, pushFollows).some());
            return more[0] ? bring(then, pushFollows) : sync.more(then);
        });
    }
}
