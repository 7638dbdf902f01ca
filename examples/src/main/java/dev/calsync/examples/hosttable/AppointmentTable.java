package dev.calsync.examples.hosttable;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A host's own table of appointments, plain JDBC. The application reads title and start by SQL; everything else that an event
 * may carry is in its iCalendar text, so that nothing is lost on the way. Three columns are what Calsync needs: a version
 * that grows with every change, whether the row was deleted here, and whether the provider still has to be told.
 */
public final class AppointmentTable implements LocalCalendar {
    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS appointments (
                calendar VARCHAR(500) NOT NULL, id VARCHAR(200) NOT NULL, uid VARCHAR(500) NOT NULL,
                title VARCHAR(2000) NOT NULL, starts VARCHAR(100) NOT NULL, ical VARCHAR(1000000) NOT NULL,
                version BIGINT NOT NULL, deleted BOOLEAN NOT NULL, pending BOOLEAN NOT NULL, changed_at BIGINT NOT NULL,
                PRIMARY KEY (calendar, id))""";
    private static final String COLUMNS = "SELECT id, ical, version, deleted, pending, changed_at FROM appointments";

    private static final String UPDATE =
            "UPDATE appointments SET uid = ?, title = ?, starts = ?, ical = ?, version = ?,"
                    + " deleted = ?, pending = ?, changed_at = ? WHERE calendar = ? AND id = ?";
    private static final String INSERT =
            "INSERT INTO appointments (uid, title, starts, ical, version, deleted, pending,"
                    + " changed_at, calendar, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final DataSource database;

    public AppointmentTable(DataSource database) throws SQLException {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
    }

    /** Something that is done with a connection. */
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** One transaction of the host's: what it changed is durable on return. */
    private <T> T inTransaction(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException failure) {
            throw new IllegalStateException("the appointments cannot be read or written", failure);
        }
    }

    /** What the application does when its user makes, changes or, with null, deletes an appointment. */
    void edit(CalendarRef calendar, SeriesId id, @Nullable EventSeries next) {
        change(calendar, id, known -> next);
    }

    /** An edit of what is there. */
    @FunctionalInterface
    public interface Edit {
        /** Returns what shall be there, from what is: null for no appointment. */
        @Nullable
        EventSeries of(@Nullable EventSeries known);
    }

    /** As above; what the edit is told is what it replaces. */
    public void change(CalendarRef calendar, SeriesId id, Edit edit) {
        inTransaction(connection -> {
            LocalSeries known = row(connection, calendar, id);
            EventSeries next = edit.of(known == null || known.deleted() ? null : known.series());
            long version = known == null ? 1 : known.version() + 1;
            EventSeries state = next != null ? next : known == null ? null : known.series();
            if (state != null) {
                write(connection, calendar, new LocalSeries(id, state, version, next == null, true, Instant.now()));
            }
            return true;
        });
    }

    /** What a calendar has here, without what was deleted. */
    public List<LocalSeries> all(CalendarRef calendar) {
        return inTransaction(connection ->
                rows(connection, " WHERE calendar = ? AND id > ? AND NOT deleted ORDER BY id", calendar, ""));
    }

    /** What the application shows. */
    List<String> titles() {
        return inTransaction(connection -> {
            List<String> titles = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT title, starts FROM appointments WHERE NOT deleted ORDER BY starts, title")) {
                while (rows.next()) {
                    titles.add(rows.getString(1) + " at " + rows.getString(2));
                }
            }
            return titles;
        });
    }

    @Override
    public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
        return inTransaction(connection -> {
            List<LocalSeries> found = new ArrayList<>();
            for (SeriesId id : ids) {
                LocalSeries row = row(connection, calendar, id);
                if (row != null) {
                    found.add(row);
                }
            }
            return found;
        });
    }

    @Override
    public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
        return inTransaction(connection -> {
            List<LocalSeries> found = new ArrayList<>();
            for (String uid : uids) {
                found.addAll(rows(connection, " WHERE calendar = ? AND uid = ?", calendar, uid));
            }
            return found;
        });
    }

    // region apply
    /** All in one transaction; each row is locked before its version is compared. */
    @Override
    public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
        return inTransaction(connection -> {
            List<LocalOutcome> outcomes = new ArrayList<>();
            for (LocalChange change : changes) {
                LocalSeries known = row(connection, calendar, change.id());
                long current = known == null ? 0 : known.version();
                EventSeries next = change.series();
                if (current != change.expectedVersion()) {
                    outcomes.add(new LocalOutcome.Conflict(current));
                } else if (next == null) {
                    remove(connection, calendar, change.id());
                    outcomes.add(new LocalOutcome.Applied(0));
                } else {
                    boolean pending = known != null && known.pending();
                    write(
                            connection,
                            calendar,
                            new LocalSeries(change.id(), next, current + 1, false, pending, Instant.now()));
                    outcomes.add(new LocalOutcome.Applied(current + 1));
                }
            }
            return outcomes;
        });
    }
    // endregion apply

    @Override
    public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
        return inTransaction(connection -> rows(
                connection,
                " WHERE calendar = ? AND id > ? AND pending ORDER BY id LIMIT " + limit,
                calendar,
                after == null ? "" : after.value()));
    }

    @Override
    public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
        inTransaction(connection -> {
            LocalSeries known = row(connection, calendar, id);
            if (known != null && known.version() == version && known.pending()) {
                if (known.deleted()) {
                    remove(connection, calendar, id);
                } else {
                    write(
                            connection,
                            calendar,
                            new LocalSeries(id, known.series(), version, false, false, known.changedAt()));
                }
            }
            return true;
        });
    }

    private static @Nullable LocalSeries row(Connection connection, CalendarRef calendar, SeriesId id)
            throws SQLException {
        List<LocalSeries> rows = rows(connection, " WHERE calendar = ? AND id = ? FOR UPDATE", calendar, id.value());
        return rows.isEmpty() ? null : rows.get(0);
    }

    private static List<LocalSeries> rows(Connection connection, String which, CalendarRef calendar, String value)
            throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(COLUMNS + which)) {
            read.setString(1, calendar.toString());
            read.setString(2, value);
            try (ResultSet rows = read.executeQuery()) {
                List<LocalSeries> found = new ArrayList<>();
                while (rows.next()) {
                    long version = rows.getLong(3);
                    found.add(new LocalSeries(
                            SeriesId.of(rows.getString(1)),
                            ICalendar.parse(rows.getString(2)).withVersion(version),
                            version,
                            rows.getBoolean(4),
                            rows.getBoolean(5),
                            Instant.ofEpochMilli(rows.getLong(6))));
                }
                return found;
            }
        }
    }

    private static void write(Connection connection, CalendarRef calendar, LocalSeries row) throws SQLException {
        if (!store(connection, UPDATE, calendar, row)) {
            store(connection, INSERT, calendar, row);
        }
    }

    /** Both statements take the same values in the same order. */
    private static boolean store(Connection connection, String sql, CalendarRef calendar, LocalSeries row)
            throws SQLException {
        CalendarEvent first = row.series().events().get(0);
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, row.series().uid());
            write.setString(2, first.summary());
            write.setString(3, first.start().toString());
            write.setString(4, ICalendar.write(row.series(), row.changedAt()));
            write.setLong(5, row.version());
            write.setBoolean(6, row.deleted());
            write.setBoolean(7, row.pending());
            write.setLong(8, row.changedAt().toEpochMilli());
            write.setString(9, calendar.toString());
            write.setString(10, row.id().value());
            return write.executeUpdate() > 0;
        }
    }

    private static void remove(Connection connection, CalendarRef calendar, SeriesId id) throws SQLException {
        try (PreparedStatement remove =
                connection.prepareStatement("DELETE FROM appointments WHERE calendar = ? AND id = ?")) {
            remove.setString(1, calendar.toString());
            remove.setString(2, id.value());
            remove.executeUpdate();
        }
    }
}
