package dev.calsync.memory;

import dev.calsync.model.Region;
import dev.calsync.store.NodeLease;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A node that joined: its lease, its buckets, and the calendars that it runs. */
final class NodeRow {
    final String name;
    final long epoch;
    final Set<CalendarShelf> running = new HashSet<>();
    final Set<Region> regions;
    Instant expiresAt;
    /** Replaced as a whole, never changed; so are {@link #buckets}, which are the same. */
    BitSet owned = new BitSet();

    Set<Integer> buckets = Set.of();

    NodeRow(String name, long epoch, Set<Region> regions, Instant expiresAt) {
        this.name = name;
        this.epoch = epoch;
        this.regions = Set.copyOf(regions);
        this.expiresAt = expiresAt;
    }

    void own(Journal journal, BitSet next) {
        BitSet ownedBefore = owned;
        Set<Integer> bucketsBefore = buckets;
        journal.note(() -> {
            owned = ownedBefore;
            buckets = bucketsBefore;
        });
        owned = next;
        buckets = next.stream().boxed().collect(Collectors.toUnmodifiableSet());
    }

    boolean liveAt(Instant now) {
        return expiresAt.isAfter(now);
    }

    NodeLease lease() {
        return new NodeLease(name, epoch, expiresAt);
    }
}
