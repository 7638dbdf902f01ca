package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.RunId;
import dev.calsync.store.Buckets;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a transaction is: all or nothing, of one time, and over when it is over. */
public abstract class TransactionContract extends StoreContract {

    /** Does the work in a transaction that then fails. */
    private void failing(Consumer<StoreTransaction> work) {
        Failure failure = new Failure();
        assertSame(
                failure,
                assertThrows(
                        Failure.class,
                        () -> run(tx -> {
                            work.accept(tx);
                            throw failure;
                        })));
    }

    @Test
    void time_standsStillWithinATransaction() {
        run(tx -> {
            assertEquals(now(), tx.now());
            time.advance(minutes(1));
            assertEquals(now().minus(minutes(1)), tx.now());
        });
        assertEquals(now(), store.now());
        assertEquals(now(), in(StoreTransaction::now));
    }

    @Test
    void transaction_readsItsOwnWrites() {
        AccountId id = AccountId.of("a1");

        boolean seen = in(tx -> {
            tx.accounts().put(account(ALICE, "a1"));
            return tx.accounts().find(id).isPresent();
        });

        assertTrue(seen);
        assertTrue(in(tx -> tx.accounts().find(id)).isPresent());
    }

    @Test
    void transactionWithinATransaction_isRefusedAndTheFirstGoesOn() {
        run(tx -> {
            assertThrows(IllegalStateException.class, () -> in(StoreTransaction::now));
            tx.accounts().put(account(ALICE, "a1"));
        });

        assertTrue(in(tx -> tx.accounts().find(AccountId.of("a1"))).isPresent());
    }

    @Test
    void storeThatIsOpenedAgain_keepsWhatItHas() {
        run(tx -> tx.accounts().put(account(ALICE, "a1")));

        store.open();

        assertTrue(in(tx -> tx.accounts().find(AccountId.of("a1"))).isPresent());
    }

    @Test
    void drawersOfAnEndedTransaction_refuse() {
        CalendarRef calendar = calendar("a");
        List<Runnable> late = new ArrayList<>();
        run(tx -> {
            WorkStore work = tx.work();
            late.addAll(everyDrawer(tx, calendar));
            late.add(() -> work.find(calendar));
            late.add(tx::now);
        });

        assertEquals(19, late.size());
        for (Runnable call : late) {
            assertThrows(IllegalStateException.class, call::run);
            run(tx -> assertThrows(IllegalStateException.class, call::run));
        }
    }

    @Test
    void drawersOfAFailedTransaction_refuse() {
        CalendarRef calendar = calendar("a");
        List<Runnable> late = new ArrayList<>();

        failing(tx -> late.addAll(everyDrawer(tx, calendar)));

        late.forEach(call -> assertThrows(IllegalStateException.class, call::run));
    }

    @Test
    void transaction_isOneThreads() {
        run(tx -> {
            CompletableFuture<Boolean> refused = CompletableFuture.supplyAsync(() -> {
                assertThrows(IllegalStateException.class, tx::now);
                return true;
            });
            assertTrue(refused.join());
        });
    }

    private static List<Runnable> everyDrawer(StoreTransaction tx, CalendarRef calendar) {
        var accounts = tx.accounts();
        var calendars = tx.calendars();
        var schedules = tx.schedules();
        var work = tx.work();
        var jobs = tx.jobs();
        var checkpoints = tx.checkpoints();
        var replica = tx.replica();
        var revisions = tx.revisions();
        var journal = tx.journal();
        var links = tx.links();
        var intents = tx.intents();
        var runs = tx.runs();
        var quarantine = tx.quarantine();
        var letters = tx.deadLetters();
        var channels = tx.channels();
        var audit = tx.audit();
        var nodes = tx.nodes();
        return List.of(
                () -> accounts.ofUser(ALICE),
                () -> calendars.ofUser(ALICE),
                () -> schedules.ofUser(ALICE),
                () -> work.find(calendar),
                () -> jobs.ofUser(ALICE, 1),
                () -> checkpoints.putWorkerCheckpoint(calendar, "late"),
                () -> replica.pending(calendar, null, 1),
                () -> revisions.ofCalendar(calendar, 1),
                () -> journal.ofRun(calendar, RunId.of("r"), 0, 1),
                () -> links.byLocal(calendar, List.of()),
                () -> intents.open(calendar, 1),
                () -> runs.ofCalendar(calendar, 1),
                () -> quarantine.ofCalendar(calendar, 1),
                () -> letters.ofUser(ALICE, 1),
                () -> channels.ofCalendar(calendar),
                () -> audit.read("alice", 0, 1),
                nodes::live);
    }

    @Test
    void failedJoin_leavesNoNode() {
        failing(tx -> tx.nodes().balance(tx.nodes().join("n1", LEASE, Set.of(Region.DEFAULT))));

        assertEquals(0, count(tx -> tx.nodes().live().size()));
        NodeLease other = join("n2");
        assertEquals(ALL_BUCKETS, in(tx -> Set.copyOf(tx.nodes().balance(other))));
    }

    @Test
    void failedLeave_keepsBucketsAndRuns() {
        NodeLease node = node("n1");
        NodeLease other = join("n2");
        Lease lease = running(node, calendar("a"));

        failing(tx -> tx.nodes().leave(node));
        failing(tx -> tx.nodes().join("n1", LEASE, Set.of(Region.DEFAULT)));

        run(tx -> tx.fence(lease));
        assertEquals(2, count(tx -> tx.nodes().live().size()));
        assertEquals(Set.of(), in(tx -> Set.copyOf(tx.nodes().balance(other))), "nothing is free");
        assertEquals(Buckets.COUNT, in(tx -> tx.nodes().live()).get(0).buckets(), "the first still owns what it owned");
    }

    @Test
    void failedRenewal_doesNotMoveTheExpiry() {
        NodeLease node = node("n1");
        time.advance(LEASE.dividedBy(2));

        failing(tx -> tx.nodes().renew(node, LEASE));

        time.advance(LEASE.dividedBy(2));
        assertEquals(Optional.empty(), in(tx -> tx.nodes().renew(node, LEASE)));
    }

    @Test
    void failedBalance_movesNoBucket() {
        NodeLease first = join("n1");
        failing(tx -> tx.nodes().balance(first));
        NodeLease second = node("n2");
        assertEquals(256, in(tx -> tx.nodes().balance(second)).size());
        assertEquals(256, in(tx -> tx.nodes().balance(first)).size());
        run(tx -> tx.nodes().leave(first));
        assertEquals(512, in(tx -> tx.nodes().balance(second)).size());
        NodeLease third = join("n3");

        failing(tx -> tx.nodes().balance(second));

        assertEquals(Set.of(), in(tx -> Set.copyOf(tx.nodes().balance(third))));
    }

    @Test
    void failedTakeover_keepsTheDeadNodesWork() {
        NodeLease dead = node("n1");
        CalendarRef calendar = calendar("a");
        Lease lease = running(dead, calendar);
        time.advance(LEASE);
        NodeLease heir = join("n2");

        failing(tx -> tx.nodes().balance(heir));

        assertTrue(in(tx -> tx.work().find(calendar)).orElseThrow().running());
        assertThrows(LeaseLostException.class, () -> run(tx -> tx.nodes().balance(dead)));
        assertEquals(512, in(tx -> tx.nodes().balance(heir)).size());
        assertTrue(claim(heir, calendar).fencingToken() > lease.fencingToken());
    }

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
