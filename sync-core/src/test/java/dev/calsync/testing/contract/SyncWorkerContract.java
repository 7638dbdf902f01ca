package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.calsync.error.LeaseLostException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.JobId;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What every {@link dev.calsync.job.SyncWorker} of a host must do, as tests: extend it, say what is under test, and run
 * it. The worker is run by a real engine on virtual time, which crashes between any two of its steps, loses its lease,
 * is called off, and is interrupted. A test skips only where the worker has no use for what it is about.
 */
public abstract class SyncWorkerContract {
    private static final int CRASHES_MAX = 50;
    /** How often a worker may still turn to its context before it notices that it should end. */
    private static final int CALLS_TO_NOTICE = 3;

    /**
     * A fresh world with something to do in it, the same each time.
     *
     * @param time what the time is in that world
     */
    protected abstract WorkerFixture open(TimeSource time);

    private record Whole(Object effects, int steps) {}

    /** What a run without any trouble does. */
    private Whole whole() {
        try (WorkerWorld world = new WorkerWorld(this)) {
            assertEquals(JobStatus.COMPLETED, world.run().status());
            return new Whole(world.fixture().effects(), world.probe().steps());
        }
    }

    @Test
    void work_isDoneUnderALease() {
        try (WorkerWorld world = new WorkerWorld(this)) {
            Object before = world.fixture().effects();
            JobId job = world.ask();
            boolean[] leased = {false};
            world.probe().atNextCall(() -> leased[0] = world.running());
            world.pass(Duration.ofMinutes(10));
            assertEquals(JobStatus.COMPLETED, world.job(job).status());
            assertEquals(0, world.job(job).retryCount());
            assertNotEquals(before, world.fixture().effects(), "there was something to do, and it was done");
            assertTrue(leased[0] || !world.probe().happened(), "the calendar is leased while it is worked on");
            assertFalse(world.running());
        }
    }

    @Test
    void workDoneAgain_changesNothing() {
        try (WorkerWorld world = new WorkerWorld(this)) {
            world.run();
            Object once = world.fixture().effects();
            assertEquals(JobStatus.COMPLETED, world.run().status());
            assertEquals(once, world.fixture().effects(), "execution is at least once, so work must be idempotent");
        }
    }

    @Test
    void crashBetweenAnyTwoSteps_isMadeUpFor() {
        Whole whole = whole();
        assumeTrue(whole.steps() > 1, "this worker does everything in one step");
        for (int steps = 1; steps < Math.min(whole.steps(), CRASHES_MAX); steps++) {
            try (WorkerWorld world = new WorkerWorld(this)) {
                JobId job = world.ask();
                world.untilSteps(steps);
                world.crash();
                world.pass(Duration.ofMinutes(10));
                String where = "after a crash behind step " + steps;
                assertEquals(JobStatus.COMPLETED, world.job(job).status(), where);
                assertEquals(whole.effects(), world.fixture().effects(), where);
            }
        }
    }

    @Test
    void crashAfterACheckpoint_isResumedFromThere() {
        Whole whole = whole();
        assumeTrue(whole.steps() > 2, "this worker has too few steps to resume in the middle");
        try (WorkerWorld world = new WorkerWorld(this)) {
            world.ask();
            world.untilSteps(whole.steps() - 1);
            assumeTrue(world.probe().keptCheckpoint(), "this worker keeps no checkpoint");
            world.crash();
            world.pass(Duration.ofMinutes(10));
            assertTrue(world.probe().sawCheckpoint(), "the checkpoint is there after a crash, and is asked for");
            assertTrue(
                    world.probe().steps() < whole.steps(),
                    () -> "it took " + world.probe().steps() + " steps after a crash behind step " + (whole.steps() - 1)
                            + " of " + whole.steps() + ": it began at the beginning");
        }
    }

