package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.auth.Sealed;
import dev.calsync.error.LeaseLostException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncReport;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RunId;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.BudgetStore;
import dev.calsync.store.DueCursor;
import dev.calsync.store.JobStore;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.RunCost;
import dev.calsync.store.RunRecord;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredJob;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.jdbc.testing.DatabaseKind;
import dev.calsync.store.jdbc.testing.RealServers;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything at once on a few calendars: nodes that come, go and share, batches of claims and completions, requests in any
 * order, schedules, jobs, budgets. Locks are taken in one order, so nobody waits in a circle; and nothing asked for is lost.
 */
class ContentionTest {
    private static final int CALENDARS = 24;
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final List<CalendarRef> calendars = new ArrayList<>();
    private final Map<CalendarRef, Long> asked = new ConcurrentHashMap<>();
    private final Map<CalendarRef, AtomicInteger> running = new ConcurrentHashMap<>();
    private final Map<CalendarRef, AtomicLong> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private TestDatabase database;
    private JdbcSyncStore store;

    @AfterEach
    void dropDatabase() {
        if (database != null) {
            database.close();
        }
    }

    private static UserId user(int index) {
        return UserId.of("user-" + index % 6);
    }

    private UserId owner(CalendarRef calendar) {
        return user(calendars.indexOf(calendar));
    }

    private void make(DatabaseKind kind) {
        RealServers.require(kind);
        database = TestDatabase.of(kind);
        store = JdbcSyncStore.builder(database.pool(8))
                .schemaMode(SchemaMode.MIGRATE)
                .build();
        store.open();
        for (int i = 0; i < CALENDARS; i++) {
            calendars.add(new CalendarRef(AccountId.of("account-" + i % 6), "calendar-" + i));
        }
        store.inTransaction(tx -> {
            for (int i = 0; i < 6; i++) {
                AccountId id = AccountId.of("account-" + i);
                Account account = new Account(id, user(i), ProviderId.of("scripted"), "me-" + i, Map.of());
                tx.accounts().put(new StoredAccount(account, Sealed.of("none", new byte[] {1}), 1, null));
            }
            tx.calendars()
                    .put(calendars.stream()
                            .map(ref -> new StoredCalendar(owner(ref), new RemoteCalendar(ref, "name", true), null))
                            .toList());
            tx.schedules()
                    .put(IntStream.range(0, 24)
                            .mapToObj(index -> schedule(index, tx.now()))
                            .toList());
            tx.nodes().leave(tx.nodes().join("node-0", LEASE, Set.of(Region.DEFAULT)));
            return true;
        });
        draw(new Random(1), calendars);
        calendars.forEach(ref -> running.put(ref, new AtomicInteger()));
        calendars.forEach(ref -> tokens.put(ref, new AtomicLong()));
    }

    private List<CalendarRef> some(Random dice, int most) {
        List<CalendarRef> shuffled = new ArrayList<>(calendars);
        Collections.shuffle(shuffled, dice);
        return List.copyOf(shuffled.subList(0, 1 + dice.nextInt(most)));
    }

    private boolean request(Random dice) {
        List<CalendarRef> some = some(dice, 8);
        List<Long> generations = store.inTransaction(tx -> tx.work()
                .request(some.stream()
                        .map(ref -> new WorkRequest(
                                ref, owner(ref), SyncType.INCREMENTAL, Priority.NORMAL, tx.now(), WorkCause.EVENT))
                        .toList()));
        for (int i = 0; i < some.size(); i++) {
            asked.merge(some.get(i), generations.get(i), Math::max);
        }
        return true;
    }

    private boolean change(Random dice) {
        return store.inTransaction(tx -> {
            List<WorkChange> changes = new ArrayList<>();
            for (CalendarRef ref : some(dice, 4)) {
                changes.add(new WorkChange.Block(ref, WorkBlock.PAUSED));
                changes.add(new WorkChange.Reprioritize(ref, Priority.HIGH));
                changes.add(new WorkChange.Lift(ref, WorkBlock.PAUSED));
            }
            tx.work().change(changes);
            return true;
        });
    }

