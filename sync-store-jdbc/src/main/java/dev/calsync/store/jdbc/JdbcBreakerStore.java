package dev.calsync.store.jdbc;

import dev.calsync.pacing.CallTally;
import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.store.BreakerStore;
import dev.calsync.store.StoredBreaker;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Circuit breakers that nodes share, a row each. */
final class JdbcBreakerStore extends JdbcDrawer implements BreakerStore {
    private static final String COLUMNS = """
            SELECT breaker_key, version, state, epoch, openings, until_at, in_a_row, tally_since, calls, failures,
                earlier_calls, earlier_failures
            FROM {breakers} WHERE\s""";

    JdbcBreakerStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<StoredBreaker> notClosed(int limit) {
        return call(COLUMNS + "state <> ? ORDER BY breaker_key LIMIT ?")
                .integer(closed())
                .integer(limit)
                .list(JdbcBreakerStore::read);
    }

    private static int closed() {
        return Codes.BREAKER.of(CircuitBreaker.State.CLOSED);
    }

    private static StoredBreaker read(Row row) throws SQLException {
        return new StoredBreaker(
                row.text(),
                row.number(),
                new CircuitBreaker(
                        Codes.BREAKER.word(row.integer()),
                        row.number(),
                        row.integer(),
                        row.time(),
                        row.integer(),
                        new CallTally(row.time(), row.integer(), row.integer(), row.integer(), row.integer())));
    }

    @Override
    public Optional<StoredBreaker> find(String key) {
        return call(COLUMNS + "breaker_hash = ?").bytes(Hash.of(key)).first(JdbcBreakerStore::read);
    }

    @Override
    public boolean compareAndSet(StoredBreaker next) {
        if (next.version() == 1) {
            boolean kept = call("SELECT version FROM {breakers} WHERE breaker_hash = ?")
                    .bytes(Hash.of(next.key()))
                    .any();
            if (!kept) {
                write("""
                        INSERT INTO {breakers} (version, state, epoch, openings, until_at, in_a_row, tally_since, calls,
                            failures, earlier_calls, earlier_failures, kept_at, breaker_hash, breaker_key)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", next).text(next.key()).update();
            }
            return !kept;
        }
        return write("""
                        UPDATE {breakers} SET version = ?, state = ?, epoch = ?, openings = ?, until_at = ?, in_a_row = ?,
                            tally_since = ?, calls = ?, failures = ?, earlier_calls = ?, earlier_failures = ?, kept_at = ?
                        WHERE breaker_hash = ? AND version = ?""", next).number(next.version() - 1).update() > 0;
    }

    private Call write(String sql, StoredBreaker next) {
        CircuitBreaker breaker = next.breaker();
        CallTally tally = breaker.tally();
        return call(sql)
                .number(next.version())
                .integer(Codes.BREAKER.of(breaker.state()))
                .number(breaker.epoch())
                .integer(breaker.openings())
                .time(breaker.until())
                .integer(breaker.inARow())
                .time(tally.since())
                .integer(tally.calls())
                .integer(tally.failures())
                .integer(tally.earlierCalls())
                .integer(tally.earlierFailures())
                .time(tx().now())
                .bytes(Hash.of(next.key()));
    }

    @Override
    public int prune(Instant unchangedSince, int limit) {
        List<byte[]> old = call("SELECT breaker_hash FROM {breakers} WHERE state = ? AND kept_at < ? LIMIT ?"
                        + dialect().forUpdateSkipLocked(""))
                .integer(closed())
                .time(unchangedSince)
                .integer(limit)
                .list(row -> Objects.requireNonNull(row.bytes()));
        return old.isEmpty()
                ? 0
                : call("DELETE FROM {breakers} WHERE breaker_hash IN (?*)")
                        .hashes(old)
                        .update();
    }
}
