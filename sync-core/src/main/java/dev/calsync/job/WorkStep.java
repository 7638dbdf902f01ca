package dev.calsync.job;

/** A part of a run that is executed as a task of its own: about one provider call or one store transaction. */
@FunctionalInterface
public interface WorkStep {

    /**
     * Runs the step. The same rules as for {@link SyncWorker#work} hold.
     *
     * @return how the run ended, or {@link WorkOutcome.More} if it goes on
     * @throws InterruptedException if the thread was interrupted
     */
    WorkOutcome run() throws InterruptedException;
}
