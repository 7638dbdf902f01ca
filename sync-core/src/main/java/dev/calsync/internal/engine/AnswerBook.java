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
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes what became of writes: the link's new base, what is no longer pending, what must be read again. */
final class AnswerBook {
    private static final Duration FIRST_PAUSE = Duration.ofHours(1);
    private static final Duration PAUSE_MAX = Duration.ofDays(7);

    private final SyncRun sync;
    private boolean overtaken;

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

    /** Whether something was left alone for this run because somebody else had changed it. */
    boolean overtaken() {
        return overtaken;
    }

    private boolean note(StoreTransaction tx, Intent intent, WriteOutcome outcome, Tally tally) {
        if (outcome instanceof WriteOutcome.Written written) {
            journal(tx, intent, written.remote());
            written(tx, intent, written.remote(), tally);
            tally.pushed++;
            return false;
        }
        if (outcome instanceof WriteOutcome.WrittenInPart part) {
            journal(tx, intent, part.remote());
            return writtenInPart(tx, intent, part.remote(), tally) && !undoes(intent);
        }
        if (outcome instanceof WriteOutcome.Deleted
                || (outcome instanceof WriteOutcome.NotFound && intent.write() instanceof EventWrite.Delete)) {
            journal(tx, intent, null);
            tx.links().delete(calendar(), List.of(intent.series()));
            release(tx, intent, ((EventWrite.Delete) intent.write()).current());
            sync.replicas().in(tx).acknowledge(calendar(), intent.series(), intent.localVersion());
            tally.pushed++;
            return false;
        }
        if (undoes(intent)) {
            return false;
        }
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            quarantine(tx, intent, String.valueOf(intent.localVersion()), rejected.reason(), tally);
            return false;
        }
        if (outcome instanceof WriteOutcome.NotApplied) {
            return false;
        }
        if (sync.lastConflictRound() || overtakenBefore(tx, intent)) {
            quarantine(tx, intent, null, "somebody else changes it again and again", tally);
            overtaken = true;
            return false;
        }
        return true;
    }

    /** Whether the write takes back what a failed run wrote; {@link RollBack} looks at what became of it. */
    private static boolean undoes(Intent intent) {
        return intent.localVersion() == RollBack.NO_VERSION;
    }

    /** Then one try for each run is enough. */
    private boolean overtakenBefore(StoreTransaction tx, Intent intent) {
        return !tx.quarantine()
                .find(calendar(), List.of(intent.series().value()))
                .isEmpty();
    }

    /**
     * The provider's state is the new base. Where it is not what was sent, what was sent is the base on which what the
     * provider made of it, or somebody else after it, is merged with what was edited here meanwhile.
     */
    private void written(StoreTransaction tx, Intent intent, RemoteSeries remote, Tally tally) {
        EventSeries sent = sent(intent.write());
        String hash = SemanticHash.of(remote.series()).text();
        String hashSent = SemanticHash.of(sent).text();
        release(tx, intent, remote);
        if (!sync.run().options().selection().includes(remote.series())) {
            leave(tx, intent, remote, sent, hashSent);
            return;
        }
        if (hash.equals(hashSent)) {
            tx.links().put(calendar(), List.of(new Link(intent.series(), remote, hash, sync.round())));
            sync.replicas().in(tx).acknowledge(calendar(), intent.series(), intent.localVersion());
            return;
        }
        RemoteSeries base = new RemoteSeries(remote.id(), null, sent.withVersion(0), remote.original(), remote.parts());
        tx.links().put(calendar(), List.of(new Link(intent.series(), base, hashSent, sync.round())));
        sync.applier().merge(tx, sync.round(), remote, tally);
    }

    /**
     * What is there is the new base, and the edit stays pending: the rest of it is written onto that.
     *
     * @return whether to try the rest in this run
     */
    private boolean writtenInPart(StoreTransaction tx, Intent intent, RemoteSeries remote, Tally tally) {
        release(tx, intent, remote);
        String hash = SemanticHash.of(remote.series()).text();
        tx.links().put(calendar(), List.of(new Link(intent.series(), remote, hash, sync.round())));
        if (sync.lastConflictRound()) {
            quarantine(tx, intent, null, "only part of it was taken", tally);
            return false;
        }
        return true;
    }

    /** What the provider made of it is outside the filter: it was written, and is not synchronised from here on. */
    private void leave(StoreTransaction tx, Intent intent, RemoteSeries remote, EventSeries sent, String hashSent) {
        RemoteSeries base = new RemoteSeries(remote.id(), null, sent.withVersion(0), null, remote.parts());
        tx.links().put(calendar(), List.of(new Link(intent.series(), base, hashSent, sync.round(), Side.REMOTE)));
        sync.replicas().in(tx).acknowledge(calendar(), intent.series(), intent.localVersion());
    }

    /** Neither writing the series here nor reading it there is what failed before. */
    private void release(StoreTransaction tx, Intent intent, RemoteSeries remote) {
        tx.quarantine()
                .release(
                        calendar(), List.of(intent.series().value(), remote.id().value()));
    }

    private void journal(StoreTransaction tx, Intent intent, @Nullable RemoteSeries now) {
        if (undoes(intent)) {
            return;
        }
        EventWrite write = intent.write();
        RemoteSeries before = write instanceof EventWrite.Update update
                ? update.current()
                : write instanceof EventWrite.Delete delete ? delete.current() : null;
        RunJournal journal = sync.journal(tx);
        journal.did(
                intent.series(),
                Side.REMOTE,
                before == null ? null : before.series(),
                now == null ? null : now.series(),
                null);
        journal.write();
    }

    private static EventSeries sent(EventWrite write) {
        if (write instanceof EventWrite.Create create) {
            return create.series();
        }
        return ((EventWrite.Update) write).target();
    }

    private void quarantine(StoreTransaction tx, Intent intent, @Nullable String version, String reason, Tally tally) {
        Quarantined found = new Quarantined(
                intent.series().value(), Side.LOCAL, version, "it cannot be written: " + reason, 1, tx.now(), false);
        Quarantined before = tx.quarantine().find(calendar(), List.of(found.key())).stream()
                .filter(known -> known.side() == Side.LOCAL && !known.conflict())
                .findFirst()
                .orElse(null);
        int attempts = before == null ? 0 : before.attempts();
        Instant next = version == null ? null : tx.now().plus(pause(attempts));
        Quarantined one = found.triedAfter(before == null ? found.attempts(0) : before, next);
        tx.quarantine().put(calendar(), List.of(one));
        tally.quarantined++;
        tally.quarantineReasons.add(one.reason());
    }

    /** What a provider refused it may take one day: a quota, a permission. So it is asked again, less and less often. */
    private static Duration pause(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
        return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    }

    private CalendarRef calendar() {
        return sync.calendar();
    }
}
