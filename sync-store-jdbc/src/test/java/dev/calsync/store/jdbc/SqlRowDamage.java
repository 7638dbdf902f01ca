package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.SeriesId;
import dev.calsync.store.StateKind;
import dev.calsync.store.SyncStore;
import dev.calsync.testing.RowDamage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Damages rows in the database, behind the store's back. */
final class SqlRowDamage implements RowDamage {
    private static final Map<StateKind, String> TABLES = Map.of(
            StateKind.CHECKPOINT, "feeds",
            StateKind.SERIES, "series",
            StateKind.LINK, "links",
            StateKind.INTENT, "intents",
            StateKind.QUARANTINED, "quarantine",
            StateKind.REVISION, "revisions");

    private final Map<SyncStore, DataSource> databases = new ConcurrentHashMap<>();

    /** Notes where a store keeps its rows. */
    SyncStore of(SyncStore store, DataSource database) {
        databases.put(store, database);
        return store;
    }

    @Override
    public boolean damage(SyncStore store, CalendarRef calendar, StateKind kind, @Nullable SeriesId series, How how) {
        DataSource database = databases.get(store);
        String table = TABLES.get(kind);
        if (database == null || table == null) {
            return false;
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            Row row = row(connection, table, calendar, series);
            return row != null && damage(connection, table, row, how);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Two calendars may keep the same payload. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(long calendarKey, byte[] payload) {}

    private static @Nullable Row row(
            Connection connection, String table, CalendarRef calendar, @Nullable SeriesId series) throws SQLException {
        String sql = "SELECT t.calendar_key, t.payload FROM calsync_" + table + " t JOIN calsync_calendars c"
                + " ON c.calendar_key = t.calendar_key JOIN calsync_accounts a ON a.account_key = c.account_key"
                + " WHERE c.calendar_id = ? AND a.account_id = ?" + (series == null ? "" : " AND t.series_id = ?")
                + " LIMIT 1";
        try (PreparedStatement read = connection.prepareStatement(sql)) {
            read.setString(1, calendar.calendarId());
            read.setString(2, calendar.account().value());
            if (series != null) {
                read.setString(3, series.value());
            }
            try (ResultSet rows = read.executeQuery()) {
                return rows.next() ? new Row(rows.getLong(1), rows.getBytes(2)) : null;
            }
        }
    }

    private static boolean damage(Connection connection, String table, Row row, How how) throws SQLException {
        byte[] payload = row.payload();
        String sql = how == How.DROP
                ? "DELETE FROM calsync_" + table + " WHERE payload = ? AND calendar_key = ?"
                : "UPDATE calsync_" + table + " SET payload = ? WHERE payload = ? AND calendar_key = ?";
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            int number = 1;
            if (how == How.FLIP) {
                byte[] flipped = payload.clone();
                flipped[payload.length / 2] ^= 4;
                change.setBytes(number++, flipped);
            } else if (how == How.TRUNCATE) {
                change.setBytes(number++, Arrays.copyOf(payload, payload.length / 2));
            }
            change.setBytes(number++, payload);
            change.setLong(number, row.calendarKey());
            return change.executeUpdate() > 0;
        }
    }
}
