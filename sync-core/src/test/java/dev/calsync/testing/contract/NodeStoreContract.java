package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.Buckets;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import dev.calsync.store.WorkItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link NodeStore} promises. */
public abstract class NodeStoreContract extends StoreContract {

    private Set<Integer> balance(NodeLease node) {
        return in(tx -> Set.copyOf(tx.nodes().balance(node)));
    }

    private Set<Integer> release(NodeLease node, Set<Integer> buckets) {
        return in(tx -> Set.copyOf(tx.nodes().release(node, buckets)));
    }

    private Optional<NodeLease> renew(NodeLease node) {
        return in(tx -> tx.nodes().renew(node, LEASE));
    }

    private int liveNodes() {
        return in(tx -> tx.nodes().liveNodes());
    }

    private WorkItem work(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow();
    }

    /** So many of a node's buckets. */
    private Set<Integer> some(Set<Integer> owned, int count) {
        return new HashSet<>(new ArrayList<>(owned).subList(0, count));
    }

    @Test
    void join_givesALeaseAndAnEpochThatGrows() {
        NodeLease first = join("n1");
        NodeLease second = join("n2");

        assertEquals("n1", first.node());
        assertEquals(now().plus(LEASE), first.expiresAt());
        assertEquals(2, liveNodes());
        run(tx -> tx.nodes().leave(first));
        assertTrue(join("n1").epoch() > first.epoch(), "also after the node has left");
        assertTrue(second.epoch() > 0);
    }

    @Test
    void renew_movesTheExpiry() {
        NodeLease node = join("n1");
        time.advance(LEASE.minusSeconds(1));

        NodeLease renewed = renew(node).orElseThrow();

        assertEquals(now().plus(LEASE), renewed.expiresAt());
        assertEquals(node.epoch(), renewed.epoch());
        time.advance(LEASE.minusSeconds(1));
        assertTrue(renew(node).isPresent(), "an older copy of the same lease is as good");
    }

    @Test
    void expiredLease_isNotRenewedAndOwnsNothing() {
        NodeLease node = node("n1");
        time.advance(LEASE);

        assertEquals(Optional.empty(), renew(node));
        assertEquals(0, liveNodes());
        assertThrows(LeaseLostException.class, () -> balance(node));
        assertThrows(LeaseLostException.class, () -> release(node, Set.of()));
    }

    @Test
    void joiningAgain_endsTheEarlierRegistration() {
        NodeLease before = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(before, calendar);

        NodeLease after = join("n1");

        assertEquals(1, liveNodes());
        assertEquals(Optional.empty(), renew(before));
        assertThrows(LeaseLostException.class, () -> run(tx -> tx.fence(lease)));
        assertFalse(work(calendar).running());
        assertEquals(Buckets.COUNT, balance(after).size());
    }

    @Test
    void leaving_freesBucketsAndWork() {
        NodeLease leaver = node("n1");
        NodeLease other = node("n2");
        CalendarRef calendar = calendar("a");
        Lease lease = running(leaver, calendar);

        run(tx -> tx.nodes().leave(leaver));
        run(tx -> tx.nodes().leave(leaver));

        assertEquals(1, liveNodes());
        assertEquals(Optional.empty(), renew(leaver));
        assertThrows(LeaseLostException.class, () -> run(tx -> tx.fence(lease)));
        assertEquals(Buckets.COUNT, balance(other).size());
        Lease again = claim(other, calendar);
        assertEquals(lease.generation(), again.generation());
        assertEquals(0, again.attempts());
    }

    @Test
    void leavingWithAnOldLease_doesNotEndTheNewOne() {
        NodeLease before = join("n1");
        NodeLease after = join("n1");

        run(tx -> tx.nodes().leave(before));

        assertTrue(renew(after).isPresent());
    }

    @Test
    void singleNode_ownsEveryBucket() {
        assertEquals(ALL_BUCKETS, balance(join("n1")));
    }

    @Test
    void secondNode_getsWhatTheFirstReleases() {
        NodeLease first = node("n1");
        NodeLease second = join("n2");
        assertEquals(Set.of(), balance(second), "nothing is free");
        Set<Integer> surplus = some(ALL_BUCKETS, Buckets.COUNT / 2);

        assertEquals(surplus, release(first, surplus));

        assertEquals(surplus, balance(second));
        Set<Integer> kept = new HashSet<>(ALL_BUCKETS);
        kept.removeAll(surplus);
        assertEquals(kept, balance(first), "it has its fair share and takes nothing back");
    }

