package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkCompletion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run under a lost lease may still do: nothing. */
public abstract class FenceContract extends StoreContract {

    private void assertHeld(Lease lease) {
        assertDoesNotThrow(() -> run(tx -> tx.fence(lease)));
    }

    /** Neither a write nor a completion counts, and both leave nothing behind. */
    private void assertLost(Lease lease) {
        CalendarRef calendar = lease.calendar();
        Object work = in(tx -> tx.work().find(calendar));
        Optional<String> kept = in(tx -> tx.checkpoints().workerCheckpoint(calendar));
        assertThrows(
                LeaseLostException.class,
                () -> run(tx -> {
                    tx.fence(lease);
                    tx.checkpoints().putWorkerCheckpoint(calendar, "written by a run that has lost its lease");
                }));
        for (WorkCompletion late : List.of(
                new WorkCompletion.Served(lease),
                new WorkCompletion.Retry(lease, now(), "late"),
                new WorkCompletion.Deferred(lease, now(), "late"),
                new WorkCompletion.Postponed(lease, now()),
                new WorkCompletion.Yielded(lease))) {
            assertEquals(List.of(lease), in(tx -> tx.work().complete(List.of(late))));
        }
        assertEquals(work, in(tx -> tx.work().find(calendar)));
        assertEquals(kept, in(tx -> tx.checkpoints().workerCheckpoint(calendar)));
    }

    @Test
    void heldLease_letsWritesThrough() {
        Lease lease = running(node("n1"), calendar("a"));

        run(tx -> {
            tx.fence(lease);
            tx.checkpoints().putWorkerCheckpoint(lease.calendar(), "42");
        });

        assertEquals(Optional.of("42"), in(tx -> tx.checkpoints().workerCheckpoint(lease.calendar())));
    }

    @Test
    void renewedNode_keepsTheLeasesClaimedBefore() {
        NodeLease node = node("n1");
        Lease lease = running(node, calendar("a"));
        time.advance(LEASE.minusSeconds(1));
        assertTrue(in(tx -> tx.nodes().renew(node, LEASE)).isPresent());
        time.advance(LEASE.minusSeconds(1));

        assertHeld(lease);
        assertEquals(List.of(), in(tx -> tx.work().complete(List.of(new WorkCompletion.Served(lease)))));
    }

    @Test
    void endedRun_hasNoLease() {
        NodeLease node = node("n1");
        Lease lease = running(node, calendar("a"));
        in(tx -> tx.work().complete(List.of(new WorkCompletion.Served(lease))));

        assertLost(lease);
    }

    @Test
    void runThatWasClaimedAgain_hasANewLease() {
        NodeLease node = node("n1");
        CalendarRef calendar = calendar("a");
        Lease first = running(node, calendar);
        in(tx -> tx.work().complete(List.of(new WorkCompletion.Yielded(first))));
        Lease second = claim(node, calendar);

        assertTrue(second.fencingToken() > first.fencingToken());
        assertLost(first);
        assertHeld(second);
    }

    @Test
    void expiredNode_hasNoLeaseBeforeAnybodyHasNoticed() {
        Lease lease = running(node("n1"), calendar("a"));
        time.advance(LEASE);

        assertLost(lease);
    }

    @Test
    void takenOverRun_hasNoLease() {
        Lease lease = running(node("n1"), calendar("a"));
        time.advance(LEASE);
        NodeLease heir = node("n2");
        assertLost(lease);
        Lease next = claim(heir, lease.calendar());

        assertLost(lease);
        assertHeld(next);
        assertTrue(next.fencingToken() > lease.fencingToken());
    }

    @Test
    void nodeThatLeftOrJoinedAgain_hasNoLease() {
        NodeLease node = node("n1");
        Lease lease = running(node, calendar("a"));

        NodeLease again = node("n1");

        assertLost(lease);
        Lease next = claim(again, lease.calendar());
        assertHeld(next);
        run(tx -> tx.nodes().leave(again));
        assertLost(next);
    }

    @Test
    void calendarThatWasForgottenAndKeptAgain_givesNothingToOldLeases() {
        NodeLease node = node("n1");
        Lease old = running(node, calendar("a"));
        run(tx -> tx.calendars().delete(old.calendar()));
        assertThrows(LeaseLostException.class, () -> run(tx -> tx.fence(old)));
        assertEquals(List.of(old), in(tx -> tx.work().complete(List.of(new WorkCompletion.Served(old)))));

        Lease next = running(node, calendar("a"));

        assertTrue(next.fencingToken() != old.fencingToken(), "no token comes twice");
        assertLost(old);
        assertHeld(next);
    }
}
