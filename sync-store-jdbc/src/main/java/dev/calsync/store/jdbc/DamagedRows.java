package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.StateKind;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done about rows that were changed or damaged in the database, so that their checksum no longer fits.
 *
 * <p>Who reads one is told by a {@link CorruptStateException}, and gives its transaction up. That alone would help nobody:
 * the next one would read the same row. So once the transaction is rolled back, another one looks through the calendar's
 * rows in that table, and puts those that are damaged aside, byte for byte. What depends on them is made such that a full
 * round, which is asked for at the same time, rebuilds them as a diff that deletes nothing and doubles nothing:
 *
 * <ul>
 *   <li>a checkpoint: the feed begins anew, with rounds that count from 1; so that the first one knows what it did not
 *       mention, no link of the calendar was seen in a later one;
 *   <li>a link: the round finds the remote series unknown, and ties it to the local one of the same UID. That one counts as
 *       edited here: should the provider have deleted it meanwhile, it is created there again, rather than kept here alone;
 *   <li>a local series: what it was is kept a second time, see {@link SpareSeries}. Where it is not, its link goes with it, or
 *       it would look like one that was deleted here, and so does what kept it in quarantine; the round brings the
 *       provider's state. An edit that was not yet about to be sent is lost with the row, but for its bytes;
 *   <li>a remote write under way: the round says what became of it before anything is sent again;
 *   <li>a host's checkpoint, a revision, a journal's entry, a quarantined series, a dead letter: nothing else depends on it.
 * </ul>
 *
 * <p>A row that a newer version wrote is not damaged, and stays.
 */
final class DamagedRows {
    /** How long rows are kept aside, for somebody who wants to know what they were. */
    private static final Duration KEPT = Duration.ofDays(90);

    private static final int PRUNED_AT_ONCE = 100;
    private static final int PAGE = 500;

    private final Set<Place> found = new LinkedHashSet<>();

    /** Tables in which each row belongs to a calendar, and what tells a row from others of its calendar. */
    enum Table {
        FEEDS("feeds", "partition_hash", Payload.FEED, StateKind.CHECKPOINT, true),
        WORKER_CHECKPOINTS("worker_checkpoints", "calendar_key", Payload.TEXT, StateKind.WORKER_CHECKPOINT, false),
        SERIES("series", "series_id", Payload.SERIES, StateKind.SERIES, true),
        LINKS("links", "series_id", Payload.REMOTE, StateKind.LINK, true),
        INTENTS("intents", "intent_key", Payload.INTENT, StateKind.INTENT, true),
        QUARANTINE("quarantine", "quarantine_key", Payload.QUARANTINED, StateKind.QUARANTINED, false),
        REVISIONS("revisions", "revision_key", Payload.REVISION, StateKind.REVISION, false),
        JOURNAL("journal", "journal_key", Payload.JOURNAL, StateKind.JOURNAL, false),
        DEAD_LETTERS("dead_letters", "letter_key", Payload.DEAD_LETTER, StateKind.DEAD_LETTER, false);

        private final String table;
        private final String key;
        private final Payload<?> payload;
        private final StateKind kind;
        private final boolean rebuilt;

        Table(String table, String key, Payload<?> payload, StateKind kind, boolean rebuilt) {
            this.table = table;
            this.key = key;
            this.payload = payload;
            this.kind = kind;
            this.rebuilt = rebuilt;
        }

        StateKind kind() {
            return kind;
        }

        /** What {@link Key#toString} made of a key of this table. */
        private Key key(String text) {
            return switch (this) {
                case FEEDS -> new Key(null, null, HexFormat.of().parseHex(text));
                case SERIES, LINKS -> new Key(null, text, null);
                default -> new Key(Long.valueOf(text), null, null);
            };
        }

        private Key read(Row row) throws SQLException {
            return switch (this) {
                case FEEDS -> new Key(null, null, row.bytes());
                case SERIES, LINKS -> new Key(null, row.text(), null);
                default -> new Key(row.number(), null, null);
            };
        }
    }

