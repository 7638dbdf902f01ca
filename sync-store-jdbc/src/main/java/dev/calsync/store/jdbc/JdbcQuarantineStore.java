package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.reconcile.Resolution;
import dev.calsync.store.QuarantineStore;
import dev.calsync.store.Quarantined;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Series that cannot be synchronised. Their keys are found by hash, because remote ids are long. */
final class JdbcQuarantineStore extends JdbcDrawer implements QuarantineStore {
    JdbcQuarantineStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(CalendarRef calendar, List<Quarantined> series) {
        long key = calendar(calendar).key();
        batch(
                upsert("quarantine", List.of("calendar_key", "key_hash", "side"), List.of("payload")),
                series,
                (call, one) -> call.number(key)
                        .bytes(Hash.of(one.key()))
                        .integer(Codes.SIDE.of(one.side()))
                        .bytes(Payload.QUARANTINED.encode(one)));
    }

    @Override
    public List<Quarantined> find(CalendarRef calendar, Collection<String> keys) {
        CalendarKey key = calendarOf(calendar);
        return key == null || keys.isEmpty()
                ? List.of()
                : call("SELECT payload FROM {quarantine} WHERE calendar_key = ? AND key_hash IN (?*)"
                                + " ORDER BY quarantine_key")
                        .number(key.key())
                        .hashes(hashes(keys))
                        .list(row -> quarantined(row, calendar, key));
    }

    @Override
    public List<Quarantined> ofCalendar(CalendarRef calendar, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT payload FROM {quarantine} WHERE calendar_key = ? ORDER BY quarantine_key LIMIT ?")
                        .number(key.key())
                        .integer(limit)
                        .list(row -> quarantined(row, calendar, key));
    }

    @Override
    public boolean answer(CalendarRef calendar, Quarantined found, Resolution answer) {
        CalendarKey key = calendarOf(calendar);
        return key != null
                && call("UPDATE {quarantine} SET payload = ? WHERE calendar_key = ? AND key_hash = ? AND side = ?"
                                        + " AND payload = ?")
                                .bytes(Payload.QUARANTINED.encode(found.answered(answer)))
                                .number(key.key())
                                .bytes(Hash.of(found.key()))
                                .integer(Codes.SIDE.of(found.side()))
                                .bytes(Payload.QUARANTINED.encode(found))
                                .update()
                        > 0;
    }

    @Override
    public void release(CalendarRef calendar, Collection<String> keys) {
        CalendarKey key = calendarOf(calendar);
        if (key != null && !keys.isEmpty()) {
            call("DELETE FROM {quarantine} WHERE calendar_key = ? AND key_hash IN (?*)")
                    .number(key.key())
                    .hashes(hashes(keys))
                    .update();
        }
    }

    private Quarantined quarantined(Row row, CalendarRef calendar, CalendarKey key) throws SQLException {
        return read(Payload.QUARANTINED, row.bytes(), calendar, Table.QUARANTINE, key.key());
    }

    private static List<byte[]> hashes(Collection<String> keys) {
        return keys.stream().distinct().map(Hash::of).toList();
    }
}
