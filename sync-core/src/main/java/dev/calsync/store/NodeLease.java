package dev.calsync.store;

import java.time.Instant;

/**
 * A node's right to own buckets. It has to be renewed before it expires by the store's clock.
 *
 * @param node the node's name, unique in the fleet
 * @param epoch a number that grows with every join, so that a node that was declared dead cannot be mistaken for its
 *     successor of the same name
 * @param expiresAt when it expires unless renewed
 */
public record NodeLease(String node, long epoch, Instant expiresAt) {}
