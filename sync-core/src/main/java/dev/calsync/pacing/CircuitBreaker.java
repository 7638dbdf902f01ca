package dev.calsync.pacing;

import java.time.Duration;
import java.time.Instant;

/**
 * A circuit breaker: whether a provider's host or an account is to be called at all. Immutable and thread-safe; the
 * components are what a store keeps, and each call gives back the breaker as it is afterwards, or the same if nothing
 * changed. Nodes share one by compare-and-set: a result that cannot be stored is thrown away and asked for again.
 *
 * <pre>
 *            too many failures               until has passed: one caller gets the probe
 *   CLOSED ────────────────────► OPEN ─────────────────────────────────► HALF_OPEN ──┐ probe expired:
 *      ▲                          ▲  ▲                                     │  │  ▲   │ the next caller
 *      │                          │  └── probe given back: at once ────────┘  │  └───┘ gets a probe
 *      │                          └───── probe failed: twice as long ─────────┤
 *      └──────────────────────────────── probe succeeded ─────────────────────┘
 * </pre>
 *
 * Each arrow starts a new epoch. A call reports its outcome with the epoch that let it through, and a report from an
 * earlier one changes nothing: neither a slow call from before the failure nor a probe that came back too late can close
 * or open the breaker. So there is at most one probe whose outcome counts.
 *
 * <p>Only failures that say something about the service count: no connection, a timeout, a 5xx. Throttling does not;
 * that is what {@link TokenBucket} is for.
 *
 * <p>If the clock steps back, an open breaker waits at most one open time from then on, and a probe one probe timeout.
 *
 * @param state where it stands
 * @param epoch how many transitions there were
 * @param openings how often it opened since it was last closed; 0 if it is closed
 * @param until the end of the open time, or when the probe expires; means nothing while closed
 * @param inARow failures since the last success, while closed
 * @param tally calls and failures of the window, while closed
 */
public record CircuitBreaker(State state, long epoch, int openings, Instant until, int inARow, CallTally tally) {
    private static final int MOST_OPENINGS = 64;

    /** Where a breaker stands. */
    public enum State {
        /** Calls go through. */
        CLOSED,
        /** No call goes through. */
        OPEN,
        /** One call is under way to find out. */
        HALF_OPEN
    }

    /** A breaker that nothing has happened to. */
    public static CircuitBreaker closed() {
        return new CircuitBreaker(State.CLOSED, 0, 0, Instant.EPOCH, 0, CallTally.EMPTY);
    }

    /** Whether a call may be made now. */
    public BreakerPermission allows(BreakerPolicy policy, Instant now) {
        if (state == State.CLOSED) {
            return new BreakerPermission.Allowed(this);
        }
        Duration longest = state == State.OPEN ? policy.openFor(openings) : policy.probeTimeout();
        if (!now.isBefore(until)) {
            return new BreakerPermission.Probe(next(State.HALF_OPEN, openings, now.plus(policy.probeTimeout())));
        }
        Instant latest = now.plus(longest);
        if (until.isAfter(latest)) {
            return new BreakerPermission.Refused(
                    new CircuitBreaker(state, epoch, openings, latest, inARow, tally), latest);
        }
        return new BreakerPermission.Refused(this, until);
    }

    /**
     * A call succeeded.
     *
     * @param ticket as {@link BreakerPermission#ticket()} said when it was let through
     */
    public CircuitBreaker succeeded(long ticket, BreakerPolicy policy, Instant now) {
        if (ticket != epoch || state == State.OPEN) {
            return this;
        }
        if (state == State.HALF_OPEN) {
            return next(State.CLOSED, 0, now);
        }
        return counted(0, tally.with(false, policy.window(), now));
    }

    /**
     * A call failed.
     *
     * @param ticket as {@link BreakerPermission#ticket()} said when it was let through
     */
    public CircuitBreaker failed(long ticket, BreakerPolicy policy, Instant now) {
        if (ticket != epoch || state == State.OPEN) {
            return this;
        }
        if (state == State.HALF_OPEN) {
            int more = Math.min(MOST_OPENINGS, openings + 1);
            return next(State.OPEN, more, now.plus(policy.openFor(more)));
        }
        CircuitBreaker counted = counted(inARow + 1, tally.with(true, policy.window(), now));
        boolean opens = counted.inARow >= policy.consecutiveFailures() || counted.tally.tooManyFailures(policy);
        return opens ? next(State.OPEN, 1, now.plus(policy.openFor(1))) : counted;
    }

    /**
     * A call was let through and not made, or says nothing about the service, for instance because it was throttled: a
     * probe is given back, and the next who asks gets it.
     *
     * @param ticket as {@link BreakerPermission#ticket()} said when it was let through
     */
    public CircuitBreaker abandoned(long ticket, Instant now) {
        return ticket == epoch && state == State.HALF_OPEN ? next(State.OPEN, openings, now) : this;
    }

    private CircuitBreaker next(State next, int opened, Instant end) {
        return new CircuitBreaker(next, epoch + 1, opened, end, 0, CallTally.EMPTY);
    }

    private CircuitBreaker counted(int failuresInARow, CallTally next) {
        return failuresInARow == inARow && next.equals(tally)
                ? this
                : new CircuitBreaker(state, epoch, openings, until, failuresInARow, next);
    }
}
