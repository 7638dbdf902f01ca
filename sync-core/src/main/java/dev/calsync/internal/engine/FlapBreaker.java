package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.reconcile.FieldChange;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.reconcile.SeriesDiff;
import dev.calsync.reconcile.Side;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.Quarantined;
import dev.calsync.store.StoreTransaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Notices when somebody here and somebody at the provider undo each other's edits of one series again and again: this side
 * writes B where the provider has A, somebody there makes it A again, somebody here B. What has come and gone like that
 * within an hour is not written once more; both sides keep theirs and a person is asked. Any third state goes through.
 * Belongs to one transaction.
 */
final class FlapBreaker {
    private static final Duration WITHIN = Duration.ofHours(1);
    private static final int TURNS = 3;
    private static final int LOOKED_AT = 10_000;

    private final StoreTransaction tx;
    private final Map<SeriesId, Map<String, Integer>> written = new HashMap<>();
    private final Map<SeriesId, Map<String, Integer>> cameBack = new HashMap<>();

    /** @param edited the series that are about to be told to the provider */
    FlapBreaker(StoreTransaction tx, CalendarRef calendar, List<SeriesId> edited) {
        this.tx = tx;
        if (edited.isEmpty()) {
            return;
        }
        for (JournalEntry entry :
                tx.journal().ofSeries(calendar, edited, tx.now().minus(WITHIN), LOOKED_AT)) {
            if (entry.after() != null) {
                (entry.side() == Side.REMOTE ? written : cameBack)
                        .computeIfAbsent(entry.series(), series -> new HashMap<>())
                        .merge(entry.after(), 1, Integer::sum);
            }
        }
    }

    /** Whether this very state was written, and the provider's came back, often enough. */
    boolean flaps(LocalSeries local, Link link) {
        int there = written.getOrDefault(local.id(), Map.of())
                .getOrDefault(SemanticHash.of(local.series()).text(), 0);
        int back = cameBack.getOrDefault(local.id(), Map.of()).getOrDefault(link.hash(), 0);
        return there >= TURNS && back >= TURNS;
    }

    /** What is kept of a series that is written no more until a person says so. */
    Quarantined frozen(LocalSeries local, Link link) {
        TreeSet<String> fields = new TreeSet<>();
        for (FieldChange change :
                SeriesDiff.between(link.base().series(), local.series()).changes()) {
            fields.add(change.toString());
        }
        String what = String.join(", ", fields);
        return new Quarantined(
                local.id().value(),
                Side.LOCAL,
                String.valueOf(local.version()),
                "both sides change it back and forth: " + what,
                1,
                tx.now(),
                true,
                what,
                link.base(),
                null,
                null);
    }

    /** Whether a row is about such a series. */
    static boolean isFrozen(Quarantined row) {
        return row.conflict() && row.original() != null;
    }
}
