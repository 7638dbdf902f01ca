package dev.calsync.store.jdbc;

import dev.calsync.mirror.Mirror;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.store.MirrorStore;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.TouchedSeries;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Mirrors, and what was changed in their calendars since they were last looked at. */
final class JdbcMirrorStore extends JdbcDrawer implements MirrorStore {
    private static final String COLUMNS = """
            SELECT m.mirror_id, u.user_id, fa.account_id, fc.calendar_id, ta.account_id, tc.calendar_id, m.payload
            FROM {mirrors} m JOIN {users} u ON u.user_key = m.user_key
            JOIN {calendars} fc ON fc.calendar_key = m.source_key JOIN {accounts} fa ON fa.account_key = fc.account_key
            JOIN {calendars} tc ON tc.calendar_key = m.target_key JOIN {accounts} ta ON ta.account_key = tc.account_key
            WHERE u.user_id IN (?*) ORDER BY m.mirror_key""";

    JdbcMirrorStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private static StoredMirror mirror(Row row) throws SQLException {
        MirrorId id = MirrorId.of(row.text());
        UserId user = UserId.of(row.text());
        CalendarRef source = new CalendarRef(AccountId.of(row.text()), row.text());
        CalendarRef target = new CalendarRef(AccountId.of(row.text()), row.text());
        return Payload.MIRROR.decode(row.bytes(), "mirror " + id).mirror(user, id, source, target);
    }

    @Override
    public void put(StoredMirror stored) {
        Mirror mirror = stored.mirror();
        CalendarKey source = owned(stored, mirror.source());
        CalendarKey target = owned(stored, mirror.target());
        byte[] payload = Payload.MIRROR.encode(MirrorForm.of(stored));
        int changed = call("UPDATE {mirrors} SET payload = ? WHERE mirror_id = ?")
                .bytes(payload)
                .text(mirror.id().value())
                .update();
        if (changed == 0) {
            call("INSERT INTO {mirrors} (mirror_id, user_key, source_key, target_key, payload) VALUES (?, ?, ?, ?, ?)")
                    .text(mirror.id().value())
                    .number(source.userKey())
                    .number(source.key())
                    .number(target.key())
                    .bytes(payload)
                    .update();
        }
    }

    private CalendarKey owned(StoredMirror stored, CalendarRef calendar) {
        CalendarKey key = tx().calendarKeys().hold(calendar);
        if (key == null || !key.user().equals(stored.user())) {
            throw new IllegalArgumentException("nothing can be kept for mirror "
                    + stored.mirror().id() + ": calendar " + calendar + " is not kept for user " + stored.user());
        }
        return key;
    }

    @Override
    public List<StoredMirror> ofUsers(Collection<UserId> users) {
        return users.isEmpty()
                ? List.of()
                : call(COLUMNS)
                        .texts(users.stream().map(UserId::value).distinct().toList())
                        .list(JdbcMirrorStore::mirror);
    }

    /** The user's row is the lock: a user's first mirror has none yet. */
    @Override
    public List<StoredMirror> hold(UserId user) {
        call("SELECT user_key FROM {users} WHERE user_id = ?" + dialect().forUpdate(""))
                .text(user.value())
                .any();
        return ofUsers(List.of(user));
    }

    @Override
    public void delete(MirrorId mirror) {
        Optional<Long> key = call("SELECT mirror_key FROM {mirrors} WHERE mirror_id = ?")
                .text(mirror.value())
                .first(Row::number);
        key.ifPresent(one -> CalendarRows.deleteMirror(tx(), one));
    }

    @Override
    public void touched(CalendarRef calendar, Collection<SeriesId> series) {
        long key = calendar(calendar).key();
        boolean mirrored = Stream.of("source_key", "target_key")
                .anyMatch(end -> call("SELECT mirror_key FROM {mirrors} WHERE " + end + " = ?")
                        .number(key)
                        .any());
        if (mirrored) {
            batch(
                    "INSERT INTO {mirror_touched} (calendar_key, series_id) VALUES (?, ?)",
                    series,
                    (call, one) -> call.number(key).text(one.value()));
        }
    }

    @Override
    public List<TouchedSeries> waiting(CalendarRef calendar, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : call("SELECT touched_key, series_id FROM {mirror_touched} WHERE calendar_key = ?"
                                + " ORDER BY calendar_key, touched_key LIMIT ?")
                        .number(key.key())
                        .integer(limit)
                        .list(row -> new TouchedSeries(row.number(), SeriesId.of(row.text())));
    }

    @Override
    public void done(CalendarRef calendar, Collection<Long> numbers) {
        tx().forKeys("DELETE FROM {mirror_touched} WHERE touched_key IN (?*)", numbers);
    }
}
