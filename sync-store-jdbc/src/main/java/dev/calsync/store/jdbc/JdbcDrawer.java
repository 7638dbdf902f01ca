package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What every drawer needs: the transaction it is seen by, which refuses every call once it has ended. */
abstract class JdbcDrawer {
    private final JdbcTransaction transaction;

    JdbcDrawer(JdbcTransaction transaction) {
        this.transaction = transaction;
    }

    /** The transaction, if it is still under way. Every call of a drawer comes by here before it does anything. */
    final JdbcTransaction tx() {
        transaction.check();
        return transaction;
    }

    final Dialect dialect() {
        return tx().dialect();
    }

    /** A statement. Tables are written <code>{work}</code>, lists <code>IN (?*)</code>. */
    final Call call(String sql) {
        return tx().call(sql);
    }

    /** One statement for many rows. Returns how many rows each changed; nothing happens if there are none. */
    final <R> int[] batch(String sql, Iterable<R> rows, BiConsumer<Call, ? super R> bind) {
        return tx().batch(sql, rows, bind);
    }

    /** A statement for {@link #batch} that keeps a row, new or changed: key and values in this order. */
    final String upsert(String table, List<String> key, List<String> values) {
        return dialect().upsert(table, key, values);
    }

    /** What a row of a calendar keeps; if it cannot be read any more, it is put aside once this transaction is given up. */
    final <T> T read(Payload<T> payload, byte[] bytes, Object where, DamagedRows.Table table, long calendar) {
        return tx().damagedRows().read(payload, bytes, where, table, calendar);
    }

    /** A calendar that is to be written to, and does not go until the transaction ends. */
    final CalendarKey calendar(CalendarRef calendar) {
        CalendarKey key = tx().calendarKeys().hold(calendar);
        if (key == null) {
            throw new IllegalArgumentException("nothing can be kept for " + calendar
                    + ": the calendar is not kept. Put it into calendars() first");
        }
        return key;
    }

    /** A calendar that is only looked at. */
    final @Nullable CalendarKey calendarOf(CalendarRef calendar) {
        return tx().calendarKeys().find(calendar);
    }
}
