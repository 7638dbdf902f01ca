package dev.calsync.testing;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.system.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host's own tables of events: they know nothing of the store's transactions, and what they take is durable at once. */
final class SimulatedReplica implements LocalCalendar {
    private final TimeSource time;
    private final Runnable afterChange;
    private final Map<CalendarRef, TreeMap<String, LocalSeries>> tables = new HashMap<>();

    /** @param afterChange called after each change that an engine has made here, which is durable already */
    SimulatedReplica(TimeSource time, Runnable afterChange) {
        this.time = time;
        this.afterChange = afterChange;
    }

    private TreeMap<String, LocalSeries> table(CalendarRef calendar) {
        return tables.computeIfAbsent(calendar, key -> new TreeMap<>());
    }

    /** The host's user makes, changes or, with null, deletes a series. */
    void edit(CalendarRef calendar, String uid, @Nullable EventSeries next) {
        LocalSeries known = found(calendar, uid);
        String id = known == null ? "row-" + uid : known.id().value();
        long version = known == null ? 1 : known.version() + 1;
        if (next != null) {
            put(calendar, id, next, version, false, true);
        } else if (known != null) {
            put(calendar, id, known.series(), version, true, true);
        }
    }

    /** A series that is there and not deleted. */
    Optional<EventSeries> find(CalendarRef calendar, String uid) {
        return Optional.ofNullable(found(calendar, uid))
                .filter(row -> !row.deleted())
                .map(LocalSeries::series);
    }

    private @Nullable LocalSeries found(CalendarRef calendar, String uid) {
        return table(calendar).values().stream()
                .filter(row -> row.series().uid().equals(uid))
                .findFirst()
                .orElse(null);
    }

    /** Everything that is there and not deleted. */
    List<EventSeries> all(CalendarRef calendar) {
        return table(calendar).values().stream()
                .filter(row -> !row.deleted())
                .map(LocalSeries::series)
                .toList();
    }

    /** The host's user is done with a calendar. */
    void drop(CalendarRef calendar) {
        tables.remove(calendar);
    }

    private void put(
            CalendarRef calendar, String id, EventSeries series, long version, boolean deleted, boolean pending) {
        table(calendar)
                .put(
                        id,
                        new LocalSeries(
                                SeriesId.of(id), series.withVersion(version), version, deleted, pending, time.now()));
    }

    @Override
    public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
        return ids.stream()
                .map(id -> table(calendar).get(id.value()))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
        return table(calendar).values().stream()
                .filter(row -> uids.contains(row.series().uid()))
                .toList();
    }

    @Override
    public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
        List<LocalOutcome> outcomes = new ArrayList<>();
        for (LocalChange change : changes) {
            LocalSeries known = table(calendar).get(change.id().value());
            long current = known == null ? 0 : known.version();
            EventSeries next = change.series();
            if (current != change.expectedVersion()) {
                outcomes.add(new LocalOutcome.Conflict(current));
            } else if (next == null) {
                table(calendar).remove(change.id().value());
                outcomes.add(new LocalOutcome.Applied(0));
            } else {
                put(calendar, change.id().value(), next, current + 1, false, known != null && known.pending());
                outcomes.add(new LocalOutcome.Applied(current + 1));
            }
        }
        afterChange.run();
        return outcomes;
    }

    @Override
    public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
        return table(calendar).values().stream()
                .filter(row ->
                        row.pending() && (after == null || row.id().value().compareTo(after.value()) > 0))
                .limit(limit)
                .toList();
    }

    @Override
    public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
        LocalSeries known = table(calendar).get(id.value());
        if (known != null && known.version() == version) {
            if (known.deleted()) {
                table(calendar).remove(id.value());
            } else {
                put(calendar, id.value(), known.series(), version, false, false);
            }
        }
        afterChange.run();
    }
}
