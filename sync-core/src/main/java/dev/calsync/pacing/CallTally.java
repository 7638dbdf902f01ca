package dev.calsync.pacing;

import java.time.Duration;
import java.time.Instant;

/**
 * Calls and failures of a rolling window, kept as two halves of it: a count covers between half of the window and all of
 * it. Successes count from the first failure on, so that a healthy service changes nothing. Immutable and thread-safe.
 *
 * @param since when the current half began
 * @param calls calls in the current half
 * @param failures those of them that failed
 * @param earlierCalls calls in the half before
 * @param earlierFailures those of them that failed
 */
public record CallTally(Instant since, int calls, int failures, int earlierCalls, int earlierFailures) {
    private static final int MOST = 1 << 20;

    /** Nothing counted. */
    public static final CallTally EMPTY = new CallTally(Instant.EPOCH, 0, 0, 0, 0);

    /** @throws IllegalArgumentException if a count is negative or there are more failures than calls */
    public CallTally {
        if (failures < 0 || earlierFailures < 0 || failures > calls || earlierFailures > earlierCalls) {
            throw new IllegalArgumentException("failures must be 0 up to the calls, were " + failures + " of " + calls
                    + " and " + earlierFailures + " of " + earlierCalls);
        }
    }

    CallTally with(boolean failed, Duration window, Instant now) {
        CallTally rolled = rolled(window, now);
        if (!failed && rolled.allFailures() == 0) {
            return EMPTY;
        }
        // A service so busy needs no more exact count.
        if (rolled.calls >= MOST) {
            return rolled;
        }
        Instant start = rolled.equals(EMPTY) ? now : rolled.since;
        return new CallTally(
                start,
                rolled.calls + 1,
                rolled.failures + (failed ? 1 : 0),
                rolled.earlierCalls,
                rolled.earlierFailures);
    }

    boolean tooManyFailures(BreakerPolicy policy) {
        long all = (long) calls + earlierCalls;
        return all >= policy.leastCalls() && 100L * allFailures() >= all * policy.failurePercent();
    }

    private CallTally rolled(Duration window, Instant now) {
        Duration half = window.dividedBy(2);
        Duration age = Duration.between(since, now);
        if (age.isNegative()) {
            // The clock stepped back: the half goes on from here.
            return new CallTally(now, calls, failures, earlierCalls, earlierFailures);
        }
        if (age.compareTo(half) < 0) {
            return this;
        }
        return age.compareTo(half.multipliedBy(2)) < 0 ? new CallTally(since.plus(half), 0, 0, calls, failures) : EMPTY;
    }

    private int allFailures() {
        return failures + earlierFailures;
    }
}
