package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.SemanticHash;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.Link;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StoreTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a run did, series by series, as edits on this side that are pushed like any other: only onto the state at
 * the provider that the run left, because a write names the entity tag it is meant for. What was changed since, on either
 * side, stays as it is and is reported.
 *
 * <p>The journal is read twice: once for what the run left of each series in the end, once for what each was before. Only
 * the first reading remembers every series, and of each no more than a hash.
 */
final class RunUndo {
    private static final int AT_ONCE = 500;

    private final Engine engine;
    private final UserId user;
    private final CalendarRef calendar;
    private final RunId run;
    private final Map<SeriesId, String> left = new HashMap<>();
    private final Set<SeriesId> done = new HashSet<>();
    private final List<UndoReport.NotUndone> notUndone = new ArrayList<>();
    private int undone;

    RunUndo(Engine engine, UserId user, CalendarRef calendar, RunId run) {
        this.engine = engine;
        this.user = user;
        this.calendar = calendar;
        this.run = run;
    }

    UndoReport undo() {
        long after = 0;
        List<JournalEntry> page = page(after);
        if (page.isEmpty()) {
            throw new IllegalArgumentException("run " + run + " of calendar " + calendar
                    + " did nothing that can be undone, or what it did is not kept any more");
        }
        while (!page.isEmpty()) {
            page.forEach(entry -> left.put(entry.series(), Objects.requireNonNullElse(entry.after(), "")));
            page = page(page.get(page.size() - 1).number());
        }
        while (true) {
            long from = after;
            List<JournalEntry> entries = page(from);
            if (entries.isEmpty()) {
                break;
            }
            apply(entries);
            after = entries.get(entries.size() - 1).number();
        }
        engine.wake();
        return new UndoReport(run, undone, notUndone);
    }

    private List<JournalEntry> page(long after) {
        return engine.store().inTransaction(tx -> tx.journal().ofRun(calendar, run, after, AT_ONCE));
    }

    private void apply(List<JournalEntry> entries) {
        Map<SeriesId, JournalEntry> firsts = new HashMap<>();
        entries.stream()
                .filter(entry -> !done.contains(entry.series()))
                .forEach(entry -> firsts.putIfAbsent(entry.series(), entry));
        Map<SeriesId, String> outcome = engine.store().inTransaction(tx -> {
            Map<SeriesId, String> whyNot = apply(tx, firsts);
            tx.mirrors().touched(calendar, firsts.keySet());
            CalendarRepairs.request(tx, calendar, user, SyncType.INCREMENTAL);
            return whyNot;
        });
        done.addAll(firsts.keySet());
        undone += firsts.size() - outcome.size();
        outcome.forEach((series, why) -> notUndone.add(new UndoReport.NotUndone(series, why)));
    }

    /** Returns why not, for those that are not undone. */
    private Map<SeriesId, String> apply(StoreTransaction tx, Map<SeriesId, JournalEntry> entries) {
        Map<SeriesId, LocalSeries> locals = new HashMap<>();
        tx.replica().read(calendar, entries.keySet()).forEach(local -> locals.put(local.id(), local));
        Map<SeriesId, Link> links = new HashMap<>();
        tx.links().byLocal(calendar, entries.keySet()).forEach(link -> links.put(link.local(), link));
        Map<SeriesId, String> whyNot = new HashMap<>();
        entries.forEach((id, entry) -> {
            String why = apply(tx, entry, locals.get(id), links.get(id));
            if (why != null) {
                whyNot.put(id, why);
            }
        });
        return whyNot;
    }

    private @Nullable String apply(
            StoreTransaction tx, JournalEntry entry, @Nullable LocalSeries local, @Nullable Link link) {
        EventSeries before = entry.before();
        String now = left.getOrDefault(entry.series(), "");
        if (local == null) {
            if (!now.isEmpty()) {
                return "it was deleted since";
            }
            return before == null ? null : makeAgain(tx, before);
        }
        if (local.deleted() || local.pending()) {
            return "it was edited here since";
        }
        if (!SemanticHash.of(local.series()).text().equals(now)) {
            return "it was changed since";
        }
        if (link == null || !link.hash().equals(now)) {
            return "the provider has another state by now";
        }
        LocalChange back = new LocalChange(
                local.id(), local.version(), before == null ? null : before.withVersion(local.version()));
        return tx.replica().edit(calendar, back) instanceof LocalOutcome.Applied
                ? null
                : "it was edited at this moment";
    }

    /** Under an id of its own: what is written under the old one may still be known to the provider as done. */
    private @Nullable String makeAgain(StoreTransaction tx, EventSeries before) {
        if (!tx.replica().findByUid(calendar, List.of(before.uid())).isEmpty()) {
            return "it was made again since";
        }
        SeriesId id = SeriesId.of(engine.environment().ids().next());
        LocalOutcome made = tx.replica().edit(calendar, new LocalChange(id, 0, before.withVersion(0)));
        tx.mirrors().touched(calendar, List.of(id));
        return made instanceof LocalOutcome.Applied ? null : "it was made again at this moment";
    }
}