    private boolean job(Random dice) {
        CalendarRef ref = some(dice, 1).get(0);
        UserId user = owner(ref);
        return store.inTransaction(tx -> {
            List<CalendarRef> wanted =
                    calendars.stream().filter(one -> owner(one).equals(user)).toList();
            List<Long> generations = tx.work()
                    .request(wanted.stream()
                            .map(one -> new WorkRequest(
                                    one, user, SyncType.FULL, Priority.HIGH, tx.now(), WorkCause.REQUEST))
                            .toList());
            Map<CalendarRef, Long> owed = new ConcurrentHashMap<>();
            for (int i = 0; i < wanted.size(); i++) {
                owed.put(wanted.get(i), generations.get(i));
            }
            JobId id = JobId.of("job-" + ids.incrementAndGet());
            SyncJob job = new SyncJob(id, user, wanted, SyncType.FULL, Priority.HIGH, tx.now(), JobStatus.QUEUED, 0, 8);
            tx.jobs().add(new StoredJob(job, owed, Map.of(), tx.now()));
            return true;
        });
    }

    private boolean schedule(Random dice) {
        return store.inTransaction(tx -> {
            Set<Integer> all = buckets(tx);
            List<StoredSchedule> due = tx.schedules().due(all, tx.now(), 5);
            Instant next = tx.now().plusMillis(1);
            tx.schedules()
                    .put(due.stream().map(one -> one.firing(next, null, null)).toList());
            if (due.isEmpty()) {
                tx.schedules().put(List.of(schedule(dice.nextInt(24), next)));
            }
            return true;
        });
    }

    private static StoredSchedule schedule(int index, Instant next) {
        SyncSchedule wish = SyncSchedule.every(Duration.ofMinutes(15));
        return new StoredSchedule(ScheduleId.of("schedule-" + index / 6), user(index), wish, next, null);
    }

    private static Set<Integer> buckets(StoreTransaction tx) {
        return IntStream.range(0, 512).boxed().collect(Collectors.toSet());
    }

    private boolean draw(Random dice) {
        return draw(dice, some(dice, 6));
    }

    private boolean draw(Random dice, List<CalendarRef> some) {
        PermitRate rate = new PermitRate(1_000, Duration.ofSeconds(1), 100, false);
        List<BudgetStore.Draw> draws = new ArrayList<>();
        for (CalendarRef ref : some) {
            BudgetKey key = new BudgetKey(ProviderId.of("scripted"), BudgetScope.values()[0], ref.toString());
            draws.add(new BudgetStore.Draw(key, rate, 1 + dice.nextInt(3)));
        }
        return !store.inTransaction(tx -> tx.budgets().draw(draws)).isEmpty();
    }

    /** One node's round: share, read, claim, write within a fence, end, note. */
    private boolean work(NodeLease node, Random dice) {
        List<Lease> leases;
        try {
            leases = store.inTransaction(tx -> {
                tx.nodes().renew(node, LEASE);
                Set<Integer> own = tx.nodes().balance(node);
                List<CalendarRef> due = new ArrayList<>(tx.work().due(own, DueCursor.START, tx.now(), 8).stream()
                        .map(WorkItem::calendar)
                        .toList());
                Collections.shuffle(due, dice);
                return tx.work().claim(node, due, tx.now());
            });
        } catch (LeaseLostException joinedByAnother) {
            return true;
        }
        for (Lease lease : leases) {
            assertEquals(1, running.get(lease.calendar()).incrementAndGet(), "one run at a time");
            assertTrue(tokens.get(lease.calendar()).getAndSet(lease.fencingToken()) < lease.fencingToken());
        }
        for (Lease lease : leases) {
            store.inTransaction(tx -> {
                tx.fence(lease);
                tx.checkpoints().putWorkerCheckpoint(lease.calendar(), "at " + lease.fencingToken());
                return true;
            });
        }
        leases.forEach(lease -> running.get(lease.calendar()).decrementAndGet());
        List<Lease> order = new ArrayList<>(leases);
        Collections.shuffle(order, dice);
        List<WorkCompletion> ends = new ArrayList<>();
        for (Lease lease : order) {
            ends.add(dice.nextInt(4) == 0 ? new WorkCompletion.Yielded(lease) : new WorkCompletion.Served(lease));
        }
        store.inTransaction(tx -> end(tx, node, ends));
        served.addAndGet((int) ends.stream()
                .filter(end -> end instanceof WorkCompletion.Served)
                .count());
        return true;
    }

