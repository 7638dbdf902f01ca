package dev.calsync.provider.graph;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Every status and code that Graph refuses with, and what it means, in one place. */
final class GraphErrors {
    private static final Set<Integer> MAY_WORK_LATER = Set.of(408, 421, 423, 425);
    private static final Set<Integer> EVENT_REFUSED = Set.of(400, 403, 405, 409, 413, 415, 422);

    /** A mailbox that asks for a pause means at least this one. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

    /** Codes that stand for "too many", whatever the status says. */
    private static final Set<String> TOO_MANY = Set.of(
            "toomanyrequests",
            "activitylimitreached",
            "applicationthrottled",
            "mailboxconcurrency",
            "errorexceededconnectioncount",
            "errortoomanyobjectsopened",
            "errorserverbusy");

    private GraphErrors() {}

    /** What an answer without a better meaning means. */
    static SyncException failure(ApiAnswer answer) {
        int status = answer.status();
        String what =
                answer.what() + ": Graph answered " + status + answer.error().shown();
        if (status == 401) {
            return new AuthorizationRevokedException(
                    answer.credentialsSent()
                            ? what + "; it refuses the access token, connect the account again"
                            : what + "; it asks for an access token, and the account has none");
        }
        if (isThrottled(answer)) {
            Duration pause = answer.retryAfter();
            String message = what + "; it asks for fewer requests";
            return pause == null ? ThrottledException.unhinted(message) : ThrottledException.after(message, pause);
        }
        if (status >= 500 || MAY_WORK_LATER.contains(status) || answer.error().mentions("timeout")) {
            return new TransientException(what);
        }
        if (status == 403) {
            return new UnrecoverableException(what
                    + "; the account may not do this, or the application lacks the permission Calendars.ReadWrite"
                    + " (Calendars.Read to read); grant it and connect the account again");
        }
        if (answer.error().mentions("mailboxnotenabled") || answer.error().mentions("mailboxnotsupported")) {
            return new UnrecoverableException(what
                    + "; this user has no mailbox in the cloud (no licence, or it lies on a server of the"
                    + " organisation's own), so there are no calendars to reach");
        }
        if (status == 404 || status == 410) {
            return new UnrecoverableException(what + "; what was asked for is not there any more");
        }
        return new UnrecoverableException(what + ", which was not to be expected");
    }

    /** 503 with a time to wait is how a mailbox says that too many requests are under way for it. */
    static boolean isThrottled(ApiAnswer answer) {
        int status = answer.status();
        boolean hinted = answer.retryAfter() != null;
        return status == 429
                || status == 509
                || ((status == 503 || status == 504) && hinted)
                || (status >= 400 && answer.error().codes().stream().anyMatch(TOO_MANY::contains));
    }

    /** A pause that Graph asked for, within what makes sense. */
    static Duration clamped(Duration pause) {
        if (pause.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /**
     * Whether a delta cannot go on and has to begin anew: 410, or one of the codes that say so with any status. Seen in
     * several spellings: {@code syncStateNotFound}, {@code SyncStateNotFound}, {@code syncStateInvalid},
     * {@code resyncRequired}, {@code ErrorInvalidSyncStateData}.
     */
    static boolean cursorExpired(ApiAnswer answer) {
        int status = answer.status();
        return status == 410
                || (status >= 400
                        && status < 500
                        && (answer.error().mentions("syncstate")
                                || answer.error().mentions("resync")));
    }

    /** Whether a write met another state than it was meant for. */
    static boolean stateMoved(ApiAnswer answer) {
        return answer.status() == 412
                || answer.error().is("errorirresolvableconflict")
                || answer.error().mentions("changekey")
                || answer.error().mentions("concurrentitemsave");
    }

    /** Whether an answer leaves open what became of a write. A gateway that gave up waiting does not know. */
    static boolean leavesOpen(ApiAnswer answer) {
        return !isThrottled(answer) && (answer.status() >= 500 || MAY_WORK_LATER.contains(answer.status()));
    }

    /** Why Graph refuses this very event for good; empty if the answer means something else. */
    static Optional<String> eventRefused(ApiAnswer answer) {
        if (!EVENT_REFUSED.contains(answer.status()) || isThrottled(answer)) {
            return Optional.empty();
        }
        ApiError error = answer.error();
        if (error.is("erroroccurrencecrossingboundary")) {
            return Optional.of("an occurrence may not be moved to the day of its neighbour, or past it"
                    + " (ErrorOccurrenceCrossingBoundary)");
        }
        if (error.is("erroraccessdenied") || answer.status() == 403) {
            return Optional.of("the account may not write to this calendar" + error.shown());
        }
        return Optional.of("Graph refuses this event with " + answer.status() + error.shown());
    }
}
