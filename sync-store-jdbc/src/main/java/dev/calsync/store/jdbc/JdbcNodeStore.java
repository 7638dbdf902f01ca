package dev.calsync.store.jdbc;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.store.Buckets;
import dev.calsync.store.LiveNode;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the fleet and their buckets. Whoever takes over from a dead node locks that node's row; one whose row is locked
 * by somebody else is left for the next time, so that nodes never wait for one another in a circle.
 */
final class JdbcNodeStore extends JdbcDrawer implements NodeStore {
    JdbcNodeStore(JdbcTransaction transaction) {
        super(transaction);
    }

    /** A node that is registered. */
    private record Registered(long epoch, String name, Set<Integer> regions, Instant expiresAt) {}

    @Override
    public NodeLease join(String node, Duration lease, Set<Region> regions) {
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("a node serves at least one region");
        }
        call("SELECT epoch FROM {nodes} WHERE node_name = ?" + dialect().forUpdate(""))
                .text(node)
                .first(Row::number)
                .ifPresent(before -> new NodeRows(tx()).end(before, true));
        String numbers = regions.stream()
                .sorted(Comparator.comparing(Region::name))
                .map(region -> String.valueOf(tx().regions().number(region)))
                .collect(Collectors.joining(","));
        Instant expiresAt = tx().now().plus(lease);
        long epoch = call("INSERT INTO {nodes} (node_name, regions, expires_at) VALUES (?, ?, ?)")
                .text(node)
                .text(numbers)
                .time(expiresAt)
                .insert("epoch");
        return new NodeLease(node, epoch, expiresAt);
    }

    @Override
    public Optional<NodeLease> renew(NodeLease held, Duration lease) {
        Instant expiresAt = tx().now().plus(lease);
        int renewed = call("UPDATE {nodes} SET expires_at = ? WHERE epoch = ? AND node_name = ? AND expires_at > ?")
                .time(expiresAt)
                .number(held.epoch())
                .text(held.node())
                .time(tx().now())
                .update();
        return renewed == 0 ? Optional.empty() : Optional.of(new NodeLease(held.node(), held.epoch(), expiresAt));
    }

    @Override
    public void leave(NodeLease held) {
        call("SELECT expires_at FROM {nodes} WHERE epoch = ? AND node_name = ?"
                        + dialect().forUpdate(""))
                .number(held.epoch())
                .text(held.node())
                .first(Row::time)
                .ifPresent(expiresAt -> new NodeRows(tx()).end(held.epoch(), !expiresAt.isAfter(tx().now())));
    }

    @Override
    public Set<Integer> balance(NodeLease held) {
        if (!new NodeRows(tx()).lockLive(held)) {
            throw new LeaseLostException("the lease of node " + held.node()
                    + " is lost: it expired, or the node left or joined again. Stop its runs and join anew");
        }
        call("SELECT epoch FROM {nodes} WHERE expires_at <= ? ORDER BY epoch"
                        + dialect().forUpdateSkipLocked(""))
                .time(tx().now())
                .list(Row::number)
                .forEach(dead -> new NodeRows(tx()).end(dead, true));
        List<Registered> live = registered();
        Set<Integer> owned = owned(held);
        boolean moved = false;
        for (Registered node : live) {
            if (node.epoch == held.epoch()) {
                for (int region : node.regions) {
                    moved |= balance(held, region, live, owned);
                }
            }
        }
        return moved ? owned(held) : owned;
    }

    private Set<Integer> owned(NodeLease held) {
        return new HashSet<>(call("SELECT bucket FROM {buckets} WHERE owner = ?")
                .number(held.epoch())
                .list(Row::integer));
    }

    /** Almost every call finds the share fair. */
    private boolean balance(NodeLease held, int region, List<Registered> live, Set<Integer> owned) {
        int serving = Math.toIntExact(
                live.stream().filter(node -> node.regions.contains(region)).count());
        int fairShare = (Buckets.COUNT + serving - 1) / serving;
        TreeSet<Integer> mine = owned.stream()
                .filter(bucket -> Regions.of(bucket) == region)
                .collect(Collectors.toCollection(TreeSet::new));
        if (mine.size() < fairShare) {
            return take(held, region, fairShare - mine.size());
        }
        return mine.size() > fairShare && giveBack(held, mine, mine.size() - fairShare);
    }

    private boolean take(NodeLease held, int region, int missing) {
        List<Integer> free = call("SELECT bucket FROM {buckets} WHERE region = ? AND owner IS NULL "
                        + "ORDER BY bucket LIMIT ?" + dialect().forUpdateSkipLocked(""))
                .integer(region)
                .integer(missing)
                .list(Row::integer);
        own(free, held.epoch());
        return !free.isEmpty();
    }

    private boolean giveBack(NodeLease held, TreeSet<Integer> mine, int surplus) {
        Set<Integer> busy = new HashSet<>(call("SELECT DISTINCT bucket FROM {claims} WHERE epoch = ?")
                .number(held.epoch())
                .list(Row::integer));
        List<Integer> free = mine.stream()
                .filter(bucket -> !busy.contains(bucket))
                .limit(surplus)
                .toList();
        own(free, null);
        return !free.isEmpty();
    }

    private void own(List<Integer> buckets, @Nullable Long epoch) {
        batch(
                "UPDATE {buckets} SET owner = ? WHERE bucket = ?",
                buckets,
                (call, bucket) -> call.numberOrNull(epoch).integer(bucket));
    }

    /** The nodes whose leases hold. */
    private List<Registered> registered() {
        return call("SELECT epoch, node_name, regions, expires_at FROM {nodes} WHERE expires_at > ?")
                .time(tx().now())
                .list(row -> new Registered(
                        row.number(),
                        row.text(),
                        Stream.of(row.text().split(","))
                                .map(Integer::valueOf)
                                .collect(Collectors.toCollection(LinkedHashSet::new)),
                        row.time()));
    }

    @Override
    public List<LiveNode> live() {
        tx();
        Map<Integer, Region> regions = regions();
        Map<Long, Integer> owned = new HashMap<>();
        call("SELECT owner, COUNT(*) FROM {buckets} WHERE owner IS NOT NULL GROUP BY owner")
                .list(row -> Map.entry(row.number(), row.integer()))
                .forEach(entry -> owned.put(entry.getKey(), entry.getValue()));
        return registered().stream()
                .sorted(Comparator.comparing(Registered::name))
                .map(node -> new LiveNode(
                        node.name,
                        node.regions.stream().map(regions::get).collect(Collectors.toSet()),
                        owned.getOrDefault(node.epoch, 0),
                        node.expiresAt))
                .toList();
    }

    private Map<Integer, Region> regions() {
        return call("SELECT region, region_name FROM {regions}")
                .list(row -> Map.entry(row.integer(), Region.of(row.text())))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Map<CalendarRef, Long> calledOff(NodeLease held) {
        Map<CalendarRef, Long> calledOff = new HashMap<>();
        call("""
                        SELECT a.account_id, k.calendar_id, c.generation
                        FROM {claims} c JOIN {work} w ON w.calendar_key = c.calendar_key
                        JOIN {calendars} k ON k.calendar_key = c.calendar_key
                        JOIN {accounts} a ON a.account_key = k.account_key
                        WHERE c.epoch = ? AND w.called_off = c.generation AND EXISTS (
                            SELECT 1 FROM {nodes} n WHERE n.epoch = ? AND n.node_name = ? AND n.expires_at > ?)""")
                .number(held.epoch())
                .number(held.epoch())
                .text(held.node())
                .time(tx().now())
                .list(row -> Map.entry(new CalendarRef(AccountId.of(row.text()), row.text()), row.number()))
                .forEach(entry -> calledOff.put(entry.getKey(), entry.getValue()));
        return calledOff;
    }

    @Override
    public List<Region> unserved() {
        tx();
        Set<Integer> served = new HashSet<>();
        registered().forEach(node -> served.addAll(node.regions));
        List<Region> unserved = new ArrayList<>();
        regions().forEach((number, region) -> {
            if (!served.contains(number) && anyDue(number)) {
                unserved.add(region);
            }
        });
        unserved.sort(Comparator.comparing(Region::name));
        return unserved;
    }

    private boolean anyDue(int region) {
        return call("SELECT 1 FROM {work} WHERE region = ? AND read_at <= ? ORDER BY region, read_at LIMIT 1")
                .integer(region)
                .time(tx().now())
                .any();
    }
}
