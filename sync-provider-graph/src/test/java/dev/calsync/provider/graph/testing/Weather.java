package dev.calsync.provider.graph.testing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to a request at any time, by dice with a seed. The dice are thrown once for each request to Graph, in the
 * order in which requests arrive; requests for tokens are left alone. Thread-safe.
 */
public final class Weather {

    /** What can strike. */
    public enum Kind {
        /** 429 with a Retry-After of a second. */
        THROTTLED,
        /** 503 because the mailbox is busy. */
        BUSY,
        /** 500. */
        BROKEN,
        /** 504 before anything was done. */
        TIMED_OUT,
        /** The connection breaks before anything was done. */
        DROPPED,
        /** The connection breaks after all was done. */
        REPLY_LOST,
        /** The connection breaks in the middle of the answer. */
        REPLY_CUT,
        /** A change is refused as if the event had changed. */
        CONFLICT,
        /** A delta has to start over. */
        RESYNC
    }

    private final Random dice;
    private final double chance;
    private final Map<Kind, Integer> struck = new EnumMap<>(Kind.class);
    private boolean over;

    private Weather(long seed, double chance) {
        this.dice = new Random(seed);
        this.chance = chance;
    }

    /** Nothing happens. */
    public static Weather calm() {
        return new Weather(0, 0);
    }

    /**
     * Something happens to this share of the requests.
     *
     * @param chance from 0 to 1
     */
    public static Weather seeded(long seed, double chance) {
        return new Weather(seed, chance);
    }

    /** Nothing happens from now on. */
    public synchronized void end() {
        over = true;
    }

    /** How often each kind has struck; those that have not are left out. */
    public synchronized Map<Kind, Integer> struck() {
        return Map.copyOf(struck);
    }

    synchronized FaultScript.@Nullable Fault next(LoggedRequest request) {
        if (over
                || request.batched()
                || request.kind() == RequestKind.TOKEN
                || request.kind() == RequestKind.LOGIN
                || dice.nextDouble() >= chance) {
            return null;
        }
        Kind kind = Kind.values()[dice.nextInt(Kind.values().length)];
        boolean write = request.kind() == RequestKind.EVENT_PATCH || request.kind() == RequestKind.EVENT_DELETE;
        if (kind == Kind.CONFLICT && (!write || request.header("if-match").isEmpty())
                || kind == Kind.RESYNC
                        && !(request.kind() == RequestKind.DELTA
                                && request.target().contains("token="))) {
            kind = Kind.THROTTLED;
        }
        struck.merge(kind, 1, Integer::sum);
        return fault(kind);
    }

    private FaultScript.Fault fault(Kind kind) {
        return switch (kind) {
            case THROTTLED -> FaultScript.throttled("1");
            case BUSY -> FaultScript.busy(1);
            case BROKEN -> refuse(500, "InternalServerError");
            case TIMED_OUT -> refuse(504, "UnknownError");
            case DROPPED -> FaultScript.Broken.DROP;
            case REPLY_LOST -> FaultScript.Broken.LOSE_REPLY;
            case REPLY_CUT -> FaultScript.Broken.CUT_REPLY;
            case CONFLICT -> refuse(412, "ErrorIrresolvableConflict");
            case RESYNC -> {
                Reset[] all = Reset.values();
                GraphProblem problem = all[dice.nextInt(all.length)].problem(null);
                yield new FaultScript.Refuse(problem.status(), problem.code(), "Resync required.", Map.of());
            }
        };
    }

    private static FaultScript.Refuse refuse(int status, String code) {
        return new FaultScript.Refuse(status, code, "It is the weather.", Map.of());
    }
}
