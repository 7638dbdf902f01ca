package dev.calsync.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.provider.ProviderContext.Task;
import dev.calsync.system.TaskRunner;
import dev.calsync.testing.VirtualWorld;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelTasksTest {
    private final TaskRunner threads = TaskRunner.threads("parallel-test");

    @AfterEach
    void stop() {
        threads.close();
    }

    /** A task may wait for others, which it may only if they really run side by side. */
    private static Task meeting(CyclicBarrier all) {
        return () -> {
            try {
                all.await();
            } catch (java.util.concurrent.BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void asManyAsAllowed_runSideBySide() throws InterruptedException {
        CyclicBarrier four = new CyclicBarrier(4);
        ParallelTasks.run(threads, 4, Collections.nCopies(8, meeting(four)));
        assertThat(four.getNumberWaiting()).isZero();
    }

    @Test
    void noMoreThanAllowed_runSideBySide() throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Task counting = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            now.decrementAndGet();
        };
        ParallelTasks.run(threads, 3, Collections.nCopies(2_000, counting));
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void onVirtualTime_theyRunInOrderOnTheCallersThread_andNothingIsLeft() throws InterruptedException {
        VirtualWorld world = VirtualWorld.create(1);
        List<Integer> order = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            tasks.add(() -> order.add(number));
        }
        ParallelTasks.run(world.tasks(), 4, tasks);
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(world.tasks().runNext()).as("hands that came too late").isNull();
    }

    @Test
    void runnerThatIsClosed_leavesAllToTheCaller() throws InterruptedException {
        threads.close();
        AtomicInteger ran = new AtomicInteger();
        ParallelTasks.run(threads, 4, Collections.nCopies(5, ran::incrementAndGet));
        assertThat(ran.get()).isEqualTo(5);
    }

    @Test
    void afterAFailure_noTaskIsBegun_andItIsThrown() {
        AtomicInteger ran = new AtomicInteger();
        List<Task> tasks = new ArrayList<>(Collections.nCopies(3, ran::incrementAndGet));
        tasks.add(() -> {
            throw new IllegalStateException("the fourth");
        });
        tasks.addAll(Collections.nCopies(3, ran::incrementAndGet));
        assertThatThrownBy(() -> ParallelTasks.run(threads, 1, tasks)).hasMessage("the fourth");
        assertThat(ran.get()).isEqualTo(3);
    }

    @Test
    void interruptOfTheCaller_reachesThoseUnderWay() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger later = new AtomicInteger();
        AtomicBoolean told = new AtomicBoolean();
        Task hanging = () -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        };
        List<Task> tasks = new ArrayList<>(Collections.nCopies(3, hanging));
        tasks.add(later::incrementAndGet);
        Thread caller = new Thread(() -> {
            try {
                ParallelTasks.run(threads, 3, tasks);
            } catch (InterruptedException e) {
                told.set(true);
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        caller.join();
        assertThat(told).isTrue();
        assertThat(interrupted.get()).isEqualTo(3);
        assertThat(later.get()).isZero();
    }

    @Test
    void interruptOfACallerThatOnlyWaits_reachesTheOthers() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean told = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            Thread self = Thread.currentThread();
            Task one = () -> {
                if (Thread.currentThread() == self) {
                    begun.await();
                    return;
                }
                begun.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
            };
            try {
                ParallelTasks.run(threads, 2, List.of(one, one));
            } catch (InterruptedException e) {
                told.set(true);
            }
        });
        caller.start();
        begun.await();
        caller.interrupt();
        caller.join();
        assertThat(told).isTrue();
        assertThat(interrupted).isTrue();
    }
}
