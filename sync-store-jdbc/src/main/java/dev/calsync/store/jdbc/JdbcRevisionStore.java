package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.Revision;
import dev.calsync.store.RevisionStore;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What lost a conflict. */
final class JdbcRevisionStore extends JdbcDrawer implements RevisionStore {
    private static final String NEWEST = " ORDER BY lost_at DESC, revision_key DESC LIMIT ?";

    JdbcRevisionStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public void add(CalendarRef calendar, List<Revision> revisions) {
        long key = calendar(calendar).key();
        batch(
                "INSERT INTO {revisions} (calendar_key, series_id, lost_at, payload) VALUES (?, ?, ?, ?)",
                revisions,
                (call, revision) -> call.number(key)
                        .text(revision.series().value())
                        .time(revision.at())
                        .bytes(Payload.REVISION.encode(revision)));
    }

    @Override
    public List<Revision> ofSeries(CalendarRef calendar, SeriesId series, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT payload FROM {revisions} WHERE calendar_key = ? AND series_id = ?" + NEWEST)
                        .number(key.key())
                        .text(series.value())
                        .integer(limit)
                        .list(row -> revision(row, calendar, key));
    }

    @Override
    public List<Revision> ofCalendar(CalendarRef calendar, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT payload FROM {revisions} WHERE calendar_key = ?" + NEWEST)
                        .number(key.key())
                        .integer(limit)
                        .list(row -> revision(row, calendar, key));
    }

    private Revision revision(Row row, CalendarRef calendar, CalendarKey key) throws SQLException {
        return read(Payload.REVISION, row.bytes(), calendar, Table.REVISIONS, key.key());
    }

    @Override
    public int prune(Instant before, int limit) {
        return tx().prune("revisions", "revision_key", "lost_at", before, limit);
    }
}
