package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.LiveNode;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import dev.calsync.store.StoredUser;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@link NodeStore} promises. */
public abstract class NodeStoreContract extends StoreContract {

    private Set<Integer> balance(NodeLease node) {
        return in(tx -> Set.copyOf(tx.nodes().balance(node)));
    }

    private Optional<NodeLease> renew(NodeLease node) {
        return in(tx -> tx.nodes().renew(node, LEASE));
    }

    private int liveNodes() {
        return in(tx -> tx.nodes().live().size());
    }

    private WorkItem work(CalendarRef calendar) {
        return in(tx -> tx.work().find(calendar)).orElseThrow();
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
    void lostNodes_areCountedForTheWorkTheyRan() {
        CalendarRef calendar = calendar("a");
        assertEquals(0, running(node("n1"), calendar).abandoned());
        time.advance(LEASE);
        NodeLease second = node("n2");
        assertEquals(1, claim(second, calendar).abandoned(), "the first one's lease expired");
        run(tx -> tx.nodes().leave(second));
        assertEquals(1, claim(node("n3"), calendar).abandoned(), "the second one left");

        Lease last = claim(node("n3"), calendar);

        assertEquals(2, last.abandoned(), "the third one came back without having left");
        run(tx -> tx.work().complete(List.of(new WorkCompletion.Served(last))));
        assertEquals(0, running(last.node(), calendar).abandoned(), "it is counted anew");
    }

    @Test
    void runThatIsCalledOff_isFoundByItsNodeUntilItHasEnded() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(node, calendar);
        running(node, calendar("b"));
        assertEquals(Map.of(), calledOff(node));

        callOff(calendar, 2);
        assertEquals(Map.of(), calledOff(node), "another generation is meant");
        callOff(calendar, 1);
        request(calendar);

        assertEquals(Map.of(calendar, 1L), calledOff(node));
        assertTrue(work(calendar).running(), "nothing stops by itself");
        run(tx -> tx.work().complete(List.of(new WorkCompletion.Yielded(lease))));
        claim(node, calendar);
        assertEquals(Map.of(), calledOff(node), "the next run is another");
    }

    @Test
    void runThatIsCalledOff_isSoInTheNodeThatGoesOn_unlessItIsAskedForOnceMore() {
        NodeLease first = node("n1");
        CalendarRef dropped = calendar("a");
        CalendarRef wanted = calendar("b");
        for (CalendarRef calendar : List.of(dropped, wanted)) {
            running(first, calendar);
            callOff(calendar, 1);
        }
        time.advance(LEASE);
        NodeLease second = node("n2");
        assertEquals(Map.of(), calledOff(first), "it holds nothing any more");
        request(wanted);

        claim(second, dropped);
        claim(second, wanted);

        assertEquals(Map.of(dropped, 1L), calledOff(second));
    }

    private Map<CalendarRef, Long> calledOff(NodeLease node) {
        return in(tx -> tx.nodes().calledOff(node));
    }

