package dev.calsync.memory;

import dev.calsync.model.Region;
import dev.calsync.store.NodeLease;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** A node that joined: its lease, its buckets, and the calendars that it runs. */
final class NodeRow {
    final String name;
    final long epoch;
    final Set<CalendarShelf> running = new HashSet<>();
    final Set<Region> regions;
    Instant expiresAt;
    Set<Integer> owned = Set.of();

    NodeRow(String name, long epoch, Set<Region> regions, Instant expiresAt) {
        this.name = name;
        this.epoch = epoch;
        this.regions = Set.copyOf(regions);
        this.expiresAt = expiresAt;
    }

    boolean liveAt(Instant now) {
        return expiresAt.isAfter(now);
    }

    NodeLease lease() {
        return new NodeLease(name, epoch, expiresAt);
    }
}
