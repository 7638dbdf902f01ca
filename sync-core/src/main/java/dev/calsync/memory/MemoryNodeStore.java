package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.LiveNode;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import dev.calsync.store.WorkRow;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        // By name, because the order of a Set.of differs from process to process and a simulation must repeat itself.
        node.regions.stream().sorted(Comparator.comparing(Region::name)).forEach(region -> balance(node, region));
        return node.buckets;
    }

    /** Almost every call finds the share fair, so that is found out without copying anything. */
    private void balance(NodeRow node, Region region) {
        int first = state().region(region);
        int end = first + Buckets.COUNT;
        int serving = 0;
        for (NodeRow other : state().nodes.values()) {
            serving += other.regions.contains(region) ? 1 : 0;
        }
        int fairShare = (Buckets.COUNT + serving - 1) / serving;
        int mine = 0;
        for (int bucket = next(node.owned, first); bucket < end; bucket = next(node.owned, bucket + 1)) {
            mine++;
        }
        if (mine < fairShare && next(state().freeBuckets, first) < end) {
            take(node, first, fairShare - mine);
        } else if (mine > fairShare) {
            giveBack(node, first, mine - fairShare);
        }
    }

    private void take(NodeRow node, int first, int missing) {
        BitSet free = (BitSet) state().freeBuckets.clone();
        BitSet owned = (BitSet) node.owned.clone();
        int left = missing;
        for (int bucket = next(free, first);
                left > 0 && bucket < first + Buckets.COUNT;
                bucket = next(free, bucket + 1)) {
            free.clear(bucket);
            owned.set(bucket);
            left--;
        }
        state().freeBuckets(journal(), free);
        node.own(journal(), owned);
    }

    private void giveBack(NodeRow node, int first, int surplus) {
        BitSet free = (BitSet) state().freeBuckets.clone();
        BitSet owned = (BitSet) node.owned.clone();
        BitSet busy = new BitSet();
        node.running.forEach(calendar -> busy.set(calendar.bucket));
        int left = surplus;
        for (int bucket = next(owned, first);
                left > 0 && bucket < first + Buckets.COUNT;
                bucket = next(owned, bucket + 1)) {
            if (!busy.get(bucket)) {
                owned.clear(bucket);
                free.set(bucket);
                left--;
            }
        }
        state().freeBuckets(journal(), free);
        node.own(journal(), owned);
    }

    /** The next bucket of a set from there on; far behind the last one if there is none. */
    private static int next(BitSet buckets, int from) {
        int next = buckets.nextSetBit(from);
        return next < 0 ? Integer.MAX_VALUE : next;
    }

    private static boolean within(int first, int bucket) {
        return bucket >= first && bucket < first + Buckets.COUNT;
    }

    @Override
    public List<LiveNode> live() {
        return state().nodes.values().stream()
                .filter(node -> node.liveAt(tx().now()))
                .sorted(Comparator.comparing(node -> node.name))
                .map(node -> new LiveNode(node.name, node.regions, node.buckets.size(), node.expiresAt))
                .toList();
    }

    @Override
    public Map<CalendarRef, Long> calledOff(NodeLease held) {
        NodeRow node = tx().live(held);
        Map<CalendarRef, Long> calledOff = new HashMap<>();
        for (CalendarShelf calendar : node == null ? Set.<CalendarShelf>of() : node.running) {
            WorkRow<NodeRow> work = calendar.work;
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
                .anyMatch(calendar -> within(firstBucket, calendar.bucket));
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
            WorkRow<NodeRow> work = calendar.work;
            if (work != null) {
                state().work(journal(), calendar, work.freed(lost, tx().now()));
            }
        }
        BitSet free = (BitSet) state().freeBuckets.clone();
        free.or(node.owned);
        state().freeBuckets(journal(), free);
        node.own(journal(), new BitSet());
        journal().remove(state().nodes, node.name);
    }
}
