package dev.calsync.provider.google.testing;

import dev.calsync.system.RandomSource;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Faults by chance: which requests are hit, and how, follows from the seed and the order of the requests alone. Only
 * calls of the Calendar API and batches are hit. Thread-safe.
 */
public final class Weather {

    /** What can happen to a request. */
    public enum Fault {
        /** 500 {@code backendError}. */
        BACKEND_ERROR,
        /** 503 without a hint. */
        UNAVAILABLE,
        /** 503 with a Retry-After. */
        UNAVAILABLE_WITH_HINT,
        /** A page of HTML by some proxy. */
        BAD_GATEWAY,
        /** 403 {@code rateLimitExceeded}. */
        RATE_LIMIT_403,
        /** 403 {@code userRateLimitExceeded}. */
        USER_RATE_LIMIT,
        /** 429 {@code rateLimitExceeded}. */
        RATE_LIMIT_429,
        /** 410 {@code fullSyncRequired}, to a request with a sync token. */
        SYNC_TOKEN_EXPIRED,
        /** 400 for a page token. */
        PAGE_TOKEN_DIED,
        /** 409 {@code conflict}, to a part of a batch. */
        PART_CONFLICT,
        /** Not applied, no answer. */
        DROPPED,
        /** Applied, no answer. */
        ANSWER_LOST,
        /** Applied, half of the answer. */
        ANSWER_CUT
    }

    private final RandomSource random;
    private final int oneIn;
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);

    private Weather(RandomSource random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    /** Every eighth request is hit. */
    public static Weather seeded(long seed) {
        return seeded(seed, 8);
    }

    /** One in so many requests is hit. */
    public static Weather seeded(long seed, int oneInRequests) {
        return new Weather(RandomSource.seeded(seed * 31 + 7), oneInRequests);
    }

    /** Nothing happens. */
    public static Weather calm() {
        return new Weather(RandomSource.seeded(0), Integer.MAX_VALUE);
    }

    /** How often each thing happened. */
    public synchronized Map<Fault, Integer> happened() {
        return Map.copyOf(happened);
    }

    synchronized FaultScript.@Nullable Fault next(LoggedRequest request) {
        boolean api = LoggedRequest.api().test(request) || request.kind().equals("batch");
        if (oneIn == Integer.MAX_VALUE || !api || random.nextInt(oneIn) > 0) {
            return null;
        }
        Fault fault = List.of(Fault.values()).get(random.nextInt(Fault.values().length));
        if (!fits(fault, request)) {
            return null;
        }
        happened.merge(fault, 1, Integer::sum);
        return effect(fault);
    }

    private static boolean fits(Fault fault, LoggedRequest request) {
        return switch (fault) {
            case SYNC_TOKEN_EXPIRED -> request.query().containsKey("syncToken");
            case PAGE_TOKEN_DIED -> request.query().containsKey("pageToken");
            case PART_CONFLICT -> request.inBatch();
            default -> true;
        };
    }

    private static FaultScript.Fault effect(Fault fault) {
        return switch (fault) {
            case BACKEND_ERROR -> answer(500, "backendError");
            case UNAVAILABLE -> answer(503, "backendError");
            case UNAVAILABLE_WITH_HINT ->
                new FaultScript.Answer(ApiProblem.scripted(503, "backendError").reply(Duration.ofSeconds(30)));
            case BAD_GATEWAY ->
                new FaultScript.Answer(ApiReply.text(
                        502, "text/html; charset=UTF-8", "<html><body>502. That's an error.</body></html>"));
            case RATE_LIMIT_403 -> answer(403, "rateLimitExceeded");
            case USER_RATE_LIMIT -> answer(403, "userRateLimitExceeded");
            case RATE_LIMIT_429 -> answer(429, "rateLimitExceeded");
            case SYNC_TOKEN_EXPIRED -> answer(410, "fullSyncRequired");
            case PAGE_TOKEN_DIED ->
                new FaultScript.Answer(ApiProblem.invalid("Invalid page token value.")
                        .in("parameter", "pageToken")
                        .reply());
            case PART_CONFLICT -> answer(409, "conflict");
            case DROPPED -> FaultScript.Broken.DROP;
            case ANSWER_LOST -> FaultScript.Broken.LOSE_REPLY;
            case ANSWER_CUT -> FaultScript.Broken.CUT_REPLY;
        };
    }

    private static FaultScript.Fault answer(int status, String reason) {
        return new FaultScript.Answer(ApiProblem.scripted(status, reason).reply());
    }
}
