package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.JournalStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

final class MemoryJournalStore extends MemoryDrawer implements JournalStore {
    MemoryJournalStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void add(CalendarRef calendar, List<JournalEntry> entries) {
        CalendarShelf shelf = shelf(calendar);
        for (JournalEntry entry : entries) {
            JournalEntry kept = entry.number(state().nextNumber());
            Moment done = new Moment(kept.at(), kept.number());
            NavigableMap<Long, JournalEntry> ofRun = shelf.journalByRun.get(kept.run());
            if (ofRun == null) {
                ofRun = new TreeMap<>();
                journal().put(shelf.journalByRun, kept.run(), ofRun);
            }
            journal().put(ofRun, kept.number(), kept);
            journal().put(shelf.journal, done, kept);
            journal().put(state().journal, done, shelf);
        }
    }

    @Override
    public List<JournalEntry> ofRun(CalendarRef calendar, RunId run, long after, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        NavigableMap<Long, JournalEntry> ofRun = shelf == null ? null : shelf.journalByRun.get(run);
        return ofRun == null
                ? List.of()
                : ofRun.tailMap(after, false).values().stream().limit(limit).toList();
    }

    @Override
    public List<JournalEntry> ofSeries(CalendarRef calendar, Collection<SeriesId> series, Instant since, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        Set<SeriesId> wanted = Set.copyOf(series);
        return shelf == null
                ? List.of()
                : shelf.journal.tailMap(new Moment(since, Long.MIN_VALUE), true).values().stream()
                        .filter(entry -> wanted.contains(entry.series()))
                        .sorted(Comparator.comparingLong(JournalEntry::number))
                        .limit(limit)
                        .toList();
    }

    @Override
    public void forget(CalendarRef calendar, RunId run) {
        CalendarShelf shelf = shelfOf(calendar);
        NavigableMap<Long, JournalEntry> ofRun = shelf == null ? null : shelf.journalByRun.get(run);
        if (shelf != null && ofRun != null) {
            List.copyOf(ofRun.values()).forEach(entry -> remove(shelf, new Moment(entry.at(), entry.number())));
        }
    }

    @Override
    public int prune(Instant before, int limit) {
        int pruned = 0;
        Moment end = new Moment(before, Long.MIN_VALUE);
        while (pruned < limit
                && !state().journal.isEmpty()
                && state().journal.firstKey().compareTo(end) < 0) {
            Map.Entry<Moment, CalendarShelf> oldest = state().journal.firstEntry();
            remove(oldest.getValue(), oldest.getKey());
            pruned++;
        }
        return pruned;
    }

    private void remove(CalendarShelf shelf, Moment done) {
        journal().remove(state().journal, done);
        JournalEntry entry = journal().remove(shelf.journal, done);
        NavigableMap<Long, JournalEntry> ofRun = entry == null ? null : shelf.journalByRun.get(entry.run());
        if (entry != null && ofRun != null) {
            journal().remove(ofRun, entry.number());
            if (ofRun.isEmpty()) {
                journal().remove(shelf.journalByRun, entry.run());
            }
        }
    }
}
