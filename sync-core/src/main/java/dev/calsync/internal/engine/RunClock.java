package dev.calsync.internal.engine;

import dev.calsync.system.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A run's time: how long it may go on, and how long it may take to stop when it is asked to. */
final class RunClock {
    /** How long a run that was called off may take to stop by itself before it is interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How long a run may go on after it was interrupted before it is ended without its worker. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** What has to be done about a run that should stop. */
    enum Due {
        NOTHING,
        INTERRUPT,
        END_WITHOUT_WORKER
    }

    private final TimeSource time;
    private final long deadlineNanos;
    private @Nullable Long interruptNanos;

    RunClock(TimeSource time, Duration deadline) {
        this.time = time;
        this.deadlineNanos = time.nanoTime() + deadline.toNanos();
    }

    /** Whether it goes on for longer than it may. */
    boolean overdue() {
        return time.nanoTime() - deadlineNanos >= 0;
    }

    /**
     * What is due now. The time to stop is counted from the first call. For one thread at a time.
     *
     * @param patient whether the run may take some time to stop by itself
     */
    Due stopping(boolean patient) {
        long now = time.nanoTime();
        long interruptAt = interruptNanos == null ? patient ? now + PATIENCE.toNanos() : now : interruptNanos;
        interruptNanos = interruptAt;
        if (now - interruptAt >= GRACE.toNanos()) {
            return Due.END_WITHOUT_WORKER;
        }
        return now - interruptAt >= 0 ? Due.INTERRUPT : Due.NOTHING;
    }
}
