package dev.calsync;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host's own table of events: knows nothing of the store's transactions, and is durable at once. */
final class HostReplica implements LocalCalendar {
    private final TreeMap<String, LocalSeries> rows = new TreeMap<>();
    private int changes;
    private int conflictsToMake;
    private int callsUntilTheCrash = Integer.MAX_VALUE;

    /** The process dies after so many calls that change something here: what they changed stays. */
    void crashAfter(int calls) {
        callsUntilTheCrash = calls;
    }

    boolean crashed() {
        return callsUntilTheCrash <= 0;
    }

    private void changed() {
        if (--callsUntilTheCrash == 0) {
            throw new StoreUnavailableException("the process died before the store had noted the host's change");
        }
    }

    /** The host's user makes or changes an event. */
    void edit(String id, EventSeries series) {
        LocalSeries known = rows.get(id);
        long version = known == null ? 1 : known.version() + 1;
        put(id, series, version, false, true);
    }

    /** The host's user deletes an event. */
    void delete(String id) {
        LocalSeries known = Objects.requireNonNull(rows.get(id));
        put(id, known.series(), known.version() + 1, true, true);
    }

    /** The next changes find that somebody was faster. */
    void conflictOnce() {
        conflictsToMake = 1;
    }

    TreeMap<String, LocalSeries> rows() {
        return rows;
    }

    private void put(String id, EventSeries series, long version, boolean deleted, boolean pending) {
        LocalSeries known = rows.get(id);
        Instant changedAt =
                known != null && known.version() == version ? known.changedAt() : Instant.EPOCH.plusSeconds(++changes);
        rows.put(
                id,
                new LocalSeries(SeriesId.of(id), series.withVersion(version), version, deleted, pending, changedAt));
    }

    @Override
    public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
        return ids.stream()
                .map(id -> rows.get(id.value()))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
        return rows.values().stream()
                .filter(row -> uids.contains(row.series().uid()))
                .toList();
    }

    // region apply
    @Override
    public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
        List<LocalOutcome> outcomes = new ArrayList<>();
        for (LocalChange change : changes) {
            LocalSeries known = rows.get(change.id().value());
            if (conflictsToMake > 0 && known != null) {
                conflictsToMake--;
                edit(change.id().value(), known.series());
                known = Objects.requireNonNull(rows.get(change.id().value()));
            }
            long current = known == null ? 0 : known.version();
            if (current != change.expectedVersion()) {
                outcomes.add(new LocalOutcome.Conflict(current));
                continue;
            }
            EventSeries next = change.series();
            if (next == null) {
                rows.remove(change.id().value());
                outcomes.add(new LocalOutcome.Applied(0));
            } else {
                put(change.id().value(), next, current + 1, false, known != null && known.pending());
                outcomes.add(new LocalOutcome.Applied(current + 1));
            }
        }
        changed();
        return outcomes;
    }
    // endregion apply

    @Override
    public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
        return rows.values().stream()
                .filter(row ->
                        row.pending() && (after == null || row.id().value().compareTo(after.value()) > 0))
                .limit(limit)
                .toList();
    }

    @Override
    public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
        LocalSeries known = rows.get(id.value());
        if (known != null && known.version() == version) {
            if (known.deleted()) {
                rows.remove(id.value());
            } else {
                put(id.value(), known.series(), version, false, false);
            }
        }
        changed();
    }
}
