package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.LiveNode;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

final class MemoryNodeStore extends MemoryDrawer implements NodeStore {
    MemoryNodeStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public NodeLease join(String node, Duration lease, Set<Region> regions) {
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("a node serves at least one region");
        }
        NodeRow before = state().nodes.get(node);
        if (before != null) {
            end(before, true);
        }
        NodeRow joined =
                new NodeRow(node, state().nextNumber(), regions, tx().now().plus(lease));
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
            end(node, !node.liveAt(tx().now()));
        }
    }

    @Override
    public Set<Integer> balance(NodeLease held) {
        NodeRow node = live(held);
        List<NodeRow> dead = state().nodes.values().stream()
                .filter(other -> !other.liveAt(tx().now()))
                .toList();
        dead.forEach(other -> end(other, true));
        NavigableSet<Integer> owned = new TreeSet<>(node.owned);
        // By name, because the order of a Set.of differs from process to process and a simulation must repeat itself.
        node.regions.stream()
                .sorted(Comparator.comparing(Region::name))
                .forEach(region -> balance(node, region, owned));
        if (!owned.equals(node.owned)) {
            own(node, owned);
        }
        return node.owned;
    }

    private void balance(NodeRow node, Region region, NavigableSet<Integer> owned) {
        int first = state().region(region);
        long serving = state().nodes.values().stream()
                .filter(other -> other.regions.contains(region))
                .count();
        int fairShare = (int) ((Buckets.COUNT + serving - 1) / serving);
        int mine = within(first, owned).size();
        for (Integer free : firstOf(within(first, state().freeBuckets), fairShare - mine)) {
            journal().remove(state().freeBuckets, free);
            owned.add(free);
        }
        if (mine > fairShare) {
            Set<Integer> busy =
                    node.running.stream().map(calendar -> calendar.bucket).collect(Collectors.toSet());
            List<Integer> idle = within(first, owned).stream()
                    .filter(bucket -> !busy.contains(bucket))
                    .limit(mine - fairShare)
                    .toList();
            idle.forEach(bucket -> {
                owned.remove(bucket);
                journal().add(state().freeBuckets, bucket);
            });
        }
    }

    private static List<Integer> firstOf(Set<Integer> buckets, int count) {
        return count <= 0 ? List.of() : buckets.stream().limit(count).toList();
    }

    /** Those of a region, lowest first. */
    private static NavigableSet<Integer> within(int first, NavigableSet<Integer> buckets) {
        return buckets.subSet(first, true, first + Buckets.COUNT, false);
    }

    @Override
    public List<LiveNode> live() {
        return state().nodes.values().stream()
                .filter(node -> node.liveAt(tx().now()))
                .sorted(Comparator.comparing(node -> node.name))
                .map(node -> new LiveNode(node.name, node.regions, node.owned.size(), node.expiresAt))
                .toList();
    }

    @Override
    public Map<CalendarRef, Long> calledOff(NodeLease held) {
        NodeRow node = tx().live(held);
        Map<CalendarRef, Long> calledOff = new HashMap<>();
        for (CalendarShelf calendar : node == null ? Set.<CalendarShelf>of() : node.running) {
            WorkRow work = calendar.work;
            if (work != null) {
                work.runCalledOff().ifPresent(generation -> calledOff.put(calendar.ref, generation));
            }
        }
        return calledOff;
    }

    @Override
    public List<Region> unserved() {
        Set<Region> served = state().nodes.values().stream()
                .filter(node -> node.liveAt(tx().now()))
                .flatMap(node -> node.regions.stream())
                .collect(Collectors.toSet());
        return state().regions().entrySet().stream()
                .filter(region -> !served.contains(region.getKey()) && anyDue(region.getValue()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(Region::name))
                .toList();
    }

    private boolean anyDue(int firstBucket) {
        return state().dueWork.headMap(DueCursor.after(tx().now()), true).values().stream()
                .anyMatch(calendar -> calendar.bucket >= firstBucket && calendar.bucket < firstBucket + Buckets.COUNT);
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
    private void end(NodeRow node, boolean lost) {
        for (CalendarShelf calendar : List.copyOf(node.running)) {
            WorkRow work = calendar.work;
            WorkRow.Claim claim = work == null ? null : work.claim();
            if (work != null && claim != null) {
                Instant now = tx().now();
                state().work(journal(), calendar, work.freed(claim, lost, now));
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