    private boolean end(StoreTransaction tx, NodeLease node, List<WorkCompletion> ends) {
        assertEquals(List.of(), tx.work().complete(ends), "nobody else ended them");
        List<RunRecord> runs = new ArrayList<>();
        List<JobStore.Settlement> settlements = new ArrayList<>();
        for (WorkCompletion end : ends) {
            Lease lease = end.lease();
            boolean done = end instanceof WorkCompletion.Served;
            runs.add(new RunRecord(
                    RunId.of("run-" + ids.incrementAndGet()),
                    lease.calendar(),
                    lease.user(),
                    lease.demand(),
                    1,
                    tx.now(),
                    tx.now(),
                    node.node(),
                    done ? JobStatus.COMPLETED : JobStatus.QUEUED,
                    SyncReport.NONE,
                    RunCost.NONE,
                    null,
                    null));
            if (done) {
                settlements.add(new JobStore.Settlement(lease.calendar(), lease.generation(), JobStatus.COMPLETED));
            }
        }
        tx.runs().append(runs);
        tx.jobs().settle(settlements);
        return true;
    }

    private boolean node(String name, int rounds, Random dice) {
        NodeLease node = store.inTransaction(tx -> tx.nodes().join(name, LEASE, Set.of(Region.DEFAULT)));
        for (int i = 0; i < rounds; i++) {
            work(node, dice);
            if (i % 40 == 39) {
                NodeLease left = node;
                store.inTransaction(tx -> {
                    tx.nodes().leave(left);
                    return true;
                });
                node = store.inTransaction(tx -> tx.nodes().join(name, LEASE, Set.of(Region.DEFAULT)));
            }
        }
        return true;
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void everythingAtOnce_losesNothingAndNeverWaitsInACircle(DatabaseKind kind) throws Exception {
        make(kind);
        long before = store.contended();
        int rounds = Integer.getInteger("calsync.rounds", 80);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = "node-" + i;
                Random dice = new Random(i);
                results.add(threads.submit(() -> node(name, rounds, dice)));
            }
            for (int i = 0; i < 4; i++) {
                Random dice = new Random(100 + i);
                results.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        assertTrue(
                                switch (dice.nextInt(5)) {
                                    case 0 -> change(dice);
                                    case 1 -> job(dice);
                                    case 2 -> schedule(dice);
                                    case 3 -> draw(dice);
                                    default -> request(dice);
                                });
                    }
                    return true;
                }));
            }
            for (Future<Boolean> result : results) {
                assertTrue(result.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(served.get() > rounds, "much was served: " + served);
        if (kind != DatabaseKind.H2) {
            // H2 finds out by waiting that it waits in a circle, and a busy machine looks the same.
            assertEquals(before, store.contended(), "nobody was in the way of others");
        }
        serveTheRest();
        for (CalendarRef ref : asked.keySet()) {
            WorkItem item = store.inTransaction(tx -> tx.work().find(ref)).orElseThrow();
            assertFalse(item.owed() || item.running(), "nothing is left of " + item);
            assertTrue(item.served() >= asked.get(ref));
        }
        for (int i = 0; i < 6; i++) {
            UserId user = user(i);
            for (StoredJob job : store.inTransaction(tx -> tx.jobs().ofUser(user, 1_000))) {
                assertEquals(JobStatus.COMPLETED, job.job().status(), job.toString());
            }
        }
    }

    private void serveTheRest() {
        NodeLease last = store.inTransaction(tx -> {
            tx.nodes().live().forEach(node -> tx.nodes().join(node.name(), LEASE, Set.of(Region.DEFAULT)));
            return tx.nodes().join("node-0", LEASE, Set.of(Region.DEFAULT));
        });
        store.inTransaction(tx -> {
            tx.nodes().live().stream()
                    .filter(node -> !node.name().equals("node-0"))
                    .forEach(node -> tx.nodes().leave(tx.nodes().join(node.name(), LEASE, Set.of(Region.DEFAULT))));
            return true;
        });
        Random dice = new Random(7);
        Set<Integer> all = store.inTransaction(ContentionTest::buckets);
        while (!store.inTransaction(tx -> tx.work().due(all, DueCursor.START, tx.now(), 1))
                .isEmpty()) {
            work(last, dice);
        }
    }
}
