package dev.calsync.store;

import java.time.Instant;

/** How a claimed run ended, as far as the work row is concerned. */
public sealed interface WorkCompletion {

    /** What was claimed. */
    Lease lease();

    /**
     * Its generation is served, well or badly: nothing more is owed unless a later one was asked for meanwhile. The
     * attempts are counted anew.
     */
    record Served(Lease lease) implements WorkCompletion {}

    /**
     * It failed and is still owed; an attempt is counted.
     *
     * @param at when to try again; an earlier request, also one that came during the run, moves it forward
     */
    record Retry(Lease lease, Instant at, String reason) implements WorkCompletion {}

    /**
     * It was put off and is still owed; no attempt is counted. A hold that came during the run and lasts longer stays.
     *
     * @param until nothing begins before this, whatever is asked for
     * @param reason why, one sentence
     */
    record Deferred(Lease lease, Instant until, String reason) implements WorkCompletion {}

    /**
     * It was put off without having begun, and is still owed; no attempt is counted. Unlike after a deferral, whatever is
     * asked for meanwhile moves it forward.
     *
     * @param at when it is due instead
     */
    record Postponed(Lease lease, Instant at) implements WorkCompletion {}

    /** It was handed back before it ended and is owed at once; no attempt is counted. */
    record Yielded(Lease lease) implements WorkCompletion {}
}
