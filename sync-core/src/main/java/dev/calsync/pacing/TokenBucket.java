package dev.calsync.pacing;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket: what may be asked of a provider right now. Immutable and thread-safe; each call gives back the bucket
 * as it is afterwards. The components are what a store keeps.
 *
 * <p><b>Exactness.</b> Nothing here is rounded, so a bucket that is asked a million times a day grants what one does that
 * is asked once. A permit weighs as much as there are microseconds in {@link PermitRate#per()}, times 16; a microsecond
 * adds {@link PermitRate#permits()} times the share of the rate in sixteenths. All of that are whole numbers. Times are
 * cut to the microsecond, because that is what survives a store.
 *
 * <p><b>Throttling.</b> After a provider's 429 nothing is granted until the time it named. Then the bucket is empty and
 * refills at half the rate it had, and one sixteenth of the published rate is added every {@link #RECOVERY_STEP}: a full
 * rate is back after 4 minutes. Each further 429 halves it again, down to a sixteenth; 429s that come while the bucket is
 * held anyway answer requests sent earlier, so they lengthen the hold and halve nothing.
 *
 * <p><b>Clocks.</b> A clock that is behind the bucket by up to {@link #CLOCK_STEP} adds nothing and waits until it
 * has caught up. One that is further behind shows that the bucket's time was wrong: the bucket goes on from the new
 * time, with the permits it had and with what was left of its hold. So a step of the clock mints nothing and locks for
 * {@link #CLOCK_STEP} at most.
 *
 * @param rate the published rate
 * @param level what is available, 0 up to the burst, where a permit weighs {@code per} in microseconds × 16
 * @param at the time up to which the level is reckoned; cut to the microsecond
 * @param heldUntil nothing is granted before; exclusive; in the past if nothing holds the bucket
 * @param sixteenths the share of the rate from {@code heldUntil} on, 1 to 16; 16 if it is not recovering
 */
public record TokenBucket(PermitRate rate, long level, Instant at, Instant heldUntil, int sixteenths) {
    /** Every so often one sixteenth of the published rate comes back after throttling: 30 seconds. */
    public static final Duration RECOVERY_STEP = Duration.ofSeconds(30);
    /** The shortest hold after throttling, also if the provider named a time that has passed: 1 second. */
    public static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);
    /** The longest hold after throttling, whatever the provider asked for: 1 day. */
    public static final Duration LONGEST_HOLD = Duration.ofDays(1);
    /** How far a clock may step back and be waited for: 1 minute. */
    public static final Duration CLOCK_STEP = Duration.ofMinutes(1);

    private static final int FULL = PermitRate.FULL_SHARE;

    /** What {@link #take} and {@link #takeUpTo} answer. */
    public sealed interface Take {
        /** The bucket as it is now. */
        TokenBucket bucket();
    }

    /**
     * There are permits, and they are taken.
     *
     * @param permits how many, at least 1
     */
    public record Granted(TokenBucket bucket, long permits) implements Take {}

    /**
     * There are none, and none are taken.
     *
     * @param until when there are as many as were asked for, if nobody takes any meanwhile
     */
    public record Wait(TokenBucket bucket, Instant until) implements Take {}

    /** @throws IllegalArgumentException if the level or the share is out of its bounds */
    public TokenBucket {
        if (level < 0 || level > rate.capacity()) {
            throw new IllegalArgumentException("level must be 0 to " + rate.capacity() + ", was " + level);
        }
        if (sixteenths < 1 || sixteenths > FULL) {
            throw new IllegalArgumentException("sixteenths must be 1 to " + FULL + ", was " + sixteenths);
        }
        at = Micros.instant(Micros.floor(at));
        heldUntil = Micros.instant(Micros.ceiling(heldUntil));
    }

    /** A full bucket that nobody has throttled. */
    public static TokenBucket full(PermitRate rate, Instant now) {
        return new TokenBucket(rate, rate.capacity(), now, now, FULL);
    }

    /**
     * Takes {@code permits} or none.
     *
     * @throws IllegalArgumentException if {@code permits} is not 1 to the burst
     */
    public Take take(long permits, Instant now) {
        if (permits < 1 || permits > rate.burst()) {
            throw new IllegalArgumentException("permits must be 1 to the burst " + rate.burst() + ", was " + permits);
        }
        return take(permits, permits, now);
    }

    /**
     * Takes as many as there are, up to {@code permits}. If there is none it waits for all of them, or for a full bucket
     * if they are more: somebody who came back for the first would pay a statement for each permit.
     *
     * @throws IllegalArgumentException if {@code permits} is not positive
     */
    public Take takeUpTo(long permits, Instant now) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be positive, was " + permits);
        }
        return take(1, permits, now);
    }

    /**
     * The bucket after the provider has throttled.
     *
     * @param now when its answer came
     * @param until when it may be asked again; never before, unless that is more than {@link #LONGEST_HOLD} away, and
     *     {@link #SHORTEST_HOLD} from now at least
     */
    public TokenBucket throttled(Instant now, Instant until) {
        TokenBucket bucket = advanced(now);
        long time = Micros.floor(now);
        long earliest = Micros.ceiling(now.plus(SHORTEST_HOLD));
        long latest = Micros.ceiling(now.plus(LONGEST_HOLD));
        long end = Math.max(earliest, Math.min(latest, Micros.ceiling(until)));
        long held = Micros.floor(bucket.heldUntil);
        if (time < held) {
            return new TokenBucket(
                    rate, bucket.level, bucket.at, Micros.instant(Math.max(held, end)), bucket.sixteenths);
        }
        int share = Math.max(1, bucket.shareAt(time) / 2);
        return new TokenBucket(rate, 0, bucket.at, Micros.instant(end), share);
    }

    /** The bucket under another published rate: with the whole permits it has, up to the new burst. */
    public TokenBucket withRate(PermitRate other, Instant now) {
        if (other.equals(rate)) {
            return this;
        }
        TokenBucket bucket = advanced(now);
        long permits = Math.min(bucket.level / rate.weight(), other.burst());
        return new TokenBucket(other, permits * other.weight(), bucket.at, bucket.heldUntil, bucket.sixteenths);
    }

    private Take take(long least, long most, Instant now) {
        TokenBucket bucket = advanced(now);
        boolean held = now.isBefore(bucket.heldUntil);
        if (!held && bucket.unlimitedAt(Micros.floor(now))) {
            return new Granted(bucket.withLevel(rate.capacity()), most);
        }
        long available = Math.min(most, bucket.level / rate.weight());
        if (held || available < least) {
            return new Wait(bucket, Micros.instant(bucket.readyAt(Math.min(most, rate.burst()))));
        }
        return new Granted(bucket.withLevel(bucket.level - available * rate.weight()), available);
    }

    private TokenBucket advanced(Instant now) {
        long from = Micros.floor(at);
        long to = Micros.floor(now);
        if (to < from) {
            return from - to <= Micros.of(CLOCK_STEP) ? this : rewound(from - to);
        }
        long held = Micros.floor(heldUntil);
        long filled = level;
        long time = Math.max(from, held);
        while (time < to) {
            int share = shareAt(time);
            long end = Math.min(to, endOfShare(share));
            filled = refilled(filled, end - time, rate.permits() * share);
            time = end;
        }
        boolean recovered = to >= held && shareAt(to) == FULL;
        return new TokenBucket(rate, filled, now, heldUntil, recovered ? FULL : sixteenths);
    }

    private TokenBucket rewound(long micros) {
        return new TokenBucket(
                rate,
                level,
                Micros.instant(Micros.floor(at) - micros),
                Micros.instant(Micros.floor(heldUntil) - micros),
                sixteenths);
    }

    /** Stops at the brim before it multiplies, so an idle year does not overflow. */
    private long refilled(long from, long micros, long perMicro) {
        long capacity = rate.capacity();
        return micros >= ceilingOf(capacity - from, perMicro) ? capacity : from + micros * perMicro;
    }

    private long readyAt(long permits) {
        long missing = permits * rate.weight() - level;
        long time = Math.max(Micros.floor(at), Micros.floor(heldUntil));
        while (missing > 0 && !unlimitedAt(time)) {
            int share = shareAt(time);
            long perMicro = rate.permits() * share;
            long end = Math.min(endOfShare(share), time + ceilingOf(missing, perMicro));
            missing -= (end - time) * perMicro;
            time = end;
        }
        return time;
    }

    private boolean unlimitedAt(long time) {
        return rate.onlyWhenThrottled() && shareAt(time) == FULL;
    }

    /** The share of the rate at a time that is not before the end of the hold. */
    private int shareAt(long time) {
        long steps = Math.max(0, time - Micros.floor(heldUntil)) / Micros.of(RECOVERY_STEP);
        return (int) Math.min(FULL, sixteenths + steps);
    }

    private long endOfShare(int share) {
        return share == FULL
                ? Long.MAX_VALUE
                : Micros.floor(heldUntil) + (share - sixteenths + 1) * Micros.of(RECOVERY_STEP);
    }

    private TokenBucket withLevel(long other) {
        return new TokenBucket(rate, other, at, heldUntil, sixteenths);
    }

    private static long ceilingOf(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }
}
