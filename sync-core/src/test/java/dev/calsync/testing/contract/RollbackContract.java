package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.calsync.auth.Sealed;
import dev.calsync.error.LeaseLostException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.CircuitBreaker;
import dev.calsync.pacing.Debounce;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.AccountChange;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.DueCursor;
import dev.calsync.store.JobStore.Settlement;
import dev.calsync.store.Lease;
import dev.calsync.store.LocalChange;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredBreaker;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.StoredSchedule.MakeUp;
import dev.calsync.store.StoredUser;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * That a transaction that throws leaves nothing behind, for every call that changes something: the change is seen within
 * the transaction, is gone after its failure, and comes out the same when it is made for good afterwards.
 */
public abstract class RollbackContract extends StoreContract {
    private static final UserId CAROL = UserId.of("carol");

    private CalendarRef queued;
    private CalendarRef busy;
    private FilledStore ofQueued;
    private FilledStore ofBusy;
    private NodeLease node;
    private Lease lease;

    private void fill() {
        node = node("n1");
        queued = calendar(ALICE, "alice-1", "queued");
        busy = calendar(ALICE, "alice-2", "busy");
        ofQueued = new FilledStore(ALICE, queued, "queued");
        ofBusy = new FilledStore(ALICE, busy, "busy");
        run(ofQueued::fill);
        run(ofBusy::fill);
        run(tx -> tx.users().put(new StoredUser(ALICE).seenAt(tx.now())));
        run(tx -> tx.schedules().put(List.of(schedule("s1", 1), schedule("s2", 5))));
        run(tx -> {
            tx.users().put(new StoredUser(CAROL, Region.of("eu")));
            tx.budgets().draw(List.of(draw("drawn", 3)));
            tx.breakers().compareAndSet(new StoredBreaker("open", 1, PacingStoreContract.open(now())));
            tx.breakers().compareAndSet(new StoredBreaker("closed", 1, CircuitBreaker.closed()));
        });
        lease = claim(node, busy);
    }

    private static BudgetStore.Draw draw(String mailbox, long permits) {
        return new BudgetStore.Draw(PacingStoreContract.budget(mailbox), PacingStoreContract.TEN_A_MINUTE, permits);
    }

    private StoredSchedule schedule(String id, long dueInMinutes) {
        SyncSchedule wish = SyncSchedule.every(minutes(15)).calendars(queued);
        return new StoredSchedule(ScheduleId.of(id), ALICE, wish, in(minutes(dueInMinutes)), null);
    }

    /** Everything that can be read of what was filled in. */
    private List<Object> everything(StoreTransaction tx) {
        List<Object> all = new ArrayList<>();
        all.add(tx.users().find(ALICE));
        all.add(tx.accounts().ofUser(ALICE));
        all.add(tx.accounts().ofUser(BOB));
        all.add(tx.accounts().find(AccountId.of("alice-1")));
        all.add(tx.calendars().ofUser(ALICE));
        all.add(tx.calendars().ofAccount(AccountId.of("alice-1")));
        all.add(tx.schedules().ofUser(ALICE));
        all.add(tx.schedules().find(ALICE, ScheduleId.of("s1")));
        all.add(tx.schedules().due(ALL_BUCKETS, in(minutes(9)), 99));
        all.add(tx.schedules().nextFire(ALL_BUCKETS));
        all.add(tx.work().nextDue(ALL_BUCKETS, DueCursor.START));
        all.add(tx.users().find(ALICE));
        all.add(tx.users().find(BOB));
        all.add(tx.users().find(CAROL));
        all.add(tx.budgets().find(PacingStoreContract.budget("drawn")));
        all.add(tx.budgets().find(PacingStoreContract.budget("new")));
        all.add(tx.breakers().find("open"));
        all.add(tx.breakers().find("closed"));
        all.add(tx.breakers().find("new"));
        all.add(tx.breakers().notClosed(9));
        all.add(tx.jobs().ofCalendar(queued, 9));
        all.add(tx.deadLetters().find(ALICE, ofQueued.run()));
        all.add(tx.nodes().calledOff(node));
        all.add(ofQueued.rows(tx, ALL_BUCKETS));
        all.add(ofBusy.rows(tx, ALL_BUCKETS));
        try {
            tx.fence(lease);
            all.add("the run holds its lease");
        } catch (LeaseLostException lost) {
            all.add("the run has lost its lease");
        }
        return all;
    }