    private void callOff(CalendarRef calendar, long generation) {
        run(tx -> tx.work().change(List.of(new WorkChange.CallOff(calendar, generation))));
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
    void secondNode_getsWhatTheFirstGivesBack() {
        NodeLease first = node("n1");
        NodeLease second = join("n2");
        assertEquals(Set.of(), balance(second), "nothing is free");

        Set<Integer> kept = Set.copyOf(balance(first));

        assertEquals(Buckets.COUNT / 2, kept.size());
        Set<Integer> rest = new HashSet<>(ALL_BUCKETS);
        rest.removeAll(kept);
        assertEquals(rest, balance(second));
        assertEquals(kept, balance(first), "it has its fair share and takes nothing back");
    }

    @Test
    void fairShare_isRoundedUp() {
        NodeLease first = node("n1");
        NodeLease second = join("n2");
        NodeLease third = join("n3");

        assertEquals(171, balance(first).size());
        assertEquals(171, balance(second).size());
        assertEquals(170, balance(third).size());
    }

    @Test
    void bucketsWithRunningWork_areKeptUntilItEnds() {
        NodeLease first = node("n1");
        List<Lease> leases = new ArrayList<>();
        for (int user = 0; user < 40; user++) {
            leases.add(running(first, calendar(UserId.of("user-" + user), "account-" + user, "c")));
        }
        Set<Integer> busy =
                leases.stream().map(lease -> Buckets.of(lease.user())).collect(Collectors.toSet());
        for (int others = 2; others <= 512; others++) {
            join("n" + others);
        }

        assertEquals(busy, balance(first), "its share is one, and more than that is busy");

        run(tx -> tx.work().complete(List.of(new WorkCompletion.Served(leases.get(0)))));
        busy.remove(Buckets.of(leases.get(0).user()));
        assertEquals(busy, balance(first));
    }

    @Test
    void nodes_ownBucketsOfTheirRegionsOnly() {
        Region eu = Region.of("eu");
        UserId emma = UserId.of("emma");
        run(tx -> tx.users().put(new StoredUser(emma, eu)));
        CalendarRef there = calendar(emma, "emma-1", "c");
        CalendarRef here = calendar("a");
        request(there);
        request(here);
        NodeLease atHome = node("n1");

        assertEquals(List.of(), claimAll(atHome, there));
        assertEquals(List.of(eu), in(tx -> tx.nodes().unserved()));

        NodeLease inEurope = in(tx -> tx.nodes().join("n2", LEASE, Set.of(eu)));
        Set<Integer> owned = Set.copyOf(balance(inEurope));
        assertEquals(Buckets.COUNT, owned.size());
        assertEquals(ALL_BUCKETS, balance(atHome), "the regions' shares are apart");
        assertEquals(List.of(), in(tx -> tx.nodes().unserved()));
        assertEquals(List.of(), claimAll(inEurope, here));
        assertEquals(
                List.of(there),
                in(tx -> tx.work().due(owned, DueCursor.START, now(), 9)).stream()
                        .map(WorkItem::calendar)
                        .toList());
        assertEquals(emma, claim(inEurope, there).user());
    }

    @Test
    void regionWithNothingDue_isNotReported() {
        UserId emma = UserId.of("emma");
        run(tx -> tx.users().put(new StoredUser(emma, Region.of("eu"))));
        CalendarRef there = calendar(emma, "emma-1", "c");
        node("n1");

        request(there, SyncType.FULL, Priority.LOW, in(minutes(5)));

        assertEquals(List.of(), in(tx -> tx.nodes().unserved()));
        time.advance(minutes(5));
        assertEquals(List.of(Region.of("eu")), in(tx -> tx.nodes().unserved()));
    }

    @Test
    void userWithAnAccount_staysInTheRegion() {
        calendar("a");

        assertThrows(
                IllegalArgumentException.class,
                () -> run(tx -> tx.users().put(new StoredUser(ALICE, Region.of("eu")))));
        run(tx -> tx.users().put(new StoredUser(ALICE, Region.DEFAULT)));

        assertEquals(
                Optional.of(new StoredUser(ALICE, Region.DEFAULT)),
                in(tx -> tx.users().find(ALICE)));
        assertEquals(Optional.empty(), in(tx -> tx.users().find(BOB)));
    }

    @Test
    void nodeWithoutRegions_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> run(tx -> tx.nodes().join("n1", LEASE, Set.of())));
    }

    @Test
    void live_showsWhoServesWhat() {
        NodeLease second = node("n2");
        time.advance(minutes(1));
        NodeLease first = in(tx -> tx.nodes().join("n1", LEASE, Set.of(Region.of("eu"), Region.of("us"))));

        assertEquals(
                List.of(
                        new LiveNode("n1", Set.of(Region.of("us"), Region.of("eu")), 0, first.expiresAt()),
                        new LiveNode("n2", Set.of(Region.DEFAULT), Buckets.COUNT, second.expiresAt())),
                in(tx -> tx.nodes().live()));
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
                run(tx -> balance(tx.nodes(), held));
            }
            taken = Math.max(taken, assertDisjoint(List.copyOf(nodes.values())));
        }
        assertEquals(Buckets.COUNT, taken, "at some time every bucket was owned");
    }

    private static void balance(NodeStore nodes, NodeLease held) {
        try {
            var unused = nodes.balance(held);
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
