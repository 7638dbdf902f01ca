package dev.calsync.pacing;

import dev.calsync.error.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * At most so many calls within any span of time; what a user may ask for by hand. Exact: each call is remembered until
 * it no longer counts. Immutable and thread-safe; pure.
 *
 * @param calls how many, 1 to 1,000
 * @param per within how long; a call counts from its time (inclusive) for so long (exclusive); 1 ms to 1 day
 */
public record CallLimit(int calls, Duration per) {
    private static final int MOST_CALLS = 1000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** 6 calls a minute. */
    public static final CallLimit DEFAULT = new CallLimit(6, Duration.ofMinutes(1));

    /** What {@link #ask} answers. */
    public sealed interface Answer {
        /** The calls that count now, oldest first; at most as many as the limit. To be passed in next time. */
        List<Instant> recent();
    }

    /** The call may be made, and is counted. */
    public record Allowed(List<Instant> recent) implements Answer {
        /** Keeps its own copy. */
        public Allowed {
            recent = List.copyOf(recent);
        }
    }

    /**
     * The call is one too many, and is not counted.
     *
     * @param nextAllowedAt from when on a call is allowed again; after now
     */
    public record Refused(List<Instant> recent, Instant nextAllowedAt) implements Answer {
        /** Keeps its own copy. */
        public Refused {
            recent = List.copyOf(recent);
        }
    }

    /** @throws dev.calsync.error.InvalidConfigurationException if something is out of its bounds, naming every fault */
    public CallLimit {
        new Faults("CallLimit")
                .require(calls >= 1 && calls <= MOST_CALLS, "calls must be 1 to " + MOST_CALLS + ", was " + calls)
                .require(
                        per.compareTo(SHORTEST) >= 0 && per.compareTo(LONGEST) <= 0,
                        "per must be 1 ms to 1 day, was " + per)
                .throwIfAny();
    }

    /**
     * Whether a call may be made now.
     *
     * @param recent the calls so far, as the last answer said, oldest first; empty at first. One that lies ahead,
     *     because the clock stepped back, counts as made now.
     */
    public Answer ask(List<Instant> recent, Instant now) {
        List<Instant> counting = new ArrayList<>();
        for (Instant call : recent) {
            Instant made = call.isAfter(now) ? now : call;
            if (now.isBefore(made.plus(per))) {
                counting.add(made);
            }
        }
        if (counting.size() >= calls) {
            List<Instant> newest = counting.subList(counting.size() - calls, counting.size());
            return new Refused(newest, newest.get(0).plus(per));
        }
        counting.add(now);
        return new Allowed(counting);
    }
}