    private Map<String, Consumer<StoreTransaction>> hosts() {
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>();
        calls.put("accounts.put, new", tx -> tx.accounts().put(account(BOB, "bob-1")));
        calls.put(
                "accounts.put, changed",
                tx -> tx.accounts()
                        .put(new StoredAccount(
                                account(ALICE, "alice-1").account(), Sealed.NOTHING, 1, "sign in again")));
        AccountId first = AccountId.of("alice-1");
        calls.put(
                "accounts.change, renewed",
                tx -> tx.accounts().change(first, 1, new AccountChange.Renewed(sealed("key-2", 2))));
        calls.put(
                "accounts.change, attention",
                tx -> tx.accounts().change(first, 1, new AccountChange.Attention("sign in again")));
        calls.put(
                "channels.put, new",
                tx -> tx.channels().put(List.of(new FilledStore(ALICE, queued, "another").channel(tx.now()))));
        calls.put("channels.put, changed", tx -> tx.channels().put(List.of(ofQueued.channel(in(minutes(3))))));
        calls.put("channels.delete", tx -> tx.channels().delete(List.of("channel-queued")));
        calls.put("accounts.delete", tx -> tx.accounts().delete(AccountId.of("alice-1")));
        calls.put("accounts.delete, of a run", tx -> tx.accounts().delete(AccountId.of("alice-2")));
        calls.put(
                "calendars.put, new",
                tx -> tx.calendars().put(List.of(stored(ALICE, new CalendarRef(AccountId.of("alice-1"), "new")))));
        calls.put(
                "calendars.put, changed",
                tx -> tx.calendars()
                        .put(List.of(
                                new StoredCalendar(ALICE, new RemoteCalendar(queued, "New name", true), "paused"))));
        calls.put("calendars.delete", tx -> tx.calendars().delete(queued));
        calls.put("calendars.delete, of a run", tx -> tx.calendars().delete(busy));
        calls.put("schedules.put, new", tx -> tx.schedules().put(List.of(schedule("s3", 0))));
        calls.put("schedules.put, changed", tx -> tx.schedules().put(List.of(schedule("s1", 7))));
        calls.put("schedules.delete", tx -> tx.schedules().delete(ALICE, ScheduleId.of("s1")));
        calls.put(
                "schedules.put, missed",
                tx -> tx.schedules()
                        .put(List.of(schedule("s1", 1).firing(in(minutes(7)), new MakeUp(2, in(minutes(1))), null))));
        calls.put("calendars.changed", tx -> tx.calendars().changed(queued, in(minutes(1))));
        calls.put("users.put", tx -> tx.users().put(new StoredUser(ALICE).seenAt(in(minutes(1)))));
        calls.put("users.delete", tx -> tx.users().delete(ALICE));
        calls.put("jobs.add", tx -> tx.jobs().add(new FilledStore(ALICE, queued, "another").job(1, tx.now())));
        calls.put("jobs.settle", tx -> tx.jobs().settle(List.of(new Settlement(queued, 1, JobStatus.COMPLETED))));
        calls.put("jobs.prune", tx -> {
            tx.jobs().settle(List.of(new Settlement(queued, 1, JobStatus.COMPLETED)));
            tx.jobs().prune(in(minutes(1)), 9);
        });
        calls.put(
                "replica.edit, new",
                tx -> tx.replica().edit(queued, new LocalChange(SeriesId.of("new"), 0, FilledStore.series("new"))));
        calls.put(
                "replica.edit, changed",
                tx -> tx.replica().edit(queued, new LocalChange(FilledStore.APPLIED, 1, FilledStore.series("new"))));
        calls.put(
                "replica.edit, deleted",
                tx -> tx.replica().edit(queued, new LocalChange(FilledStore.APPLIED, 1, null)));
        calls.put("deadLetters.remove", tx -> tx.deadLetters().remove(ALICE, List.of(ofQueued.run())));
        calls.put("deadLetters.prune", tx -> tx.deadLetters().prune(in(minutes(1)), 1));
        calls.put("runs.prune, by age", tx -> tx.runs().prune(in(minutes(1)), 99, 99));
        calls.put("runs.prune, by number", tx -> tx.runs().prune(now().minus(minutes(1)), 0, 99));
        calls.put("journal.forget", tx -> tx.journal().forget(busy, ofBusy.run()));
        calls.put("journal.prune", tx -> tx.journal().prune(in(minutes(1)), 99));
        calls.put("revisions.prune", tx -> tx.revisions().prune(in(minutes(1)), 99));
        calls.put("users.put, new", tx -> tx.users().put(new StoredUser(BOB, Region.of("eu"))));
        calls.put("users.put, changed", tx -> tx.users().put(new StoredUser(CAROL, Region.of("us"))));
        calls.put("users.delete", tx -> tx.users().delete(CAROL));
        calls.put("jobs.put", tx -> tx.jobs().put(ofQueued.job(1, tx.now()).cancelled()));
        return calls;
    }

