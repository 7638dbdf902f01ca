package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.store.RunStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Stream;

final class MemoryRunStore extends MemoryDrawer implements RunStore {
    static final int MAX_PER_CALENDAR = 1_000;
    static final int MAX_IN_ALL = 200_000;

    MemoryRunStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void append(List<RunRecord> runs) {
        for (RunRecord run : runs) {
            CalendarShelf shelf = shelfOf(run.calendar());
            if (shelf == null) {
                continue;
            }
            Moment ended = new Moment(run.endedAt(), state().nextNumber());
            uncount(shelf);
            journal().put(shelf.runs, ended, run);
            count(shelf);
            journal().put(state().runs, ended, shelf);
            if (shelf.runs.size() > MAX_PER_CALENDAR) {
                remove(shelf, shelf.runs.firstKey());
            }
            if (state().runs.size() > MAX_IN_ALL) {
                Map.Entry<Moment, CalendarShelf> oldest = state().runs.firstEntry();
                remove(oldest.getValue(), oldest.getKey());
            }
        }
    }

    @Override
    public List<RunRecord> ofCalendar(CalendarRef calendar, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : shelf.runs.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public List<RunRecord> ofUser(UserId user, RunQuery query) {
        UserShelf shelf = state().users.get(user);
        if (shelf == null) {
            return List.of();
        }
        CalendarRef only = query.calendar();
        return shelf.calendars.values().stream()
                .filter(calendar -> only == null || only.equals(calendar.ref))
                .flatMap(calendar -> matching(calendar, query))
                .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                .limit(query.limit())
                .map(Map.Entry::getValue)
                .toList();
    }

    private Stream<Map.Entry<Moment, RunRecord>> matching(CalendarShelf calendar, RunQuery query) {
        RunRecord last = query.after();
        NavigableMap<Moment, RunRecord> behind =
                last == null ? calendar.runs : calendar.runs.headMap(place(last), false);
        return behind.descendingMap().entrySet().stream()
                .filter(entry -> query.matches(entry.getValue()))
                .limit(query.limit());
    }

    /** Where a run is in the order of all; where it was, if it is forgotten by now. */
    private Moment place(RunRecord run) {
        Moment before = new Moment(run.endedAt(), Long.MIN_VALUE);
        CalendarShelf calendar = shelfOf(run.calendar());
        if (calendar != null) {
            for (Map.Entry<Moment, RunRecord> entry :
                    calendar.runs.tailMap(before, true).entrySet()) {
                if (entry.getValue().id().equals(run.id())) {
                    return entry.getKey();
                }
            }
        }
        return before;
    }

    @Override
    public int prune(Instant before, int keep, int limit) {
        int pruned = 0;
        Moment end = new Moment(before, Long.MIN_VALUE);
        while (pruned < limit
                && !state().runs.isEmpty()
                && state().runs.firstKey().compareTo(end) < 0) {
            Map.Entry<Moment, CalendarShelf> oldest = state().runs.firstEntry();
            remove(oldest.getValue(), oldest.getKey());
            pruned++;
        }
        while (pruned < limit && !state().runCounts.isEmpty()) {
            Map.Entry<RunCount, CalendarShelf> most = state().runCounts.lastEntry();
            if (most.getKey().runs() <= keep) {
                break;
            }
            remove(most.getValue(), most.getValue().runs.firstKey());
            pruned++;
        }
        return pruned;
    }

    private void remove(CalendarShelf calendar, Moment ended) {
        uncount(calendar);
        journal().remove(calendar.runs, ended);
        count(calendar);
        journal().remove(state().runs, ended);
    }

    /** Before a calendar's number of runs changes. */
    private void uncount(CalendarShelf calendar) {
        journal().remove(state().runCounts, new RunCount(calendar.runs.size(), calendar.ordinal));
    }

    private void count(CalendarShelf calendar) {
        if (!calendar.runs.isEmpty()) {
            journal().put(state().runCounts, new RunCount(calendar.runs.size(), calendar.ordinal), calendar);
        }
    }

    /** Forgets a calendar's runs. */
    static void forget(MemoryTransaction tx, CalendarShelf calendar) {
        calendar.runs.keySet().forEach(run -> tx.journal.remove(tx.state.runs, run));
        tx.journal.remove(tx.state.runCounts, new RunCount(calendar.runs.size(), calendar.ordinal));
    }

    /** A calendar by how many runs of it are kept. */
    record RunCount(int runs, long calendar) implements Comparable<RunCount> {
        @Override
        public int compareTo(RunCount other) {
            int byRuns = Integer.compare(runs, other.runs);
            return byRuns != 0 ? byRuns : Long.compare(calendar, other.calendar);
        }
    }
}
