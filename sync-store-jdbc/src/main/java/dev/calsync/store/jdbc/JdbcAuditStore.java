package dev.calsync.store.jdbc;

import dev.calsync.store.AuditEntry;
import dev.calsync.store.AuditRow;
import dev.calsync.store.AuditStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What users and operators did. A chain's own row is locked while it grows, so that two that add to it follow one another. */
final class JdbcAuditStore extends JdbcDrawer implements AuditStore {
    private static final String COLUMNS = "SELECT number, payload FROM {audit} WHERE chain_key = ? ";

    JdbcAuditStore(JdbcTransaction transaction) {
        super(transaction);
    }

    /** The end of a chain while this transaction adds to it. */
    private static final class Tail {
        private final long key;
        private @Nullable AuditRow last;

        Tail(long key, @Nullable AuditRow last) {
            this.key = key;
            this.last = last;
        }
    }

    private record Added(long chain, AuditRow row) {}

    @Override
    public List<AuditRow> append(List<AuditEntry> entries) {
        Map<String, Tail> tails = new HashMap<>();
        for (String chain :
                new TreeSet<>(entries.stream().map(AuditEntry::chain).toList())) {
            tails.put(chain, tail(chain));
        }
        List<Added> added = new ArrayList<>();
        for (AuditEntry entry : entries) {
            Tail tail = Objects.requireNonNull(tails.get(entry.chain()));
            AuditRow row = AuditRow.next(entry, tail.last);
            tail.last = row;
            added.add(new Added(tail.key, row));
        }
        batch(
                "INSERT INTO {audit} (chain_key, number, at, payload) VALUES (?, ?, ?, ?)",
                added,
                (call, one) -> call.number(one.chain())
                        .number(one.row().number())
                        .time(one.row().entry().at())
                        .bytes(Payload.AUDIT.encode(one.row())));
        batch(
                "UPDATE {audit_chains} SET last_number = ? WHERE chain_key = ?",
                tails.values(),
                (call, tail) ->
                        call.number(tail.last == null ? 0 : tail.last.number()).number(tail.key));
        return added.stream().map(Added::row).toList();
    }

    /** The end of a chain, which nobody else moves until the transaction ends. */
    private Tail tail(String chain) {
        Optional<Long> known = call("SELECT chain_key FROM {audit_chains} WHERE chain = ?"
                        + dialect().forUpdate(""))
                .text(chain)
                .first(Row::number);
        if (known.isEmpty()) {
            long key = call("INSERT INTO {audit_chains} (chain, last_number) VALUES (?, ?)")
                    .text(chain)
                    .number(0)
                    .insert("chain_key");
            return new Tail(key, null);
        }
        AuditRow last = call(COLUMNS + "ORDER BY number DESC LIMIT 1")
                .number(known.get())
                .first(row -> row(row, chain))
                .orElse(null);
        return new Tail(known.get(), last);
    }

    /**
     * A row as it is kept now. What was tampered with is given back as it is: that its hash does not match it is what {@link
     * AuditRow#fault} is there to find.
     */
    private static AuditRow row(Row row, String chain) throws SQLException {
        long number = row.number();
        AuditRow kept = Payload.AUDIT.decode(row.bytes(), "the audit of " + chain);
        return AuditRow.of(number, kept.entry(), kept.previous(), kept.hash());
    }

    @Override
    public List<AuditRow> read(String chain, long after, int limit) {
        return call("""
                        SELECT a.number, a.payload FROM {audit} a JOIN {audit_chains} c ON c.chain_key = a.chain_key
                        WHERE c.chain = ? AND a.number > ? ORDER BY a.number LIMIT ?""").text(chain).number(after).integer(limit).list(row -> row(row, chain));
    }

    private record Place(long chain, long number) {}

    @Override
    public int prune(Instant before, int limit) {
        List<Place> old = call("""
                        SELECT a.chain_key, a.number FROM {audit} a JOIN {audit_chains} c ON c.chain_key = a.chain_key
                        WHERE a.at < ? AND a.number < c.last_number ORDER BY a.at, a.number LIMIT ?""").time(before).integer(limit).list(row -> new Place(row.number(), row.number()));
        int dropped = 0;
        for (int count : batch(
                "DELETE FROM {audit} WHERE chain_key = ? AND number = ?",
                old,
                (call, place) -> call.number(place.chain()).number(place.number()))) {
            dropped += Math.max(0, count);
        }
        return dropped;
    }
}