    private Map<String, Consumer<StoreTransaction>> pacings() {
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>();
        calls.put("budgets.draw, new", tx -> tx.budgets().draw(List.of(draw("new", 1))));
        calls.put("budgets.draw, again", tx -> tx.budgets().draw(List.of(draw("drawn", 9), draw("drawn", 1))));
        calls.put(
                "budgets.throttled",
                tx -> tx.budgets()
                        .throttled(
                                PacingStoreContract.budget("drawn"), PacingStoreContract.TEN_A_MINUTE, in(minutes(5))));
        calls.put("budgets.prune", tx -> tx.budgets().prune(in(minutes(1)), 9));
        calls.put(
                "breakers.compareAndSet, new",
                tx -> tx.breakers().compareAndSet(new StoredBreaker("new", 1, PacingStoreContract.open(now()))));
        calls.put(
                "breakers.compareAndSet, closed",
                tx -> tx.breakers().compareAndSet(new StoredBreaker("open", 2, CircuitBreaker.closed())));
        calls.put("breakers.prune", tx -> tx.breakers().prune(in(minutes(1)), 9));
        return calls;
    }

    private Map<String, Consumer<StoreTransaction>> works() {
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>();
        calls.put("nodes.leave", tx -> tx.nodes().leave(node));
        calls.put("nodes.join, again", tx -> tx.nodes().join("n1", LEASE, Set.of(Region.DEFAULT)));
        calls.put(
                "work.request, of what is queued",
                tx -> tx.work()
                        .request(List.of(new WorkRequest(
                                queued,
                                ALICE,
                                SyncType.FULL,
                                Priority.HIGH,
                                now().minus(minutes(1)),
                                WorkCause.REQUEST))));
        calls.put(
                "work.request, of what runs",
                tx -> tx.work()
                        .request(List.of(new WorkRequest(
                                busy, ALICE, SyncType.INCREMENTAL, Priority.LOW, now(), WorkCause.REQUEST))));
        calls.put("work.claim", tx -> tx.work().claim(node, List.of(queued), tx.now()));
        calls.put(
                "work.change", tx -> tx.work().change(List.of(new WorkChange.Defer(queued, in(minutes(3)), "later"))));
        calls.put("work.complete, served", tx -> tx.work().complete(List.of(new WorkCompletion.Served(lease))));
        calls.put(
                "work.complete, retry",
                tx -> tx.work().complete(List.of(new WorkCompletion.Retry(lease, in(minutes(2)), "no answer"))));
        calls.put(
                "work.complete, deferred",
                tx -> tx.work().complete(List.of(new WorkCompletion.Deferred(lease, in(minutes(2)), "quota"))));
        calls.put(
                "work.complete, postponed",
                tx -> tx.work().complete(List.of(new WorkCompletion.Postponed(lease, in(minutes(2))))));
        calls.put("work.complete, yielded", tx -> tx.work().complete(List.of(new WorkCompletion.Yielded(lease))));
        return calls;
    }

    private Map<String, Consumer<StoreTransaction>> changes() {
        Map<String, WorkChange> changes = new LinkedHashMap<>();
        changes.put("block", new WorkChange.Block(queued, WorkBlock.PAUSED));
        changes.put("block, of a run", new WorkChange.Block(busy, WorkBlock.ACCOUNT));
        changes.put("reprioritize", new WorkChange.Reprioritize(queued, Priority.LOW));
        changes.put("withdraw", new WorkChange.Withdraw(queued, 1));
        changes.put("call off", new WorkChange.CallOff(busy, 1));
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>();
        changes.forEach((name, change) ->
                calls.put("work.change, " + name, tx -> tx.work().change(List.of(change))));
        WorkChange block = new WorkChange.Block(queued, WorkBlock.PAUSED);
        WorkChange lift = new WorkChange.Lift(queued, WorkBlock.PAUSED);
        calls.put("work.change, lift", tx -> {
            tx.work().change(List.of(block, new WorkChange.Block(queued, WorkBlock.ACCOUNT), lift));
        });
        calls.put(
                "work.request, a hint",
                tx -> tx.work()
                        .request(List.of(new WorkRequest(
                                busy,
                                ALICE,
                                SyncType.INCREMENTAL,
                                Priority.LOW,
                                now(),
                                WorkCause.EVENT,
                                null,
                                Debounce.DEFAULT))));
        return calls;
    }

