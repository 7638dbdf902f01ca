package dev.calsync.testing.contract;

import dev.calsync.job.SyncWorker;
import java.time.Instant;

/**
 * What {@link SyncWorkerContract} needs of a worker under test: the worker, some work for it to do, and a look at what it
 * has done. The world that the worker works on outlives the worker, as a database outlives a process.
 */
public interface WorkerFixture {

    /** A worker as a process that starts would make it. Called again after a crash; all work on the same world. */
    SyncWorker worker();

    /** What has been done in the world so far, as a value that can be compared. */
    Object effects();

    /** The id of the calendar that there is work for. */
    default String calendarId() {
        return "calendar";
    }

    /**
     * Makes the world such that the worker has to put itself off until then.
     *
     * @return false if this worker never does
     */
    default boolean waitUntil(Instant until) {
        return false;
    }
}
