package dev.calsync.memory;

import dev.calsync.memory.CalendarShelf.Held;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.recurrence.SeriesExtent;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.ReplicaStore;
import dev.calsync.store.StateKind;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class MemoryReplicaStore extends MemoryDrawer implements ReplicaStore {
    MemoryReplicaStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null ? List.of() : read(shelf, ids.stream());
    }

    @Override
    public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : read(
                        shelf,
                        uids.stream()
                                .map(uid -> shelf.byUid.getOrDefault(uid, Set.of()))
                                .flatMap(ids -> ids.stream().sorted(Comparator.comparing(SeriesId::value))));
    }

    private List<LocalSeries> read(CalendarShelf shelf, Stream<SeriesId> ids) {
        return ids.distinct()
                .map(id -> shelf.replica.get(id.value()))
                .filter(Objects::nonNull)
                .peek(held -> readable(shelf, held))
                .map(Held::series)
                .toList();
    }

    private void readable(CalendarShelf shelf, Held held) {
        readable(shelf, StateKind.SERIES, held.series().id().value());
    }

    @Override
    public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
        CalendarShelf shelf = shelf(calendar);
        return changes.stream().map(change -> change(shelf, change, false)).toList();
    }

    @Override
    public LocalOutcome edit(CalendarRef calendar, LocalChange edit) {
        return change(shelf(calendar), edit, true);
    }

    private LocalOutcome change(CalendarShelf shelf, LocalChange change, boolean edit) {
        Held held = shelf.replica.get(change.id().value());
        LocalSeries before = held == null ? null : held.series();
        long version = before == null ? 0 : before.version();
        if (version != change.expectedVersion()) {
            return new LocalOutcome.Conflict(version);
        }
        EventSeries wanted = change.series();
        if (wanted != null) {
            written(shelf, StateKind.SERIES, change.id().value());
            boolean pending = edit || (before != null && before.pending());
            put(shelf, before, series(change.id(), wanted, version + 1, false, pending));
            return new LocalOutcome.Applied(version + 1);
        }
        if (before != null && edit) {
            put(shelf, before, series(change.id(), before.series(), version + 1, true, true));
        } else if (before != null) {
            remove(shelf, before);
        }
        return new LocalOutcome.Applied(0);
    }

    private LocalSeries series(SeriesId id, EventSeries series, long version, boolean deleted, boolean pending) {
        return new LocalSeries(id, series.withVersion(version), version, deleted, pending, tx().now());
    }

    @Override
    public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : after(shelf.pending, after)
                        .limit(limit)
                        .peek(held -> readable(shelf, held))
                        .map(Held::series)
                        .toList();
    }

    @Override
    public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
        CalendarShelf shelf = shelf(calendar);
        Held held = shelf.replica.get(id.value());
        LocalSeries now = held == null ? null : held.series();
        if (now == null || now.version() != version || !now.pending()) {
            return;
        }
        if (now.deleted()) {
            remove(shelf, now);
        } else {
            put(shelf, now, new LocalSeries(id, now.series(), version, false, false, now.changedAt()));
        }
    }

    @Override
    public List<LocalSeries> overlapping(
            CalendarRef calendar, Instant from, Instant until, @Nullable SeriesId after, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : after(shelf.replica, after)
                        .filter(held -> !held.series().deleted() && held.span().overlaps(from, until))
                        .limit(limit)
                        .peek(held -> readable(shelf, held))
                        .map(Held::series)
                        .toList();
    }

    private static Stream<Held> after(NavigableMap<String, Held> rows, @Nullable SeriesId after) {
        return (after == null ? rows : rows.tailMap(after.value(), false)).values().stream();
    }

    private void put(CalendarShelf shelf, @Nullable LocalSeries before, LocalSeries next) {
        String id = next.id().value();
        Held held = new Held(next, SeriesExtent.of(next.series()));
        journal().put(shelf.replica, id, held);
        if (next.pending()) {
            journal().put(shelf.pending, id, held);
        } else {
            journal().remove(shelf.pending, id);
        }
        if (before != null && !before.series().uid().equals(next.series().uid())) {
            removeUid(shelf, before);
        }
        Set<SeriesId> same = shelf.byUid.getOrDefault(next.series().uid(), Set.of());
        if (!same.contains(next.id())) {
            Set<SeriesId> more = new HashSet<>(same);
            more.add(next.id());
            journal().put(shelf.byUid, next.series().uid(), Set.copyOf(more));
        }
    }

    /** Takes a row away without a trace. */
    void drop(CalendarShelf shelf, String id) {
        Held held = shelf.replica.get(id);
        if (held != null) {
            remove(shelf, held.series());
        }
    }

    /** Puts a state into a row, which keeps its version. */
    void replace(CalendarShelf shelf, LocalSeries next) {
        Held held = shelf.replica.get(next.id().value());
        put(shelf, held == null ? null : held.series(), next);
    }

    private void remove(CalendarShelf shelf, LocalSeries gone) {
        written(shelf, StateKind.SERIES, gone.id().value());
        journal().remove(shelf.replica, gone.id().value());
        journal().remove(shelf.pending, gone.id().value());
        removeUid(shelf, gone);
    }

    private void removeUid(CalendarShelf shelf, LocalSeries gone) {
        String uid = gone.series().uid();
        Set<SeriesId> rest = new HashSet<>(shelf.byUid.getOrDefault(uid, Set.of()));
        rest.remove(gone.id());
        if (rest.isEmpty()) {
            journal().remove(shelf.byUid, uid);
        } else {
            journal().put(shelf.byUid, uid, Set.copyOf(rest));
        }
    }
}
