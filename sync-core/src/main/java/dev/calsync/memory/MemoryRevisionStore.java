package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.Revision;
import dev.calsync.store.RevisionStore;
import dev.calsync.store.StateKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

final class MemoryRevisionStore extends MemoryDrawer implements RevisionStore {
    MemoryRevisionStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void add(CalendarRef calendar, List<Revision> revisions) {
        CalendarShelf shelf = shelf(calendar);
        for (Revision revision : revisions) {
            Moment lost = new Moment(revision.at(), state().nextNumber());
            journal().put(shelf.revisions, lost, revision);
            journal().put(state().revisions, lost, shelf);
            NavigableMap<Moment, Revision> ofSeries = shelf.revisionsBySeries.get(revision.series());
            if (ofSeries == null) {
                ofSeries = new TreeMap<>();
                journal().put(shelf.revisionsBySeries, revision.series(), ofSeries);
            }
            journal().put(ofSeries, lost, revision);
        }
    }

    @Override
    public List<Revision> ofSeries(CalendarRef calendar, SeriesId series, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null ? List.of() : newest(shelf, shelf.revisionsBySeries.get(series), limit);
    }

    @Override
    public List<Revision> ofCalendar(CalendarRef calendar, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null ? List.of() : newest(shelf, shelf.revisions, limit);
    }

    private List<Revision> newest(CalendarShelf shelf, @Nullable NavigableMap<Moment, Revision> revisions, int limit) {
        if (revisions == null) {
            return List.of();
        }
        revisions.descendingMap().keySet().stream()
                .limit(limit)
                .forEach(lost -> readable(shelf, StateKind.REVISION, lost));
        return revisions.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public int prune(Instant before, int limit) {
        int pruned = 0;
        Moment end = new Moment(before, Long.MIN_VALUE);
        while (pruned < limit
                && !state().revisions.isEmpty()
                && state().revisions.firstKey().compareTo(end) < 0) {
            Map.Entry<Moment, CalendarShelf> oldest = state().revisions.firstEntry();
            remove(oldest.getValue(), oldest.getKey());
            pruned++;
        }
        return pruned;
    }

    private void remove(CalendarShelf calendar, Moment lost) {
        written(calendar, StateKind.REVISION, lost);
        remove(tx(), calendar, lost);
    }

    /** Forgets a lost state. */
    static void remove(MemoryTransaction tx, CalendarShelf calendar, Moment lost) {
        tx.journal.remove(tx.state.revisions, lost);
        Revision revision = tx.journal.remove(calendar.revisions, lost);
        NavigableMap<Moment, Revision> ofSeries =
                revision == null ? null : calendar.revisionsBySeries.get(revision.series());
        if (revision != null && ofSeries != null) {
            tx.journal.remove(ofSeries, lost);
            if (ofSeries.isEmpty()) {
                tx.journal.remove(calendar.revisionsBySeries, revision.series());
            }
        }
    }
}
