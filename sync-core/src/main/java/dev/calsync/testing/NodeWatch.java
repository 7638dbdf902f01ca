package dev.calsync.testing;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.store.LiveNode;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Notes which registrations are good. */
final class NodeWatch implements NodeStore {
    private final WatchedTransaction watched;
    private final NodeStore drawer;

    NodeWatch(WatchedTransaction watched, NodeStore drawer) {
        this.watched = watched;
        this.drawer = drawer;
    }

    @Override
    public NodeLease join(String node, Duration lease, Set<Region> regions) {
        NodeLease joined = drawer.join(node, lease, regions);
        keep(joined);
        watched.takeBackFromTheDead();
        return joined;
    }

    @Override
    public Optional<NodeLease> renew(NodeLease held, Duration lease) {
        Optional<NodeLease> renewed = drawer.renew(held, lease);
        renewed.ifPresent(this::keep);
        return renewed;
    }

    @Override
    public void leave(NodeLease held) {
        drawer.leave(held);
        NodeLease known = watched.nodes().get(held.node());
        if (known != null && known.epoch() == held.epoch()) {
            Map<String, NodeLease> next = new HashMap<>(watched.nodes());
            next.remove(held.node());
            watched.nodes(next);
            watched.takeBackFromTheDead();
        }
    }

    @Override
    public Set<Integer> balance(NodeLease held) {
        Set<Integer> owned = drawer.balance(held);
        if (watched.nodes().values().stream().anyMatch(this::expired)) {
            Map<String, NodeLease> next = new HashMap<>(watched.nodes());
            next.values().removeIf(this::expired);
            watched.nodes(next);
        }
        watched.takeBackFromTheDead();
        return owned;
    }

    private boolean expired(NodeLease known) {
        return !known.expiresAt().isAfter(watched.tx.now());
    }

    private void keep(NodeLease lease) {
        Map<String, NodeLease> next = new HashMap<>(watched.nodes());
        next.put(lease.node(), lease);
        watched.nodes(next);
    }

    @Override
    public List<LiveNode> live() {
        return drawer.live();
    }

    @Override
    public Map<CalendarRef, Long> calledOff(NodeLease held) {
        return drawer.calledOff(held);
    }

    @Override
    public List<Region> unserved() {
        return drawer.unserved();
    }
}
