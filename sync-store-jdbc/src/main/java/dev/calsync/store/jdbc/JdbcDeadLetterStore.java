package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.store.DeadLetter;
import dev.calsync.store.DeadLetterStore;
import dev.calsync.store.jdbc.DamagedRows.Table;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Work that was given up. */
final class JdbcDeadLetterStore extends JdbcDrawer implements DeadLetterStore {
    JdbcDeadLetterStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public void add(List<DeadLetter> letters) {
        Map<CalendarRef, CalendarKey> keys = tx().calendarKeys()
                .find(letters.stream().map(DeadLetter::calendar).distinct().toList());
        List<DeadLetter> kept = letters.stream()
                .filter(letter -> keys.containsKey(letter.calendar()))
                .toList();
        batch(
                "INSERT INTO {dead_letters} (calendar_key, user_key, run_id, given_at, payload) VALUES (?, ?, ?, ?, ?)",
                kept,
                (call, letter) -> {
                    CalendarKey key = calendar(letter.calendar());
                    call.number(key.key())
                            .number(key.userKey())
                            .text(letter.run().value())
                            .time(letter.at())
                            .bytes(Payload.DEAD_LETTER.encode(letter));
                });
    }

    @Override
    public List<DeadLetter> ofUser(UserId user, int limit) {
        UserKey key = tx().userKeys().find(user);
        return key == null
                ? List.of()
                : call("SELECT calendar_key, payload FROM {dead_letters} WHERE user_key = ?"
                                + " ORDER BY given_at DESC, letter_key DESC LIMIT ?")
                        .number(key.key())
                        .integer(limit)
                        .list(row -> letter(row, user));
    }

    @Override
    public Optional<DeadLetter> find(UserId user, RunId run) {
        UserKey key = tx().userKeys().find(user);
        return key == null
                ? Optional.empty()
                : call("SELECT calendar_key, payload FROM {dead_letters} WHERE user_key = ? AND run_id = ? ORDER BY letter_key LIMIT 1")
                        .number(key.key())
                        .text(run.value())
                        .first(row -> letter(row, user));
    }

    private DeadLetter letter(Row row, UserId user) throws SQLException {
        long calendar = row.number();
        return read(Payload.DEAD_LETTER, row.bytes(), "user " + user, Table.DEAD_LETTERS, calendar);
    }

    @Override
    public int remove(UserId user, Collection<RunId> runs) {
        UserKey key = tx().userKeys().find(user);
        return key == null || runs.isEmpty()
                ? 0
                : call("DELETE FROM {dead_letters} WHERE user_key = ? AND run_id IN (?*)")
                        .number(key.key())
                        .texts(runs.stream().map(RunId::value).distinct().toList())
                        .update();
    }

    @Override
    public int prune(Instant before, int limit) {
        return tx().prune("dead_letters", "letter_key", "given_at", before, limit);
    }
}
