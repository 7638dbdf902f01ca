package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.reconcile.Resolution;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what a person decided about series that both sides changed back and forth. Belongs to one transaction. */
final class FrozenPairs {
    private final StoreTransaction tx;
    private final SyncRun sync;

    FrozenPairs(StoreTransaction tx, SyncRun sync) {
        this.tx = tx;
        this.sync = sync;
    }

    /** The series as it is to be told to the provider; null if there is nothing to tell any more. */
    @Nullable
    LocalSeries answered(LocalSeries local, @Nullable Link link, @Nullable Quarantined row) {
        if (link == null || row == null || !FlapBreaker.isFrozen(row) || row.answer() == null) {
            return local;
        }
        Resolution answer = row.answer();
        if (answer instanceof Resolution.KeepRemote) {
            change(local, link, link.base().series(), true);
            tx.quarantine().release(calendar(), List.of(row.key()));
            return null;
        }
        return answer instanceof Resolution.Merge merge ? change(local, link, merge.series(), false) : local;
    }

    private LocalSeries change(LocalSeries local, Link link, EventSeries to, boolean settled) {
        EventSeries next = to.withVersion(local.version());
        LocalOutcome outcome = sync.replicas()
                .in(tx)
                .apply(calendar(), List.of(new LocalChange(local.id(), local.version(), next)))
                .get(0);
        if (!(outcome instanceof LocalOutcome.Applied applied)) {
            return local;
        }
        if (sync.run().options().mirrored()) {
            tx.mirrors().touched(calendar(), List.of(local.id()));
        }
        RunJournal journal = sync.journal(tx);
        journal.did(local.id(), Side.LOCAL, local.series(), to, link);
        journal.write();
        tx.revisions()
                .add(
                        calendar(),
                        List.of(new Revision(
                                local.id(),
                                local.series(),
                                Side.LOCAL,
                                tx.now(),
                                journal.run(),
                                "both sides changed it back and forth, and a person decided")));
        if (settled) {
            sync.replicas().in(tx).acknowledge(calendar(), local.id(), applied.version());
        }
        return new LocalSeries(local.id(), next, applied.version(), false, true, tx.now());
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
