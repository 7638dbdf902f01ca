package dev.calsync.examples.kills;

import dev.calsync.examples.hosttable.AppointmentTable;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SeriesId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.jdbc.JdbcSyncStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The application whose table of appointments is the replica. */
final class HostSide implements LocalEditor {
    private static final int MOST = 10_000;

    private final AppointmentTable table;
    private final LocalCalendar replica;

    private HostSide(AppointmentTable table, LocalCalendar replica) {
        this.table = table;
        this.replica = replica;
    }

    static HostSide over(DataSource database, JdbcSyncStore store, Place place, Steps steps) throws SQLException {
        AppointmentTable table = new AppointmentTable(database);
        return new HostSide(table, steps.around(table));
    }

    LocalCalendar replica() {
        return replica;
    }

    @Override
    public List<Row> all(CalendarRef calendar) {
        return table.all(calendar).stream()
                .map(row -> new Row(row.id(), row.series()))
                .toList();
    }

    @Override
    public boolean edit(RemoteCalendar calendar, @Nullable Row row, Change change, Consumer<Edit> about) {
        boolean[] edited = {false};
        SeriesId id = row == null
                ? SeriesId.of(Objects.requireNonNull(change.apply(null)).uid())
                : row.id();
        table.change(calendar.ref(), id, known -> {
            EventSeries next = change.apply(known);
            EventSeries any = known == null ? next : known;
            if (any != null) {
                edited[0] = true;
                about.accept(Edit.of(calendar.displayName(), any.uid(), known, next));
            }
            return next;
        });
        return edited[0];
    }

    @Override
    public int pending(CalendarRef calendar) {
        return table.pending(calendar, null, MOST).size();
    }
}
