package dev.calsync.provider.google;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Every refusal of the API and what it means, in one place: by reason and domain first, because 403 says five different
 * things and 410 three (Calendar API, guide "Handle API errors"; quotas from "Manage quotas").
 */
final class GoogleErrors {
    private static final String USAGE = "usageLimits";
    private static final Set<String> TOO_FAST =
            Set.of("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "concurrentLimitExceeded");
    private static final Set<String> TOO_MUCH = Set.of("quotaExceeded", "calendarUsageLimitsExceeded");
    private static final Set<String> DAY_USED_UP = Set.of("dailyLimitExceeded", "dailyLimitExceededUnreg");
    private static final Set<String> SCOPES = Set.of("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    private static final Set<String> SWITCHED_OFF = Set.of("accessNotConfigured", "SERVICE_DISABLED");
    private static final Set<Integer> EVENT_REFUSED = Set.of(400, 403, 409, 413, 422);

    private GoogleErrors() {}

    /** Which of the reasons among {@code details} say more than the one among {@code errors}. */
    static boolean isPrecise(String reason) {
        return SCOPES.contains(reason) || SWITCHED_OFF.contains(reason);
    }

    /** Whether fewer requests are asked for: nothing was carried out, and it is nobody's fault. */
    static boolean isThrottled(ApiError error) {
        return error.status() == 429
                || (error.status() == 403
                        && !SWITCHED_OFF.contains(error.reason())
                        && (TOO_FAST.contains(error.reason())
                                || TOO_MUCH.contains(error.reason())
                                || DAY_USED_UP.contains(error.reason())
                                || error.domain().equals(USAGE)))
                || (error.status() == 503 && error.retryAfter().isPresent());
    }

    /** Whether the API is in trouble, so that a write may have been carried out. */
    static boolean isTrouble(ApiError error) {
        return error.status() >= 500 || error.status() == 408;
    }

    /** Whether a call has to do with no single event: it is not the event that is refused. */
    static boolean isAboutTheAccount(ApiError error) {
        return error.status() == 401
                || (error.status() == 403
                        && (SCOPES.contains(error.reason()) || SWITCHED_OFF.contains(error.reason())));
    }

    /** The cursor of a feed is of no use any more ({@code fullSyncRequired, updatedMinTooLongAgo}, a bad token). */
    static boolean isCursorExpired(ApiError error) {
        return (error.status() == 410 && !error.reason().equals("deleted")) || error.status() == 400;
    }

    /** The event is not there: it never was (404), or was deleted ({@code 410 deleted}). */
    static boolean isGone(ApiError error) {
        return error.status() == 404 || error.status() == 410;
    }

    /** The id of a new event is taken, maybe by one that was deleted. */
    static boolean isDuplicate(ApiError error) {
        return error.status() == 409 && !isConflict(error);
    }

    /** A part of a batch got in the way of another one; it was not carried out and may be sent again. */
    static boolean isConflict(ApiError error) {
        return error.status() == 409 && error.reason().equals("conflict");
    }

    static boolean isChangedMeanwhile(ApiError error) {
        return error.status() == 412;
    }

    /** Why the API refuses this very event for good; empty if the answer means something else. */
    static Optional<String> eventRefused(ApiError error) {
        if (!EVENT_REFUSED.contains(error.status()) || isThrottled(error) || isAboutTheAccount(error)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (error.reason()) {
                    case "forbiddenForNonOrganizer" -> "only the organizer may change this (forbiddenForNonOrganizer)";
                    case "requiredAccessLevel", "forbidden" ->
                        "the account may not write this (" + error.reason() + ")";
                    case "timeRangeEmpty" -> "it ends before it begins (timeRangeEmpty)";
                    case "eventTypeRestriction" ->
                        "Google does not allow this for events of its type" + " (eventTypeRestriction)";
                    default -> "Google refuses this event with " + error.words();
                });
    }

    /**
     * The failure that an answer without a better meaning is.
     *
     * @param what what was asked for, such as {@code "listing the events"}
     * @param backoff how long to wait when a throttled answer does not say
     */
    static SyncException failure(String what, ApiError error, Backoff backoff, Instant now) {
        String said = what + ": Google answered " + error.words();
        if (error.status() == 401) {
            return new AuthorizationRevokedException(said + "; the account has to be connected again");
        }
        if (isThrottled(error)) {
            return ThrottledException.after(said + "; it asks for fewer requests", wait(error, backoff, now));
        }
        if (isTrouble(error)) {
            return new TransientException(said);
        }
        if (SCOPES.contains(error.reason())) {
            return new AuthorizationRevokedException(
                    said + "; the user did not grant what this needs, connect the account again and grant it");
        }
        if (SWITCHED_OFF.contains(error.reason())) {
            return new UnrecoverableException(
                    said + "; enable the Google Calendar API for the project in the Google Cloud console");
        }
        if (isGone(error)) {
            return new UnrecoverableException(said + "; what was asked for is gone, or not shared any more");
        }
        if (error.status() == 403) {
            return new UnrecoverableException(said + "; the account may not do this");
        }
        if (error.status() == 409 || error.status() == 412) {
            return new TransientException(said);
        }
        return new UnrecoverableException(said + ", which should not happen");
    }

    private static Duration wait(ApiError error, Backoff backoff, Instant now) {
        if (error.retryAfter().isPresent()) {
            return error.retryAfter().orElseThrow();
        }
        if (DAY_USED_UP.contains(error.reason())) {
            LocalDate tomorrow = LocalDate.ofInstant(now, QuotaDay.ZONE).plusDays(1);
            return Duration.between(now, tomorrow.atStartOfDay(QuotaDay.ZONE));
        }
        return TOO_MUCH.contains(error.reason()) ? backoff.hours() : backoff.seconds();
    }
}
