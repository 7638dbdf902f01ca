package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds when many threads, and nodes that come and go, work on one store. */
public abstract class WorkThreadsContract extends StoreContract {
    private static final int THREADS = 8;

    private final Map<CalendarRef, AtomicInteger> running = new ConcurrentHashMap<>();
    private final Map<CalendarRef, Long> asked = new ConcurrentHashMap<>();
    private final Map<CalendarRef, Long> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger served = new AtomicInteger();

    /** How many rounds each of the eight threads makes; less for a store that is slow. */
    protected int rounds() {
        return 400;
    }

    private List<CalendarRef> calendars(int count) {
        List<CalendarRef> calendars = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CalendarRef calendar = calendar(UserId.of("user-" + i), "account-" + i, "calendar");
            calendars.add(calendar);
            running.put(calendar, new AtomicInteger());
        }
        return calendars;
    }

    private void inParallel(Callable<Boolean> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                results.add(threads.submit(work));
            }
            for (Future<Boolean> result : results) {
                assertTrue(result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void ask(CalendarRef calendar, int index) {
        long generation = in(tx -> tx.work()
                        .request(List.of(new WorkRequest(
                                calendar,
                                UserId.of("user-" + index),
                                SyncType.FULL,
                                Priority.LOW,
                                tx.now(),
                                WorkCause.REQUEST))))
                .get(0);
        asked.merge(calendar, generation, Math::max);
    }

    /** Claims in one transaction and ends in another, with everybody else in between. */
    private void work(NodeLease node, Set<Integer> buckets, Random dice) {
        List<Lease> leases = in(tx -> {
            List<WorkItem> due = tx.work().due(buckets, DueCursor.START, tx.now(), 3);
            return tx.work().claim(node, due.stream().map(WorkItem::calendar).toList(), tx.now());
        });
        for (Lease lease : leases) {
            assertEquals(1, running.get(lease.calendar()).incrementAndGet(), "one run at a time");
            long before = tokens.getOrDefault(lease.calendar(), 0L);
            assertTrue(lease.fencingToken() > before, "tokens grow");
            tokens.put(lease.calendar(), lease.fencingToken());
        }
        for (Lease lease : leases) {
            run(tx -> tx.fence(lease));
            running.get(lease.calendar()).decrementAndGet();
            int roll = dice.nextInt(4);
            WorkCompletion end = roll == 0
                    ? new WorkCompletion.Yielded(lease)
                    : roll == 1 ? new WorkCompletion.Retry(lease, now(), "again") : new WorkCompletion.Served(lease);
            assertEquals(List.of(), in(tx -> tx.work().complete(List.of(end))));
            served.addAndGet(end instanceof WorkCompletion.Served ? 1 : 0);
        }
    }

    @Test
    void manyThreads_loseNothingAndNeverRunOneCalendarTwice() throws Exception {
        List<CalendarRef> calendars = calendars(12);
        NodeLease node = node("n1");
        AtomicInteger seeds = new AtomicInteger();

        inParallel(() -> {
            Random dice = new Random(seeds.incrementAndGet());
            for (int i = 0; i < rounds(); i++) {
                int index = dice.nextInt(calendars.size());
                ask(calendars.get(index), index);
                work(node, ALL_BUCKETS, dice);
            }
            return true;
        });

        Random last = new Random(0);
        while (!in(tx -> tx.work().due(ALL_BUCKETS, DueCursor.START, tx.now(), 1))
                .isEmpty()) {
            work(node, ALL_BUCKETS, last);
        }
        assertTrue(served.get() > rounds(), "much was served: " + served);
        for (CalendarRef calendar : asked.keySet()) {
            WorkItem item = in(tx -> tx.work().find(calendar)).orElseThrow();
            assertFalse(item.owed());
            assertFalse(item.running());
            assertEquals(asked.get(calendar), item.served(), "the last generation asked for was served, and no more");
        }
    }

    @Test
    void nodesThatComeAndGo_neverHoldOneLeaseTogether() throws Exception {
        List<CalendarRef> calendars = calendars(12);
        Map<CalendarRef, Lease> holders = new ConcurrentHashMap<>();
        AtomicInteger seeds = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();

        inParallel(() -> {
            int seed = seeds.incrementAndGet();
            Random dice = new Random(seed);
            String name = "n" + seed % 4;
            for (int i = 0; i < rounds() / 8; i++) {
                NodeLease node = join(name);
                int index = dice.nextInt(calendars.size());
                ask(calendars.get(index), index);
                try {
                    take(node, holders, taken);
                } catch (LeaseLostException joinedByAnother) {
                    continue;
                }
                if (dice.nextBoolean()) {
                    run(tx -> tx.nodes().leave(node));
                }
            }
            return true;
        });

        assertTrue(taken.get() > 0, "something was claimed");
    }

    private void take(NodeLease node, Map<CalendarRef, Lease> holders, AtomicInteger taken) {
        List<Lease> leases = in(tx -> {
            Set<Integer> buckets = tx.nodes().balance(node);
            List<WorkItem> due = tx.work().due(buckets, DueCursor.START, tx.now(), 3);
            return tx.work().claim(node, due.stream().map(WorkItem::calendar).toList(), tx.now());
        });
        for (Lease lease : leases) {
            taken.incrementAndGet();
            Lease before = holders.put(lease.calendar(), lease);
            if (before != null) {
                assertFalse(bothHold(before, lease), "two leases of one calendar hold at once");
            }
        }
    }

    private boolean bothHold(Lease one, Lease other) {
        return in(tx -> holds(one, () -> tx.fence(one)) && holds(other, () -> tx.fence(other)));
    }

    private static boolean holds(Lease lease, Runnable fence) {
        try {
            fence.run();
            return lease.fencingToken() > 0;
        } catch (LeaseLostException lost) {
            return false;
        }
    }
}
