package dev.calsync.memory;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.RunRecord;
import dev.calsync.store.RunStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
            journal().put(shelf.runs, ended, run);
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
    public List<RunRecord> ofUser(UserId user, int limit) {
        UserShelf shelf = state().users.get(user);
        return shelf == null
                ? List.of()
                : shelf.calendars.values().stream()
                        .flatMap(calendar -> calendar.runs.descendingMap().entrySet().stream()
                                .limit(limit))
                        .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                        .limit(limit)
                        .map(Map.Entry::getValue)
                        .toList();
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
        for (CalendarShelf calendar : state().calendars.values()) {
            while (pruned < limit && calendar.runs.size() > keep) {
                remove(calendar, calendar.runs.firstKey());
                pruned++;
            }
        }
        return pruned;
    }

    private void remove(CalendarShelf calendar, Moment ended) {
        journal().remove(calendar.runs, ended);
        journal().remove(state().runs, ended);
    }
}
