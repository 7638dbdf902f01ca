package dev.calsync.store.jdbc;

import java.util.List;

final class WorkRows {
    private WorkRows() {}

    static void create(JdbcTransaction tx, List<CalendarKey> calendars) {}

    static void delete(JdbcTransaction tx, long calendar) {}
}
