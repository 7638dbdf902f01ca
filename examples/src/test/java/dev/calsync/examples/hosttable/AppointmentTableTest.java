package dev.calsync.examples.hosttable;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.testing.contract.LocalCalendarContract;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** What the engine expects of a host's table, checked by the contract that comes with it. */
class AppointmentTableTest extends LocalCalendarContract {
    private final AppointmentTable table = table();

    private static AppointmentTable table() {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        try {
            return new AppointmentTable(database);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    protected LocalCalendar replica() {
        return table;
    }

    @Override
    protected CalendarRef calendar(int number) {
        return new CalendarRef(AccountId.of("account"), "calendar-" + number);
    }

    @Override
    protected void edit(CalendarRef calendar, LocalChange edit) {
        table.edit(calendar, edit.id(), edit.series());
    }
}
