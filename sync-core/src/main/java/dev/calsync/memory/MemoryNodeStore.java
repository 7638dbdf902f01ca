package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
import dev.calsync.store.Buckets;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class MemoryNodeStore extends MemoryDrawer implements NodeStore {
    MemoryNodeStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public NodeLease join(String node, Duration lease) {
        NodeRow before = state().nodes.get(node);
        if (before != null) {
            end(before);
        }
        NodeRow joined = new NodeRow(node, state().nextNumber(), tx().now().plus(lease));
        journal().put(state().nodes, node, joined);
        return joined.lease();
    }

    @Override
    public Optional<NodeLease> renew(NodeLease held, Duration lease) {
        NodeRow node = tx().live(held);
        if (node == null) {
            return Optional.empty();
        }
        Instant before = node.expiresAt;
        journal().note(() -> node.expiresAt = before);
        node.expiresAt = tx().now().plus(lease);
        return Optional.of(node.lease());
    }

    @Override
    public void leave(NodeLease held) {
        NodeRow node = state().nodes.get(held.node());
        if (node != null && node.epoch == held.epoch()) {
            end(node);
        }
    }

    @Override
    public Set<Integer> balance(NodeLease held) {
        NodeRow node = live(held);
        List<NodeRow> dead = state().nodes.values().stream()
                .filter(other -> !other.liveAt(tx().now()))
                .toList();
        dead.forEach(this::end);
        int nodes = state().nodes.size();
        int fairShare = (Buckets.COUNT + nodes - 1) / nodes;
        if (node.owned.size() < fairShare && !state().freeBuckets.isEmpty()) {
            Set<Integer> owned = new HashSet<>(node.owned);
            while (owned.size() < fairShare && !state().freeBuckets.isEmpty()) {
                Integer taken = state().freeBuckets.first();
                journal().remove(state().freeBuckets, taken);
                owned.add(taken);
            }
            own(node, owned);
        }
        return node.owned;
    }

    @Override
    public Set<Integer> release(NodeLease held, Set<Integer> buckets) {
        NodeRow node = live(held);
        Set<Integer> released = new HashSet<>(buckets);
        released.retainAll(node.owned);
        node.running.forEach(calendar -> released.remove(calendar.bucket));
        released.forEach(bucket -> journal().add(state().freeBuckets, bucket));
        Set<Integer> owned = new HashSet<>(node.owned);
        owned.removeAll(released);
        own(node, owned);
        return released;
    }

    @Override
    public int liveNodes() {
        return (int) state().nodes.values().stream()
                .filter(node -> node.liveAt(tx().now()))
                .count();
    }

    private NodeRow live(NodeLease held) {
        NodeRow node = tx().live(held);
        if (node == null) {
            throw new LeaseLostException("the lease of node " + held.node()
                    + " is lost: it expired, or the node left or joined again. Stop its runs and join anew");
        }
        return node;
    }

    /** Ends a registration: its buckets are free, and what it ran is due again. */
    private void end(NodeRow node) {
        for (CalendarShelf calendar : List.copyOf(node.running)) {
            WorkRow work = calendar.work;
            WorkRow.Claim claim = work == null ? null : work.claim();
            if (work != null && claim != null) {
                state().work(journal(), calendar, work.handBack(claim, tx().now(), work.attempts()));
            }
        }
        node.owned.forEach(bucket -> journal().add(state().freeBuckets, bucket));
        own(node, Set.of());
        journal().remove(state().nodes, node.name);
    }

    private void own(NodeRow node, Set<Integer> buckets) {
        Set<Integer> before = node.owned;
        journal().note(() -> node.owned = before);
        node.owned = Set.copyOf(buckets);
    }
}