    private Map<String, Consumer<StoreTransaction>> runs() {
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>();
        calls.put("checkpoints.put, new", tx -> tx.checkpoints().put(busy, new StoredFeed("q", null, 1, null)));
        calls.put("checkpoints.put, changed", tx -> tx.checkpoints().put(busy, new StoredFeed("p", null, 2, null)));
        calls.put("checkpoints.delete", tx -> tx.checkpoints().delete(busy, "p"));
        calls.put("checkpoints.putWorkerCheckpoint", tx -> tx.checkpoints().putWorkerCheckpoint(busy, "new"));
        calls.put(
                "replica.apply, changed",
                tx -> tx.replica()
                        .apply(busy, List.of(new LocalChange(FilledStore.APPLIED, 1, FilledStore.series("new")))));
        calls.put(
                "replica.apply, deleted",
                tx -> tx.replica().apply(busy, List.of(new LocalChange(FilledStore.EDITED, 1, null))));
        calls.put("replica.acknowledge", tx -> tx.replica().acknowledge(busy, FilledStore.EDITED, 1));
        calls.put("replica.acknowledge, deleted", tx -> tx.replica().acknowledge(busy, FilledStore.DELETED, 2));
        calls.put("journal.add", tx -> tx.journal().add(busy, List.of(ofBusy.entry(in(minutes(1))))));
        calls.put("revisions.add", tx -> tx.revisions().add(busy, List.of(ofBusy.revision(in(minutes(1))))));
        calls.put("links.put, new", tx -> tx.links().put(busy, List.of(ofBusy.link(FilledStore.EDITED, "r3"))));
        calls.put(
                "links.put, of another's remote id",
                tx -> tx.links().put(busy, List.of(ofBusy.link(FilledStore.EDITED, "r2"))));
        calls.put(
                "links.put, with a new remote id",
                tx -> tx.links().put(busy, List.of(ofBusy.link(FilledStore.DELETED, "r3"))));
        calls.put("links.delete", tx -> tx.links().delete(busy, List.of(FilledStore.DELETED)));
        calls.put("links.seen", tx -> tx.links().seen(busy, SeriesFixtures.round(2), List.of(RemoteId.of("r2"))));
        calls.put("links.gone", tx -> tx.links().gone(busy, SeriesFixtures.round(2), List.of(RemoteId.of("r1"))));
        calls.put("intents.put, new", tx -> tx.intents().put(busy, List.of(ofBusy.intent(FilledStore.APPLIED, now()))));
        calls.put(
                "intents.put, further on",
                tx -> tx.intents().put(busy, List.of(ofBusy.intent(FilledStore.EDITED, in(minutes(1))))));
        calls.put("intents.settle", tx -> tx.intents().settle(busy, List.of(FilledStore.EDITED)));
        calls.put("runs.append", tx -> tx.runs().append(List.of(ofBusy.record(in(minutes(1))))));
        calls.put("quarantine.put, new", tx -> tx.quarantine().put(busy, List.of(ofBusy.quarantined("other", now()))));
        calls.put(
                "quarantine.put, again",
                tx -> tx.quarantine().put(busy, List.of(ofBusy.quarantined("key", in(minutes(1))))));
        calls.put("quarantine.release", tx -> tx.quarantine().release(busy, List.of("key")));
        calls.put("deadLetters.add", tx -> tx.deadLetters().add(List.of(ofBusy.letter(in(minutes(1))))));
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> failedCall_leavesNothingBehind() {
        return Stream.of(hosts(), pacings(), works(), changes(), runs())
                .flatMap(calls -> calls.keySet().stream())
                .map(call -> DynamicTest.dynamicTest(call, () -> check(call)));
    }

    private void check(String name) {
        closeStore();
        openStore();
        fill();
        Map<String, Consumer<StoreTransaction>> calls = new LinkedHashMap<>(hosts());
        calls.putAll(pacings());
        calls.putAll(works());
        calls.putAll(changes());
        calls.putAll(runs());
        Consumer<StoreTransaction> call = calls.get(name);
        List<Object> before = in(this::everything);
        List<Object> within = new ArrayList<>();

        assertThrows(
                Failure.class,
                () -> run(tx -> {
                    call.accept(tx);
                    within.addAll(everything(tx));
                    throw new Failure();
                }));

        assertNotEquals(before, within, "the call changes something that can be seen");
        assertEquals(before, in(this::everything), "and leaves nothing when it fails");
        run(call);
        assertEquals(within, in(this::everything), "and can be made for good afterwards");
    }

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
