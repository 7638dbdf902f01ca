package dev.calsync.store;

import dev.calsync.model.Region;
import java.time.Instant;
import java.util.Set;

/**
 * A node of the fleet, as the store knows it.
 *
 * @param name its name
 * @param regions which regions it serves
 * @param buckets how many buckets it owns
 * @param expiresAt when its lease ends unless it renews it, by the store's clock
 */
public record LiveNode(String name, Set<Region> regions, int buckets, Instant expiresAt) {
    /** Copies the regions. */
    public LiveNode {
        regions = Set.copyOf(regions);
    }
}
