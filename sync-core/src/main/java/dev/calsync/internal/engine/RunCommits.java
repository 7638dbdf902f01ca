package dev.calsync.internal.engine;

import dev.calsync.error.TransientException;
import dev.calsync.listener.SyncEvent;
import dev.calsync.store.StoreTransaction;
import java.util.function.BiConsumer;

/** The transactions of a run, each under its lease, and what listeners are told of them. Belongs to one run. */
final class RunCommits {
    private static final int KEEP_FIRST_MAX = 20;

    private final ActiveRun run;
    private final KeptFirst kept;

    /** @param kept what was kept before a host's replica forgets it */
    RunCommits(ActiveRun run, KeptFirst kept) {
        this.run = run;
        this.kept = kept;
    }

    /** Does this under the lease, and tells of it once it is committed. */
    Tally commit(BiConsumer<StoreTransaction, Tally> work) {
        Tally counted = null;
        for (int tries = 0; counted == null; tries++) {
            try {
                counted = run.fenced(tx -> {
                    Tally tally = new Tally();
                    work.accept(tx, tally);
                    return tally;
                });
            } catch (KeptFirst.NotYet first) {
                keep(first, tries);
            }
        }
        tell(counted);
        return counted;
    }

    private void keep(KeptFirst.NotYet first, int tries) {
        if (tries == KEEP_FIRST_MAX) {
            throw new TransientException("the host's replica of calendar " + run.calendar()
                    + " changes faster than a run can follow; it is tried again");
        }
        run.fenced(tx -> {
            kept.keep(tx, run.calendar(), first);
            return true;
        });
        kept.done(first);
    }

    private void tell(Tally counted) {
        for (Tally.Settled conflict : counted.conflicts) {
            listeners()
                    .tell(new SyncEvent.ConflictFound(
                            run.lease().user(),
                            run.services().environment().time().now(),
                            run.calendar(),
                            run.id(),
                            conflict.series(),
                            conflict.resolution()));
        }
        for (String reason : counted.quarantineReasons) {
            listeners()
                    .tell(new SyncEvent.SeriesQuarantined(
                            run.lease().user(),
                            run.services().environment().time().now(),
                            run.calendar(),
                            run.id(),
                            reason));
        }
    }

    private Listeners listeners() {
        return run.services().listeners();
    }
}
