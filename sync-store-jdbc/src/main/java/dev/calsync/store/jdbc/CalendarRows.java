package dev.calsync.store.jdbc;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forgets calendars with everything that hangs on them. A calendar may have a million events: tables that grow with them
 * are emptied in pieces, so that no single statement runs into its time limit.
 */
final class CalendarRows {
    private static final int PIECE = 5_000;

    /** Tables with a row or more for each series, and the column behind the calendar in their primary or first index. */
    private static final Map<String, String> LARGE = Map.of("series", "series_id", "links", "series_id");

    private static final List<String> SMALL = List.of(
            "feeds",
            "worker_checkpoints",
            "intents",
            "quarantine",
            "revisions",
            "journal",
            "dead_letters",
            "channels",
            "mirror_touched",
            "damaged");

    private CalendarRows() {}

    /** Forgets the calendars of an account, in the order of their keys. */
    static void deleteOfAccount(JdbcTransaction tx, AccountId account, long accountKey) {
        tx.call("SELECT calendar_id FROM {calendars} WHERE account_key = ? ORDER BY calendar_key")
                .number(accountKey)
                .list(row -> new CalendarRef(account, row.text()))
                .forEach(calendar -> delete(tx, calendar));
    }

    /** Forgets a calendar. Nothing happens if it is not kept. */
    static void delete(JdbcTransaction tx, CalendarRef calendar) {
        CalendarKey key = tx.calendarKeys().find(calendar);
        if (key == null) {
            return;
        }
        // First the work row: that is the lock that everybody who writes for the calendar waits for.
        new WorkRows(tx).delete(Map.of(calendar, key.key()));
        LARGE.forEach((table, column) -> empty(tx, table, "calendar_key", column, key.key()));
        tx.call("SELECT mirror_key FROM {mirrors} WHERE source_key = ? OR target_key = ? ORDER BY mirror_key")
                .number(key.key())
                .number(key.key())
                .list(Row::number)
                .forEach(mirror -> deleteMirror(tx, mirror));
        for (String table : SMALL) {
            tx.call("DELETE FROM {" + table + "} WHERE calendar_key = ?")
                    .number(key.key())
                    .update();
        }
        tx.call("DELETE FROM {calendars} WHERE calendar_key = ?")
                .number(key.key())
                .update();
        tx.calendarKeys().forget(calendar);
    }

    /** Forgets a mirror with its ties. */
    static void deleteMirror(JdbcTransaction tx, long mirror) {
        tx.call("DELETE FROM {mirrors} WHERE mirror_key = ?").number(mirror).update();
        empty(tx, "mirror_ties", "mirror_key", "source_id", mirror);
    }

    private static void empty(JdbcTransaction tx, String table, String owner, String column, long calendar) {
        String from = " FROM {" + table + "} WHERE " + owner + " = ?";
        Optional<String> end = next(tx, from, column, calendar);
        while (end.isPresent()) {
            tx.call("DELETE" + from + " AND " + column + " <= ?")
                    .number(calendar)
                    .text(end.get())
                    .update();
            end = next(tx, from, column, calendar);
        }
        tx.call("DELETE" + from).number(calendar).update();
    }

    /** Where the next piece ends; empty if what is left is less than one. */
    private static Optional<String> next(JdbcTransaction tx, String from, String column, long calendar) {
        return tx.call("SELECT " + column + from + " ORDER BY " + column + " LIMIT 1 OFFSET " + PIECE)
                .number(calendar)
                .first(Row::text);
    }
}
