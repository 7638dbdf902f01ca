package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.Side;
import dev.calsync.store.Intent;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.List;

/** Notes what became of writes: the link's new base, what is no longer pending, what must be read again. */
final class AnswerBook {
    private final SyncRun sync;

    AnswerBook(SyncRun sync) {
        this.sync = sync;
    }

    /**
     * Notes answers, all in one transaction.
     *
     * @return whether something was not written because somebody else had changed it: it must be read again
     */
    boolean note(List<Intent> intents, List<WriteOutcome> outcomes) {
        boolean[] readAgain = {false};
        sync.commit((tx, tally) -> {
            readAgain[0] = false;
            List<SeriesId> settled = new ArrayList<>();
            List<Intent> unknown = new ArrayList<>();
            for (int i = 0; i < intents.size(); i++) {
                Intent intent = intents.get(i);
                WriteOutcome outcome = outcomes.get(i);
                if (outcome instanceof WriteOutcome.Unknown) {
                    unknown.add(intent.to(Intent.State.UNKNOWN, tx.now()));
                } else {
                    settled.add(intent.series());
                    readAgain[0] |= note(tx, intent, outcome, tally);
                }
            }
            if (!unknown.isEmpty()) {
                tx.intents().put(calendar(), unknown);
            }
            if (!settled.isEmpty()) {
                tx.intents().settle(calendar(), settled);
            }
        });
        return readAgain[0];
    }

    private boolean note(StoreTransaction tx, Intent intent, WriteOutcome outcome, Tally tally) {
        if (outcome instanceof WriteOutcome.Written written) {
            written(tx, intent, written.remote());
            tally.pushed++;
            return false;
        }
        if (outcome instanceof WriteOutcome.Deleted
                || (outcome instanceof WriteOutcome.NotFound && intent.write() instanceof EventWrite.Delete)) {
            tx.links().delete(calendar(), List.of(intent.series()));
            release(tx, intent, ((EventWrite.Delete) intent.write()).current());
            sync.replicas().in(tx).acknowledge(calendar(), intent.series(), intent.localVersion());
            tally.pushed++;
            return false;
        }
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            quarantine(tx, intent, rejected.reason(), tally);
            return false;
        }
        if (outcome instanceof WriteOutcome.NotApplied) {
            return false;
        }
        if (sync.lastConflictRound()) {
            quarantine(tx, intent, "somebody else changes it again and again", tally);
            return false;
        }
        return true;
    }

    /** The provider's state is the new base. Where it is not what was sent, the provider's is taken over. */
    private void written(StoreTransaction tx, Intent intent, RemoteSeries remote) {
        String hash = SemanticHash.of(remote.series()).text();
        tx.links().put(calendar(), List.of(new Link(intent.series(), remote, hash, sync.round())));
        release(tx, intent, remote);
        long version = intent.localVersion();
        if (!hash.equals(SemanticHash.of(sent(intent.write())).text())) {
            LocalChange change = new LocalChange(intent.series(), version, remote.series());
            LocalOutcome taken =
                    sync.replicas().in(tx).apply(calendar(), List.of(change)).get(0);
            if (taken instanceof LocalOutcome.Applied applied) {
                version = applied.version();
            }
        }
        sync.replicas().in(tx).acknowledge(calendar(), intent.series(), version);
    }

    /** Neither writing the series here nor reading it there is what failed before. */
    private void release(StoreTransaction tx, Intent intent, RemoteSeries remote) {
        tx.quarantine()
                .release(
                        calendar(), List.of(intent.series().value(), remote.id().value()));
    }

    private static EventSeries sent(EventWrite write) {
        if (write instanceof EventWrite.Create create) {
            return create.series();
        }
        return ((EventWrite.Update) write).target();
    }

    private void quarantine(StoreTransaction tx, Intent intent, String reason, Tally tally) {
        Quarantined one = new Quarantined(
                intent.series().value(),
                Side.LOCAL,
                String.valueOf(intent.localVersion()),
                "it cannot be written: " + reason,
                1,
                tx.now());
        tx.quarantine().put(calendar(), List.of(one));
        tally.quarantined++;
        tally.quarantineReasons.add(one.reason());
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
