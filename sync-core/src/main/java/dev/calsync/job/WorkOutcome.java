package dev.calsync.job;

import java.time.Instant;
import java.util.function.UnaryOperator;

/** How a worker's call went. What failed is thrown, not returned. */
public sealed interface WorkOutcome {

    /** All done. */
    record Completed(SyncReport report) implements WorkOutcome {}

    /**
     * Done as far as it could be.
     *
     * @param detail what was not done, one sentence for a person
     */
    record Partial(SyncReport report, String detail) implements WorkOutcome {

        /** Done, but single events could not be synchronised. */
        public Partial(SyncReport report) {
            this(report, "some events could not be synchronised; see quarantine");
        }
    }

    /**
     * Nothing failed, but it has to wait: for a quota, a pause, a limit. Burns no attempt.
     *
     * @param until the earliest time to go on
     * @param reason one sentence for a person
     */
    record Deferred(Instant until, String reason) implements WorkOutcome {}

    /** Called off; what was done so far stays. */
    record Cancelled() implements WorkOutcome {}

    /** The run goes on with this step. */
    record More(WorkStep next) implements WorkOutcome {}

    /** All done, with nothing to report. */
    static WorkOutcome completed() {
        return new Completed(SyncReport.NONE);
    }

    /** All done. */
    static WorkOutcome completed(SyncReport report) {
        return new Completed(report);
    }

    /** The run goes on with this step. */
    static WorkOutcome more(WorkStep next) {
        return new More(next);
    }

    /**
     * This outcome with the run's last outcome changed: for workers that wrap another one and want to see how the whole
     * run ended, not only its first step.
     */
    default WorkOutcome atEnd(UnaryOperator<WorkOutcome> finish) {
        if (this instanceof More more) {
            return new More(() -> more.next().run().atEnd(finish));
        }
        return finish.apply(this);
    }
}
