package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.recurrence.SeriesExtent;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.ReplicaStore;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The built-in replica. A batch of changes costs one query for the versions that there are, and one statement each for
 * what is new, what changes and what goes.
 */
final class JdbcReplicaStore extends JdbcDrawer implements ReplicaStore {
    private static final String SELECT =
            "SELECT series_id, version, deleted, pending, changed_at, payload FROM {series}";
    private static final String WHERE = " WHERE calendar_key = ? ";
    private static final String COLUMNS = SELECT + WHERE;

    /** Whoever asks for a century asks for everything. */
    private static final Duration SPANS_ALL = Duration.ofDays(36_525);

    JdbcReplicaStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private LocalSeries series(Row row, CalendarRef calendar, CalendarKey key) throws SQLException {
        SeriesId id = SeriesId.of(row.text());
        long version = row.number();
        boolean deleted = row.flag();
        boolean pending = row.flag();
        Instant changedAt = row.time();
        EventSeries series = read(Payload.SERIES, row.bytes(), calendar, Table.SERIES, key.key())
                .withVersion(version);
        return new LocalSeries(id, series, version, deleted, pending, changedAt);
    }

    @Override
    public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
        CalendarKey key = calendarOf(calendar);
        if (key == null || ids.isEmpty()) {
            return List.of();
        }
        Map<SeriesId, LocalSeries> found = new LinkedHashMap<>();
        call(COLUMNS + "AND series_id IN (?*)")
                .number(key.key())
                .texts(ids.stream().map(SeriesId::value).toList())
                .list(row -> series(row, calendar, key))
                .forEach(series -> found.put(series.id(), series));
        return Lists.inOrder(ids, found);
    }

    @Override
    public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
        CalendarKey key = calendarOf(calendar);
        return key == null || uids.isEmpty()
                ? List.of()
                : call(COLUMNS + "AND uid_hash IN (?*)")
                        .number(key.key())
                        .hashes(uids.stream().distinct().map(Hash::of).toList())
                        .list(row -> series(row, calendar, key))
                        .stream()
                        .sorted(Comparator.comparing(series -> series.id().value()))
                        .toList();
    }

    /** A row that is written: a state, or, with the same columns, a mark that it was deleted here. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(
            long calendar, String id, Next next, Instant at, byte[] uid, SeriesExtent extent, byte[] payload) {
        private static final SeriesExtent NO_TIME = new SeriesExtent(Instant.EPOCH, Instant.EPOCH);

        static Written state(long calendar, String id, Next next, Instant at, EventSeries series) {
            return new Written(
                    calendar,
                    id,
                    next,
                    at,
                    Hash.of(series.uid()),
                    SeriesExtent.of(series),
                    Payload.SERIES.encode(series));
        }

        static Written mark(long calendar, String id, Next next, Instant at) {
            return new Written(calendar, id, next, at, new byte[0], NO_TIME, new byte[0]);
        }
    }

    private static Columns.Builder<Written> marks() {
        return new Columns.Builder<Written>()
                .number("calendar_key", Written::calendar)
                .text("series_id", Written::id)
                .number("version", row -> row.next().version())
                .flag("deleted", row -> row.next().series() == null)
                .flag("pending", row -> row.next().pending())
                .time("changed_at", Written::at);
    }

    private static final Columns<Written> MARKS = marks().of("series", 2);
    private static final Columns<Written> STATES = marks().bytes("uid_hash", Written::uid)
            .number("first_at", row -> Micros.of(row.extent().first()))
            .number("last_at", row -> Micros.upwards(row.extent().last()))
            .bytes("payload", Written::payload)
            .of("series", 2);

    /** What is known of a series before it changes. */
    private record Held(long version, boolean pending) {
        static final Held NOTHING = new Held(0, false);
    }

    /** What becomes of a series: a state, or, if there is none, a mark that it was deleted here, or nothing at all. */
    private record Next(
            long version,
            boolean pending,
            boolean gone,
            @Nullable EventSeries series) {}

    @Override
    public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
        return change(calendar, changes, false);
    }

    @Override
    public LocalOutcome edit(CalendarRef calendar, LocalChange edit) {
        return change(calendar, List.of(edit), true).get(0);
    }

    private List<LocalOutcome> change(CalendarRef calendar, List<LocalChange> changes, boolean edit) {
        long key = calendar(calendar).key();
        if (changes.isEmpty()) {
            return List.of();
        }
        Map<String, Held> before = held(key, changes);
        Map<String, Held> held = new TreeMap<>(before);
        Map<String, Next> next = new TreeMap<>();
        List<LocalOutcome> outcomes = new ArrayList<>(changes.size());
        for (LocalChange change : changes) {
            outcomes.add(decide(change, edit, held, next));
        }
        write(key, before, next);
        return outcomes;
    }

    private Map<String, Held> held(long key, List<LocalChange> changes) {
        Map<String, Held> held = new TreeMap<>();
        call("SELECT series_id, version, pending FROM {series} WHERE calendar_key = ? AND series_id IN (?*)"
                        + " ORDER BY series_id" + dialect().forUpdate(""))
                .number(key)
                .texts(changes.stream()
                        .map(change -> change.id().value())
                        .distinct()
                        .sorted()
                        .toList())
                .list(row -> Map.entry(row.text(), new Held(row.number(), row.flag())))
                .forEach(entry -> held.put(entry.getKey(), entry.getValue()));
        return held;
    }

    private static LocalOutcome decide(
            LocalChange change, boolean edit, Map<String, Held> held, Map<String, Next> next) {
        String id = change.id().value();
        Held before = held.getOrDefault(id, Held.NOTHING);
        if (before.version() != change.expectedVersion()) {
            return new LocalOutcome.Conflict(before.version());
        }
        long version = before.version() + 1;
        EventSeries wanted = change.series();
        if (wanted != null) {
            boolean pending = edit || before.pending();
            next.put(id, new Next(version, pending, false, wanted.withVersion(version)));
            held.put(id, new Held(version, pending));
            return new LocalOutcome.Applied(version);
        }
        if (before.version() > 0 && edit) {
            next.put(id, new Next(version, true, false, null));
            held.put(id, new Held(version, true));
        } else if (before.version() > 0) {
            next.put(id, new Next(0, false, true, null));
            held.remove(id);
        }
        return new LocalOutcome.Applied(0);
    }

    private void write(long key, Map<String, Held> before, Map<String, Next> next) {
        Instant now = tx().now();
        List<Written> created = new ArrayList<>();
        List<Written> changed = new ArrayList<>();
        List<Written> marked = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        next.forEach((id, one) -> {
            EventSeries series = one.series();
            if (one.gone()) {
                gone.add(id);
            } else if (series == null) {
                marked.add(Written.mark(key, id, one, now));
            } else {
                (before.containsKey(id) ? changed : created).add(Written.state(key, id, one, now, series));
            }
        });
        if (!gone.isEmpty()) {
            call("DELETE FROM {series} WHERE calendar_key = ? AND series_id IN (?*)")
                    .number(key)
                    .texts(gone)
                    .update();
        }
        STATES.insert(tx(), created);
        STATES.update(tx(), changed);
        MARKS.update(tx(), marked);
    }

    @Override
    public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call(COLUMNS + "AND pending = ? AND series_id > ? ORDER BY calendar_key, pending, series_id LIMIT ?")
                        .number(key.key())
                        .flag(true)
                        .text(after == null ? "" : after.value())
                        .integer(limit)
                        .list(row -> series(row, calendar, key));
    }

    @Override
    public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
        long key = calendar(calendar).key();
        String which = " WHERE calendar_key = ? AND series_id = ? AND version = ? AND pending = ? AND deleted = ?";
        int kept = call("UPDATE {series} SET pending = ?" + which)
                .flag(false)
                .number(key)
                .text(id.value())
                .number(version)
                .flag(true)
                .flag(false)
                .update();
        if (kept == 0) {
            call("DELETE FROM {series}" + which)
                    .number(key)
                    .text(id.value())
                    .number(version)
                    .flag(true)
                    .flag(true)
                    .update();
        }
    }

    @Override
    public List<LocalSeries> overlapping(
            CalendarRef calendar, Instant from, Instant until, @Nullable SeriesId after, int limit) {
        CalendarKey key = calendarOf(calendar);
        // Where nearly all are in the window, an index by time would find them all for each page. A sum is in no index,
        // and
        // H2 walks along an index only if all of its columns are named.
        boolean wide = Duration.between(from, until).compareTo(SPANS_ALL) > 0;
        String by = wide ? "" : dialect().byIndex("series_last");
        String window = wide ? "AND last_at + 0 >= ? AND first_at + 0 < ?" : "AND last_at >= ? AND first_at < ?";
        String order = wide ? "calendar_key, series_id" : "series_id";
        return key == null
                ? List.of()
                : call(SELECT + by + WHERE + window + " AND deleted = ? AND series_id > ? ORDER BY " + order
                                + " LIMIT ?")
                        .number(key.key())
                        .number(Micros.of(from))
                        .number(Micros.upwards(until))
                        .flag(false)
                        .text(after == null ? "" : after.value())
                        .integer(limit)
                        .list(row -> series(row, calendar, key));
    }
}
