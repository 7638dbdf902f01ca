package dev.calsync.provider.caldav;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.transport.HttpRequest;
import dev.calsync.transport.HttpResponse;
import dev.calsync.transport.OriginPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.xml.namespace.QName;

/** Every status and precondition that a CalDAV server refuses with, and what it means, in one place. */
final class CalDavErrors {
    private static final Set<Integer> MAY_WORK_LATER = Set.of(408, 421, 423, 425);
    private static final Set<Integer> EVENT_REFUSED = Set.of(400, 403, 405, 409, 411, 413, 414, 415, 422, 507);

    /** Stands among the conditions, and is none (RFC 4918 section 14.5). */
    private static final String EXPLANATION = "responsedescription";

    private CalDavErrors() {}

    /** What an answer without a better meaning means. Nothing is kept of the answer but what is said here. */
    static Supplier<SyncException> failure(HttpRequest request, HttpResponse response) {
        int status = response.status();
        String what = request + ": the server answered " + status;
        if (status == 401) {
            return unauthorized(request, response);
        }
        // region errors
        if (status == 429 || (status == 503 && response.retryAfter().isPresent())) {
            ThrottledException throttled = response.throttled(what + "; it asks for fewer requests");
            return () -> throttled;
        }
        if (status >= 500 || MAY_WORK_LATER.contains(status)) {
            return () -> new TransientException(what);
        }
        if (status == 404 || status == 410) {
            return () -> new UnrecoverableException(what + "; what was asked for is not there any more");
        }
        // endregion errors
        if (status == 403) {
            return () -> new UnrecoverableException(what + "; the account may not do this");
        }
        return () -> new UnrecoverableException(what + ", which makes no sense for CalDAV; check the address");
    }

    private static Supplier<SyncException> unauthorized(HttpRequest request, HttpResponse response) {
        if (response.credentialsSent()) {
            return () -> new AuthorizationRevokedException(
                    request + ": the server refuses the credentials; connect the account again");
        }
        if (OriginPolicy.sameOrigin().permits(request.uri(), response.uri())) {
            return () -> new AuthorizationRevokedException(
                    request + ": the server asks for credentials, and none were given that it takes");
        }
        String answered = response.toString();
        return () -> new UnrecoverableException(request + ": " + answered
                + " after a redirect; credentials are not sent to another host, connect to that one itself");
    }

    /** Whether a refused sync-collection says that the token is not known any more (RFC 6578 section 3.2). */
    static boolean cursorExpired(DavAnswer answer) {
        return answer.names(DavNames.VALID_SYNC_TOKEN);
    }

    /**
     * Whether a report was refused because the server does not have it (RFC 3253 section 3.6), or will not make one of
     * this size (RFC 6578 section 3.6).
     */
    static boolean reportUnsupported(DavAnswer answer) {
        return answer.names(DavNames.SUPPORTED_REPORT)
                || answer.status() == 405
                || answer.status() == 501
                || answer.status() == 507;
    }

    /** Whether a refused write says that the UID is taken (RFC 4791 section 5.3.2.1). */
    static Optional<DavElement> uidConflict(DavAnswer answer) {
        Map<QName, DavElement> conditions = answer.conditions();
        return Optional.ofNullable(conditions.get(DavNames.NO_UID_CONFLICT))
                .or(() -> Optional.ofNullable(conditions.get(DavNames.UNIQUE_RESOURCE)));
    }

    /** Why the server refuses this very event for good, or empty if the answer means something else. */
    static Optional<String> eventRefused(DavAnswer answer) {
        if (!EVENT_REFUSED.contains(answer.status()) && !refusedInSpiteOf412(answer)) {
            return Optional.empty();
        }
        if (answer.names(DavNames.NEED_PRIVILEGES)) {
            return Optional.of("the account may not write to this calendar");
        }
        if (uidConflict(answer).isPresent()) {
            return Optional.of("another event of this account has the same UID (no-uid-conflict)");
        }
        String reason = "the server refuses this event with " + answer.status();
        return Optional.of(answer.conditions().keySet().stream()
                .map(QName::getLocalPart)
                .filter(name -> name.matches("[a-z-]{1,60}") && !name.equals(EXPLANATION))
                .sorted()
                .findFirst()
                .map(name -> reason + " (" + name + ")")
                .orElse(reason));
    }

    /**
     * Xandikos says 412 of all that is wrong with an event. A precondition of HTTP is never one of CalDAV; DAViCal names
     * those too, in another namespace.
     */
    static boolean refusedInSpiteOf412(DavAnswer answer) {
        return answer.status() == 412
                && answer.conditions().keySet().stream()
                        .anyMatch(name -> name.getNamespaceURI().equals(DavNames.CALDAV));
    }

    static UnrecoverableException noAddress(String what) {
        return new UnrecoverableException(what + " is no address; list the calendars again");
    }

    static TransientException unreadable(HttpRequest request, MalformedAnswerException e) {
        return new TransientException(request + ": " + e.getMessage(), e);
    }
}
