package dev.calsync.testing;

import dev.calsync.model.CalendarRef;
import dev.calsync.provider.EventWrite;
import dev.calsync.store.Lease;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks at each write as it is handed over: a durable intent stands behind it, and if the same write was sent before and its
 * answer never came, somebody has asked what became of it. A calendar whose rows were damaged is excused.
 */
final class WriteWatch {
    private static final int INTENTS_MAX = 1_000;

    private record Sent(CalendarRef calendar, String key) {}

    private final SimulatedWorld world;
    private final Set<Sent> unanswered = new HashSet<>();

    WriteWatch(SimulatedWorld world) {
        this.world = world;
    }

    void sending(Lease lease, EventWrite write) {
        if (world.rot().struck(lease.calendar())
                || !world.books().holds(lease, world.store().now())) {
            return;
        }
        boolean intended = world.ownStore()
                .inTransaction(tx -> tx.intents().open(lease.calendar(), INTENTS_MAX).stream()
                        .anyMatch(intent -> intent.write().idempotencyKey().equals(write.idempotencyKey())));
        world.violations()
                .require(
                        intended,
                        Invariant.NO_DUPLICATE,
                        () -> "a write to " + lease.calendar() + " is sent without a durable intent");
        boolean first = unanswered.add(new Sent(lease.calendar(), write.idempotencyKey()));
        world.violations()
                .require(
                        first,
                        Invariant.NO_DUPLICATE,
                        () -> "a write to " + lease.calendar()
                                + " is sent again though nobody knows what became of it");
    }

    /** What became of a write is known. */
    void known(Lease lease, EventWrite write) {
        unanswered.remove(new Sent(lease.calendar(), write.idempotencyKey()));
    }
}
