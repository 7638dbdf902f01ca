package dev.calsync.pacing;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.system.RandomSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long to wait before a failed run is tried again, and how often. The wait doubles from attempt to attempt up to a
 * cap, and a random share of it is added, never taken away, so that runs that failed together do not come back
 * together. Immutable and thread-safe; pure but for the randomness it is given.
 *
 * <p>Nothing is checked while a policy is put together; {@link #validate()} names every fault at once.
 *
 * @param initial the wait after the first failure, before jitter
 * @param cap the longest wait, before jitter
 * @param maxRetries how often to try again, 0 for never
 * @param jitter the largest share of a wait that is added to it, 0.0 to 1.0; waits at the cap get it too, so a delay is
 *     less than {@code cap × (1 + jitter)}
 */
public record RetryPolicy(Duration initial, Duration cap, int maxRetries, double jitter) {
    private static final int DEFAULT_MAX_RETRIES = 8;
    private static final double DEFAULT_JITTER = 0.25;
    private static final int MOST_RETRIES = 1000;
    private static final Duration LONGEST_CAP = Duration.ofDays(31);

    /** Waits that double from {@code initial} up to {@code cap}, with 8 retries and up to a quarter of jitter. */
    public static RetryPolicy exponential(Duration initial, Duration cap) {
        return new RetryPolicy(initial, cap, DEFAULT_MAX_RETRIES, DEFAULT_JITTER);
    }

    /** No retries. */
    public static RetryPolicy never() {
        return new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 0, 0);
    }

    /** The same with so many retries. */
    public RetryPolicy withMaxRetries(int retries) {
        return new RetryPolicy(initial, cap, retries, jitter);
    }

    /** The same with up to this share of a wait added to it, 0.0 to 1.0. */
    public RetryPolicy withJitter(double share) {
        return new RetryPolicy(initial, cap, maxRetries, share);
    }

    /** Whether a run that was retried {@code retryCount} times already may be tried once more. */
    public boolean allowsRetry(int retryCount) {
        return retryCount < maxRetries;
    }

    /**
     * How long to wait after a failure.
     *
     * @param attempt the number of the attempt that failed, 1 for the first
     * @param random where the jitter comes from
     * @return at least the wait before jitter
     * @throws IllegalArgumentException if {@code attempt} is not positive
     * @throws InvalidConfigurationException if the policy has {@link #faults}
     */
    public Duration delay(int attempt, RandomSource random) {
        Duration wait = waitBeforeJitter(attempt);
        return wait.plus(jitterOf(wait, random));
    }

    /**
     * When to try again: after the delay, and never before the time a server asked to be left alone until. Jitter is
     * added to whichever is later.
     *
     * @param now when the attempt failed
     * @param attempt the number of the attempt that failed, 1 for the first
     * @param notBefore inclusive; a server's hint like {@code Retry-After}
     * @param random where the jitter comes from
     * @throws IllegalArgumentException if {@code attempt} is not positive
     * @throws InvalidConfigurationException if the policy has {@link #faults}
     */
    public Instant nextAttempt(Instant now, int attempt, Optional<Instant> notBefore, RandomSource random) {
        Duration wait = waitBeforeJitter(attempt);
        Instant earliest = later(plus(now, wait), notBefore.orElse(Instant.MIN));
        return plus(earliest, jitterOf(wait, random));
    }

    /** Everything that is wrong with the policy, one sentence each; empty if nothing is. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (initial.isZero() || initial.isNegative()) {
            faults.add("the initial delay must be more than zero, was " + initial);
        }
        if (cap.compareTo(initial) < 0 || cap.compareTo(LONGEST_CAP) > 0) {
            faults.add("the cap must be at least the initial delay " + initial + " and at most " + LONGEST_CAP.toDays()
                    + " days, was " + cap);
        }
        if (maxRetries < 0 || maxRetries > MOST_RETRIES) {
            faults.add("maxRetries must be 0 to " + MOST_RETRIES + ", was " + maxRetries);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            faults.add("jitter must be 0.0 to 1.0, was " + jitter);
        }
        return List.copyOf(faults);
    }

    /**
     * Checks the policy.
     *
     * @return this
     * @throws InvalidConfigurationException if it has faults, naming all of them
     */
    public RetryPolicy validate() {
        List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException("RetryPolicy", faults);
        }
        return this;
    }

    private Duration waitBeforeJitter(int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1, was " + attempt);
        }
        validate();
        Duration wait = initial;
        // Stops at the cap, so it takes few steps and cannot overflow however high the attempt.
        for (int i = 1; i < attempt && wait.compareTo(cap) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(cap) < 0 ? wait : cap;
    }

    private Duration jitterOf(Duration wait, RandomSource random) {
        return Duration.ofNanos((long) (wait.toNanos() * jitter * random.nextDouble()));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant plus(Instant instant, Duration duration) {
        return Instant.MAX.minus(duration).isBefore(instant) ? Instant.MAX : instant.plus(duration);
    }
}
