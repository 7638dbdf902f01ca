package dev.calsync.internal.engine;

import dev.calsync.job.OnFailure;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.mirror.Mirror;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.Side;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.Revision;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The edits that mirroring makes: each as a user's would be, with what takes it back noted in its calendar's journal, and
 * told to the calendar's other mirrors. Belongs to one transaction.
 */
final class MirrorWrites {
    private static final String PREFIX = "mirror ";

    private final StoreTransaction tx;
    private final ActiveRun run;
    private final List<StoredMirror> all;
    private final boolean pushFollows;
    private final Set<CalendarRef> asked = new LinkedHashSet<>();

    MirrorWrites(StoreTransaction tx, ActiveRun run, List<StoredMirror> all, boolean pushFollows) {
        this.tx = tx;
        this.run = run;
        this.all = all;
        this.pushFollows = pushFollows;
    }

    /** Edits a series, or makes it if none is known. Returns its id; null if it was changed at this moment. */
    @Nullable
    SeriesId put(Mirror by, CalendarRef calendar, @Nullable LocalSeries known, EventSeries series) {
        SeriesId id = known != null
                ? known.id()
                : SeriesId.of(run.services().environment().ids().next());
        return edit(by, calendar, id, known, series) ? id : null;
    }

    /** Deletes a series. Returns whether it is gone. */
    boolean remove(Mirror by, CalendarRef calendar, LocalSeries known) {
        return edit(by, calendar, known.id(), known, null);
    }

    private boolean edit(
            Mirror by, CalendarRef calendar, SeriesId id, @Nullable LocalSeries known, @Nullable EventSeries series) {
        long version = known == null ? 0 : known.version();
        EventSeries next = series == null ? null : series.withVersion(version);
        if (!(tx.replica().edit(calendar, new LocalChange(id, version, next)) instanceof LocalOutcome.Applied)) {
            return false;
        }
        if (!calendar.equals(run.calendar()) || run.options().onFailure() != OnFailure.ROLL_BACK) {
            // Rolling back must leave it: it is an edit like a user's, and taking it back would travel to the original.
            RunJournal journal = new RunJournal(tx, calendar, run.id(), false, false);
            journal.did(id, Side.LOCAL, known == null || known.deleted() ? null : known.series(), series, null);
            journal.write();
        }
        tell(by, calendar, id);
        ask(calendar);
        return true;
    }

    private void tell(Mirror by, CalendarRef calendar, SeriesId id) {
        boolean others = all.stream()
                .map(StoredMirror::mirror)
                .anyMatch(mirror -> mirror.has(calendar) && !mirror.id().equals(by.id()));
        if (others) {
            tx.mirrors().touched(calendar, List.of(id));
        }
    }

    /** A state that is in no calendar any more. */
    void lost(CalendarRef calendar, SeriesId id, EventSeries state, String why) {
        tx.revisions().add(calendar, List.of(new Revision(id, state, Side.LOCAL, tx.now(), run.id(), why)));
    }

    /** Whether a row of the quarantine is about a mirror. */
    static boolean is(Quarantined row) {
        return row.key().startsWith(PREFIX);
    }

    /** Whether a series of the run's own calendar cannot be copied, kept where everything is that waits for somebody. */
    void refused(Mirror by, SeriesId id, boolean refused) {
        String key = PREFIX + by.id() + ": " + id;
        if (refused) {
            tx.quarantine()
                    .put(
                            run.calendar(),
                            List.of(new Quarantined(
                                    key,
                                    Side.LOCAL,
                                    null,
                                    "it is not mirrored: a change of this and all future instances cannot be copied",
                                    1,
                                    tx.now(),
                                    false)));
        } else if (!tx.quarantine().find(run.calendar(), List.of(key)).isEmpty()) {
            tx.quarantine().release(run.calendar(), List.of(key));
        }
    }

    /** A calendar is to be synchronised. */
    void ask(CalendarRef calendar) {
        if (!pushFollows || !calendar.equals(run.calendar())) {
            asked.add(calendar);
        }
    }

    /** Asks for what is to be synchronised now. */
    void request() {
        if (!asked.isEmpty()) {
            tx.work()
                    .request(asked.stream()
                            .map(calendar -> new WorkRequest(
                                    calendar,
                                    run.lease().user(),
                                    SyncType.INCREMENTAL,
                                    Priority.NORMAL,
                                    tx.now(),
                                    WorkCause.EDIT))
                            .toList());
            asked.clear();
        }
    }
}
