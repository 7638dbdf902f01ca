package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.Side;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes what a run does to either side, with what takes it back, in the transactions that do it. What a first sync brings
 * is not noted: nothing of it was here before, and whoever does not want it disconnects. Belongs to one transaction.
 */
final class RunJournal {
    private final StoreTransaction tx;
    private final CalendarRef calendar;
    private final RunId run;
    private final boolean first;
    private final boolean ties;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final IdentityHashMap<EventSeries, String> hashes = new IdentityHashMap<>();

    /**
     * @param first whether what is new here is not noted
     * @param ties whether what tied a series is noted as well, so that the run can be rolled back
     */
    RunJournal(StoreTransaction tx, CalendarRef calendar, RunId run, boolean first, boolean ties) {
        this.tx = tx;
        this.calendar = calendar;
        this.run = run;
        this.first = first;
        this.ties = ties;
    }

    RunId run() {
        return run;
    }

    /**
     * A series was changed on one side.
     *
     * @param link what tied it until then
     */
    void did(
            SeriesId series,
            Side side,
            @Nullable EventSeries before,
            @Nullable EventSeries after,
            @Nullable Link link) {
        if (before == null && (first || after == null) && side == Side.LOCAL) {
            return;
        }
        String hash = after == null ? null : hash(after);
        entries.add(new JournalEntry(0, run, series, side, tx.now(), before, hash, ties ? link : null));
    }

    /** The semantic hash of a state; of one and the same it is taken once, though the link wants it as well. */
    String hash(EventSeries state) {
        return hashes.computeIfAbsent(state, each -> SemanticHash.of(each).text());
    }

    void write() {
        if (!entries.isEmpty()) {
            tx.journal().add(calendar, List.copyOf(entries));
            entries.clear();
        }
    }
}
