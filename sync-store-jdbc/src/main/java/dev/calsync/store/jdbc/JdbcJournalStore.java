package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.SeriesId;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.JournalStore;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What runs did. */
final class JdbcJournalStore extends JdbcDrawer implements JournalStore {
    JdbcJournalStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private record Noted(long calendar, JournalEntry entry) {}

    private static final Columns<Noted> ROWS = new Columns.Builder<Noted>()
            .number("calendar_key", Noted::calendar)
            .text("run_id", row -> row.entry().run().value())
            .text("series_id", row -> row.entry().series().value())
            .time("done_at", row -> row.entry().at())
            .bytes("payload", row -> Payload.JOURNAL.encode(row.entry()))
            .of("journal", 1);

    @Override
    public void add(CalendarRef calendar, List<JournalEntry> entries) {
        long key = calendar(calendar).key();
        ROWS.insert(tx(), entries.stream().map(entry -> new Noted(key, entry)).toList());
    }

    @Override
    public List<JournalEntry> ofRun(CalendarRef calendar, RunId run, long after, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT journal_key, payload FROM {journal} WHERE calendar_key = ? AND run_id = ?"
                                + " AND journal_key > ? ORDER BY journal_key LIMIT ?")
                        .number(key.key())
                        .text(run.value())
                        .number(after)
                        .integer(limit)
                        .list(row -> entry(row, calendar, key));
    }

    @Override
    public List<JournalEntry> ofSeries(CalendarRef calendar, Collection<SeriesId> series, Instant since, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null || series.isEmpty()
                ? List.of()
                : call("SELECT journal_key, payload FROM {journal} WHERE calendar_key = ? AND series_id IN (?*)"
                                + " AND done_at >= ? ORDER BY journal_key LIMIT ?")
                        .number(key.key())
                        .texts(series.stream().map(SeriesId::value).distinct().toList())
                        .time(since)
                        .integer(limit)
                        .list(row -> entry(row, calendar, key))
                        .stream()
                        .limit(limit)
                        .toList();
    }

    private JournalEntry entry(Row row, CalendarRef calendar, CalendarKey key) throws SQLException {
        long number = row.number();
        return read(Payload.JOURNAL, row.bytes(), calendar, Table.JOURNAL, key.key())
                .number(number);
    }

    @Override
    public void forget(CalendarRef calendar, RunId run) {
        CalendarKey key = calendarOf(calendar);
        if (key != null) {
            call("DELETE FROM {journal} WHERE calendar_key = ? AND run_id = ?")
                    .number(key.key())
                    .text(run.value())
                    .update();
        }
    }

    @Override
    public int prune(Instant before, int limit) {
        return tx().prune("journal", "journal_key", "done_at", before, limit);
    }
}
