package dev.calsync.store.jdbc;

import dev.calsync.store.NodeLease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of nodes. A node's row is what its claims hang on: who claims holds it, who moves its buckets or ends it locks it.
 * The heartbeat only changes its expiry, and waits for nobody where the database tells such locks apart.
 */
final class NodeRows {
    private final JdbcTransaction tx;

    NodeRows(JdbcTransaction tx) {
        this.tx = tx;
    }

    /** Whether a node's lease holds; then neither does it end nor do its buckets move until the transaction ends. */
    boolean holdLive(NodeLease held) {
        return live(held, tx.dialect().forKeyShare(""));
    }

    /** Whether a node's lease holds; then nobody else claims for it or ends it until the transaction ends. */
    boolean lockLive(NodeLease held) {
        return live(held, tx.dialect().forUpdate(""));
    }

    /** Whether a node's lease holds. */
    boolean live(NodeLease held) {
        return live(held, "");
    }

    private boolean live(NodeLease held, String lock) {
        return tx.call("SELECT epoch FROM {nodes} WHERE epoch = ? AND node_name = ? AND expires_at > ?" + lock)
                .number(held.epoch())
                .text(held.node())
                .time(tx.now())
                .any();
    }

    /** Those of the leases that hold. */
    Set<NodeLease> live(Collection<NodeLease> leases) {
        Set<NodeLease> asked = new HashSet<>(leases);
        if (asked.isEmpty()) {
            return asked;
        }
        Map<Long, String> names = new HashMap<>();
        tx.call("SELECT epoch, node_name FROM {nodes} WHERE epoch IN (?*) AND expires_at > ?")
                .numbers(asked.stream().map(NodeLease::epoch).distinct().toList())
                .time(tx.now())
                .list(row -> Map.entry(row.number(), row.text()))
                .forEach(entry -> names.put(entry.getKey(), entry.getValue()));
        asked.removeIf(lease -> !lease.node().equals(names.get(lease.epoch())));
        return asked;
    }

    /**
     * Ends a registration whose row is locked: its buckets are free, and what it ran is due again.
     *
     * @param lost whether the node did not leave in order
     */
    void end(long epoch, boolean lost) {
        WorkRows work = new WorkRows(tx);
        List<Long> claimed = tx.call("SELECT calendar_key FROM {claims} WHERE epoch = ?")
                .number(epoch)
                .list(Row::number);
        List<WorkRows.Kept> running = work.lockClaimed(claimed).stream()
                .filter(kept -> kept.claim().node() == epoch)
                .toList();
        List<WorkRows.Kept> freed = new ArrayList<>(running.size());
        running.forEach(kept -> freed.add(kept.row(kept.row().freed(lost, tx.now()))));
        work.update(freed);
        work.deleteClaims(freed.stream().map(WorkRows.Kept::key).toList());
        tx.call("UPDATE {buckets} SET owner = NULL WHERE owner = ?")
                .number(epoch)
                .update();
        tx.call("DELETE FROM {nodes} WHERE epoch = ?").number(epoch).update();
    }
}