    @Test
    void lostLease_endsTheWork_andWhoeverHasItNextDoesIt() {
        Whole whole = whole();
        try (WorkerWorld world = new WorkerWorld(this)) {
            JobId job = world.ask();
            world.probe().atNextCall(() -> world.virtual().time().advance(Duration.ofHours(1)));
            world.untilSteps(1);
            assumeTrue(world.probe().happened(), "this worker never turns to its context");
            assertInstanceOf(
                    LeaseLostException.class,
                    world.probe().failure(),
                    "a context whose lease is lost refuses, and the worker hands that on");
            assertEquals(0, world.probe().callsSinceItHappened(), "the worker stops at once");
            assertFalse(world.told(SyncEvent.LeaseLost.class).isEmpty());
            world.pass(Duration.ofMinutes(10));
            assertEquals(JobStatus.COMPLETED, world.job(job).status());
            assertEquals(whole.effects(), world.fixture().effects());
        }
    }

    @Test
    void cancelledWork_endsSoon_andCanBeDoneLater() {
        Whole whole = whole();
        try (WorkerWorld world = new WorkerWorld(this)) {
            JobId job = world.ask();
            world.probe().atNextCall(world.probe()::cancel);
            world.untilSteps(1);
            assumeTrue(world.probe().happened(), "this worker never turns to its context");
            assertTrue(
                    world.probe().callsSinceItHappened() <= CALLS_TO_NOTICE,
                    "a worker looks at cancelled() every now and then, or goes on in another step");
            boolean done = world.probe().lastOutcome() instanceof WorkOutcome.Completed;
            world.pass(Duration.ofMinutes(1));
            assertEquals(
                    done ? JobStatus.COMPLETED : JobStatus.CANCELLED,
                    world.job(job).status());
            world.probe().forget();
            assertEquals(JobStatus.COMPLETED, world.run().status());
            assertEquals(whole.effects(), world.fixture().effects());
        }
    }

    @Test
    void interruptedWork_ends_andIsDoneAgain() {
        Whole whole = whole();
        try (WorkerWorld world = new WorkerWorld(this)) {
            JobId job = world.ask();
            world.probe().atNextCall(world.probe()::interrupt);
            world.untilSteps(1);
            assumeTrue(world.probe().happened(), "this worker never turns to its context");
            assertInstanceOf(
                    InterruptedException.class,
                    world.probe().failure(),
                    "an interrupt is handed on or left standing, never swallowed");
            assertTrue(world.probe().callsSinceItHappened() <= CALLS_TO_NOTICE, "an interrupted worker ends soon");
            world.probe().forget();
            world.pass(Duration.ofMinutes(10));
            SyncJob after = world.job(job);
            assertEquals(JobStatus.COMPLETED, after.status());
            assertEquals(0, after.retryCount(), "an interrupt is no failure");
            assertEquals(whole.effects(), world.fixture().effects());
        }
    }

    @Test
    void deferredWork_isDoneThen_andBurnsNoAttempt() {
        try (WorkerWorld world = new WorkerWorld(this)) {
            Instant until = world.virtual().time().now().plus(Duration.ofHours(2));
            assumeTrue(world.fixture().waitUntil(until), "this worker never puts itself off");
            Object before = world.fixture().effects();
            JobId job = world.ask();
            world.pass(Duration.ofHours(1));
            assertEquals(JobStatus.QUEUED, world.job(job).status());
            assertEquals(before, world.fixture().effects());
            SyncEvent.RunDeferred deferred =
                    world.told(SyncEvent.RunDeferred.class).get(0);
            assertFalse(deferred.until().isBefore(until), "it is put off as long as it has to be");
            assertFalse(deferred.reason().isBlank(), "a person is told why");
            world.pass(Duration.ofHours(2));
            assertEquals(JobStatus.COMPLETED, world.job(job).status());
            world.told(SyncEvent.RunStarted.class).forEach(started -> assertEquals(1, started.attempt()));
            assertTrue(world.told(SyncEvent.RetryPlanned.class).isEmpty());
        }
    }
}
