package dev.calsync.store;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that share a store, and the buckets they own. A node's lease is lost once it has expired by the store's
 * clock, whether or not another node has noticed, and once its registration was ended.
 *
 * <p>Work that becomes due again because its node is gone is due at once, under its old generation; no attempt is
 * counted. If the node did not leave but its lease expired, or it joined again under its name, that is counted apart, see
 * {@link Lease#abandoned}.
 */
public interface NodeStore {

    /**
     * Registers a node, with a fresh epoch. An earlier registration of the same name ends as if it had expired.
     *
     * @param regions whose users' buckets it may own; at least one
     */
    NodeLease join(String node, Duration lease, Set<Region> regions);

    /**
     * Renews a node's lease.
     *
     * @return the renewed lease, or empty if it has expired or the node was declared dead: it owns nothing any more
     */
    Optional<NodeLease> renew(NodeLease held, Duration lease);

    /**
     * Ends a registration and frees its buckets. Work that it still has claimed becomes due again. A registration that
     * has ended already changes nothing.
     */
    void leave(NodeLease held);

    /**
     * Declares nodes dead whose lease has expired, frees their buckets, and brings {@code held} to its fair share of each
     * of its regions: the region's buckets divided by the live nodes that serve it, rounded up. Below its share it takes
     * what is free; work in a taken bucket that another node had claimed becomes due again. Above its share it gives
     * back, except buckets in which it has work claimed.
     *
     * @return all buckets the node owns now
     * @throws dev.calsync.error.LeaseLostException if {@code held} is lost
     */
    Set<Integer> balance(NodeLease held);

    /** The nodes that hold a lease that has not expired, in the order of their names. */
    List<LiveNode> live();

    /**
     * Which of the calendars that this node runs were called off, each with the generation that was, see {@link
     * WorkChange.CallOff}. Asked about once a second while something runs. Nothing if the lease is lost.
     */
    Map<CalendarRef, Long> calledOff(NodeLease held);

    /** Regions with work that is due and that no live node serves, in the order of their names. */
    List<Region> unserved();
}
