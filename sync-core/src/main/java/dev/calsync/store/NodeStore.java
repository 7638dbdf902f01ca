package dev.calsync.store;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that share a store, and the buckets they own. A node's lease is lost once it has expired by the store's
 * clock, whether or not another node has noticed, and once its registration was ended.
 *
 * <p>Work that becomes due again because its node is gone is due at once, under its old generation; no attempt is
 * counted.
 */
public interface NodeStore {

    /** Registers a node, with a fresh epoch. An earlier registration of the same name ends as if it had expired. */
    NodeLease join(String node, Duration lease);

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
     * Declares nodes dead whose lease has expired, frees their buckets, and lets {@code held} take free buckets until it
     * owns its fair share: the number of buckets divided by the number of live nodes, rounded up. Work in the taken
     * buckets that another node had claimed becomes due again.
     *
     * @return all buckets the node owns now
     * @throws dev.calsync.error.LeaseLostException if {@code held} is lost
     */
    Set<Integer> balance(NodeLease held);

    /**
     * Gives buckets back, for nodes that own fewer. Those in which the node has work claimed are kept, those that it does
     * not own are ignored.
     *
     * @return the buckets that the node no longer owns
     * @throws dev.calsync.error.LeaseLostException if {@code held} is lost
     */
    Set<Integer> release(NodeLease held, Set<Integer> buckets);

    /** How many nodes hold a lease that has not expired. */
    int liveNodes();
}
