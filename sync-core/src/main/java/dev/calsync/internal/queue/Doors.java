package dev.calsync.internal.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gates: those that are closed, and those of hosts that have work here. */
final class Doors {
    private final Map<QueueGate, Door> known = new HashMap<>();
    private final Heap<Door> closed;

    Doors(Heap.Comparisons comparisons) {
        closed = new Heap<>(comparisons);
    }

    /** The one of this gate, made if it is not there. */
    Door of(QueueGate gate) {
        return known.computeIfAbsent(gate, Door::new);
    }

    /** The one of an account that is about to have work here, or null if it is open. */
    @Nullable
    Door find(QueueGate.OfAccount gate) {
        return closed.isEmpty() ? null : known.get(gate);
    }

    void close(Door door, long untilMicros) {
        boolean was = door.closed();
        door.key(untilMicros, 0);
        if (was) {
            closed.moved(door);
        } else {
            closed.add(door);
            door.turned();
        }
    }

    void open(Door door) {
        if (door.closed()) {
            closed.remove(door);
            door.turned();
        }
        forgetUnused(door);
    }

    void openUntil(long nowMicros) {
        for (Door door = closed.first(); door != null && door.key() <= nowMicros; door = closed.first()) {
            open(door);
        }
    }

    @Nullable
    Door nextToOpen() {
        return closed.first();
    }

    void forgetUnused(Door door) {
        if (!door.inUse()) {
            known.remove(door.gate);
        }
    }
}