    @Test
    void fairShare_isRoundedUp() {
        NodeLease first = node("n1");
        NodeLease second = join("n2");
        NodeLease third = join("n3");

        release(first, ALL_BUCKETS);

        assertEquals(171, balance(first).size());
        assertEquals(171, balance(second).size());
        assertEquals(170, balance(third).size());
    }

    @Test
    void release_keepsBucketsWithRunningWork() {
        NodeLease first = node("n1");
        CalendarRef calendar = calendar("a");
        running(first, calendar);
        int busy = Buckets.of(ALICE);

        Set<Integer> released = release(first, Set.of(busy, (busy + 1) % Buckets.COUNT));

        assertEquals(Set.of((busy + 1) % Buckets.COUNT), released);
        assertTrue(balance(first).contains(busy));
    }

    @Test
    void release_ignoresBucketsOfOthers() {
        NodeLease first = node("n1");
        NodeLease second = join("n2");
        int given = Buckets.of(ALICE);
        release(first, Set.of(given));
        assertEquals(Set.of(given), balance(second));

        assertEquals(Set.of(), release(first, Set.of(given)));

        assertEquals(Set.of(given), balance(second));
    }

    @Test
    void deadNodesWork_isDueAgainForWhoTakesItsBuckets() {
        NodeLease dead = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(dead, calendar);
        time.advance(LEASE.minusSeconds(1));
        NodeLease heir = join("n2");
        time.advance(LEASE.dividedBy(2));

        assertEquals(Buckets.COUNT, balance(heir).size());

        assertEquals(1, liveNodes());
        WorkItem item = work(calendar);
        assertFalse(item.running());
        assertTrue(item.owed());
        assertEquals(0, item.attempts(), "a crash is no attempt");
        assertFalse(item.dueAt().isAfter(now()));
        Lease again = claim(heir, calendar);
        assertEquals(lease.generation(), again.generation());
        assertEquals(lease.owedSince(), again.owedSince());
        assertTrue(again.fencingToken() > lease.fencingToken());
    }

    @Test
    void twoNodes_neverOwnOneBucket() {
        Random dice = new Random(7);
        Map<String, NodeLease> nodes = new HashMap<>();
        int taken = 0;
        for (int step = 0; step < 300; step++) {
            String name = "n" + dice.nextInt(5);
            NodeLease held = nodes.get(name);
            int roll = dice.nextInt(10);
            if (held == null || roll == 0) {
                nodes.put(name, join(name));
            } else if (roll == 1) {
                run(tx -> tx.nodes().leave(held));
                nodes.remove(name);
            } else if (roll == 2) {
                time.advance(LEASE.dividedBy(3));
            } else if (roll < 6) {
                renew(held).ifPresentOrElse(renewed -> nodes.put(name, renewed), () -> nodes.remove(name));
            } else {
                run(tx -> shed(tx.nodes(), held));
            }
            taken = Math.max(taken, assertDisjoint(List.copyOf(nodes.values())));
        }
        assertEquals(Buckets.COUNT, taken, "at some time every bucket was owned");
    }

    private static void shed(NodeStore nodes, NodeLease held) {
        try {
            Set<Integer> owned = nodes.balance(held);
            int share = (Buckets.COUNT + nodes.liveNodes() - 1) / nodes.liveNodes();
            List<Integer> surplus = new ArrayList<>(owned).subList(Math.min(share, owned.size()), owned.size());
            nodes.release(held, Set.copyOf(surplus));
        } catch (LeaseLostException expired) {
            // It joins again later.
        }
    }

    /** Looks at what everybody owns without keeping what looking changes. */
    private int assertDisjoint(List<NodeLease> nodes) {
        Set<Integer> seen = new HashSet<>();
        int[] sum = {0};
        assertThrows(
                LookedAt.class,
                () -> run(tx -> {
                    for (NodeLease node : nodes) {
                        if (tx.nodes().renew(node, LEASE).isPresent()) {
                            Set<Integer> owned = tx.nodes().balance(node);
                            seen.addAll(owned);
                            sum[0] += owned.size();
                        }
                    }
                    throw new LookedAt();
                }));
        assertEquals(sum[0], seen.size(), "no bucket has two owners");
        return sum[0];
    }

    private static final class LookedAt extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