    /** One of the three. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Key(@Nullable Long number, @Nullable String text, byte @Nullable [] bytes) {
        Call bind(Call call) {
            return bytes != null ? call.bytes(bytes) : text != null ? call.text(text) : call.numberOrNull(number);
        }

        @Override
        public String toString() {
            return bytes != null ? HexFormat.of().formatHex(bytes) : text != null ? text : String.valueOf(number);
        }
    }

    private record Place(Table table, long calendar) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(Key key, byte[] payload) {}

    /** What a payload holds; if it cannot be read any more, that is noted. */
    <T> T read(Payload<T> payload, byte[] bytes, Object where, Table table, long calendar) {
        try {
            return payload.decode(bytes, where);
        } catch (CorruptStateException unreadable) {
            if (!payload.isNewer(bytes)) {
                found.add(new Place(table, calendar));
            }
            throw unreadable;
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Puts aside what was found, in another transaction than that which found it. */
    void putAside(JdbcTransaction tx) {
        for (Place place : found) {
            String after = null;
            do {
                after = look(tx, place.table, place.calendar, after, PAGE).last();
            } while (after != null);
        }
        tx.prune("damaged", "damaged_key", "noted_at", tx.now().minus(KEPT), PRUNED_AT_ONCE);
    }

    /**
     * What a look at a page of a table found, and dealt with.
     *
     * @param last the last row's key; null if there are no more rows
     */
    record Look(int rows, int damaged, int newer, @Nullable String last) {}

    /** Looks at rows of a calendar, and puts aside what is damaged. */
    static Look look(JdbcTransaction tx, Table table, long calendar, @Nullable String after, int limit) {
        Place place = new Place(table, calendar);
        int damaged = 0;
        int newer = 0;
        List<Found> page = page(tx, place, after == null ? null : table.key(after), limit);
        for (Found row : page) {
            if (table.payload.isNewer(row.payload)) {
                newer++;
            } else if (damaged(table, row)) {
                putAside(tx, place, row);
                damaged++;
            }
        }
        if (damaged > 0 && table.rebuilt) {
            askForAll(tx, calendar);
        }
        boolean more = page.size() == limit;
        return new Look(
                page.size(),
                damaged,
                newer,
                more ? page.get(page.size() - 1).key.toString() : null);
    }

    private static List<Found> page(JdbcTransaction tx, Place place, @Nullable Key after, int limit) {
        String key = place.table.key;
        Call call = tx.call("SELECT " + key + ", payload FROM {" + place.table.table + "} WHERE calendar_key = ?"
                        + (after == null ? "" : " AND " + key + " > ?") + " ORDER BY " + key + " LIMIT ?"
                        + tx.dialect().forUpdate(""))
                .number(place.calendar);
        return (after == null ? call : after.bind(call))
                .integer(limit)
                .list(row -> new Found(place.table.read(row), row.bytes()));
    }

    private static boolean damaged(Table table, Found row) {
        try {
            table.payload.decode(row.payload, table);
            return false;
        } catch (CorruptStateException unreadable) {
            return !table.payload.isNewer(row.payload);
        }
    }

    private static void putAside(JdbcTransaction tx, Place place, Found row) {
        tx.call("INSERT INTO {damaged} (calendar_key, origin, row_key, noted_at, payload) VALUES (?, ?, ?, ?, ?)")
                .number(place.calendar)
                .text(place.table.table)
                .text(row.key.toString())
                .time(tx.now())
                .bytes(row.payload)
                .update();
        if (place.table == Table.SERIES && SpareSeries.restore(tx, place.calendar, row.key.toString())) {
            return;
        }
        call(tx, "DELETE FROM {" + place.table.table + "}", place, row.key).update();
        switch (place.table) {
            case FEEDS ->
                tx.call("UPDATE {links} SET seen_round = 0 WHERE calendar_key = ? AND seen_round > 0")
                        .number(place.calendar)
                        .update();
            case SERIES -> {
                call(tx, "DELETE FROM {links}", place, row.key).update();
                forgetWhatWaits(tx, place, row.key.toString());
            }
            case LINKS ->
                call(tx, "UPDATE {series} SET pending = TRUE", place, row.key).update();
            default -> {}
        }
    }

    /** What kept a series in quarantine has nothing to say of the one that comes in its place. */
    private static void forgetWhatWaits(JdbcTransaction tx, Place place, String series) {
        tx.call("DELETE FROM {quarantine} WHERE calendar_key = ? AND key_hash = ?")
                .number(place.calendar)
                .bytes(Hash.of(series))
                .update();
    }

    private static Call call(JdbcTransaction tx, String what, Place place, Key key) {
        return key.bind(tx.call(what + " WHERE calendar_key = ? AND " + place.table.key + " = ?")
                .number(place.calendar));
    }

    static void askForAll(JdbcTransaction tx, long calendar) {
        List<WorkRequest> requests = tx.call("""
                        SELECT a.account_id, c.calendar_id, u.user_id FROM {calendars} c
                        JOIN {accounts} a ON a.account_key = c.account_key JOIN {users} u ON u.user_key = c.user_key
                        WHERE c.calendar_key = ?""")
                .number(calendar)
                .list(row -> new WorkRequest(
                        new CalendarRef(AccountId.of(row.text()), row.text()),
                        UserId.of(row.text()),
                        SyncType.FULL,
                        Priority.NORMAL,
                        tx.now(),
                        WorkCause.RESYNC));
        tx.work().request(requests);
    }
}
