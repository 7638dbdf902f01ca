package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is refused, in the two levels that the API's errors have: status, and reason with domain. */
final class ApiProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String domain;
    private final String reason;
    private final @Nullable String locationType;
    private final @Nullable String location;

    private ApiProblem(
            int status,
            String domain,
            String reason,
            String message,
            @Nullable String locationType,
            @Nullable String location) {
        super(message, null, false, false);
        this.status = status;
        this.domain = domain;
        this.reason = reason;
        this.locationType = locationType;
        this.location = location;
    }

    /** A problem whose domain follows from its reason. */
    static ApiProblem of(int status, String reason, String message) {
        return new ApiProblem(status, domain(reason), reason, message, null, null);
    }

    /** A problem as a fault script names it: the message and the place follow from the reason. */
    static ApiProblem scripted(int status, String reason) {
        ApiProblem problem = of(status, reason, message(reason));
        return switch (reason) {
            case "fullSyncRequired" -> problem.in("parameter", "syncToken");
            case "updatedMinTooLongAgo" -> problem.in("parameter", "updatedMin");
            case "conditionNotMet" -> problem.in("header", "If-Match");
            case "authError" -> problem.in("header", "Authorization");
            default -> problem;
        };
    }

    static ApiProblem parameter(String name, String message) {
        return of(400, "invalidParameter", message).in("parameter", name);
    }

    static ApiProblem invalid(String message) {
        return of(400, "invalid", message);
    }

    static ApiProblem required(String message) {
        return of(400, "required", message);
    }

    static ApiProblem notFound() {
        return of(404, "notFound", "Not Found");
    }

    ApiProblem in(String type, String place) {
        return new ApiProblem(status, domain, reason, message(), type, place);
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    private String message() {
        return String.valueOf(getMessage());
    }

    private static String domain(String reason) {
        return switch (reason) {
            case "rateLimitExceeded",
                    "userRateLimitExceeded",
                    "quotaExceeded",
                    "dailyLimitExceeded",
                    "accessNotConfigured" -> "usageLimits";
            case "fullSyncRequired",
                    "updatedMinTooLongAgo",
                    "timeRangeEmpty",
                    "forbiddenForNonOrganizer",
                    "requiredAccessLevel",
                    "eventTypeRestriction",
                    "cannotChangeOrganizer" -> "calendar";
            default -> "global";
        };
    }

    private static String message(String reason) {
        return switch (reason) {
            case "rateLimitExceeded" -> "Rate Limit Exceeded";
            case "userRateLimitExceeded" -> "User Rate Limit Exceeded";
            case "quotaExceeded" -> "Calendar usage limits exceeded.";
            case "dailyLimitExceeded" -> "Daily Limit Exceeded";
            case "accessNotConfigured" -> "Access Not Configured";
            case "backendError" -> "Backend Error";
            case "notFound" -> "Not Found";
            case "forbidden" -> "Forbidden";
            case "insufficientPermissions" -> "Insufficient Permission";
            case "authError" -> "Invalid Credentials";
            case "fullSyncRequired" -> "Sync token is no longer valid, a full sync is required.";
            case "updatedMinTooLongAgo" -> "The requested minimum modification time lies too far in the past.";
            case "deleted" -> "Resource has been deleted";
            case "conditionNotMet" -> "Precondition Failed";
            case "duplicate" -> "The requested identifier already exists.";
            case "conflict" -> "Conflict";
            case "timeRangeEmpty" -> "The specified time range is empty.";
            case "forbiddenForNonOrganizer" -> "Shared properties can only be changed by the organizer of the event.";
            case "requiredAccessLevel" -> "You need to have writer access to this calendar.";
            default -> reason;
        };
    }

    ApiReply reply() {
        return reply(null);
    }

    ApiReply reply(@Nullable Duration retryAfter) {
        ObjectNode error = Json.object();
        ObjectNode detail = error.putArray("errors").addObject();
        detail.put("domain", domain).put("reason", reason).put("message", message());
        if (locationType != null) {
            detail.put("locationType", locationType).put("location", location);
        }
        error.put("code", status).put("message", message());
        Map<String, String> headers = new LinkedHashMap<>();
        if (status == 401) {
            headers.put("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
        } else if (reason.equals("insufficientPermissions")) {
            headers.put(
                    "WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\"");
        }
        if (retryAfter != null) {
            headers.put(
                    "Retry-After",
                    Long.toString(retryAfter.plusNanos(999_999_999).toSeconds()));
        }
        return ApiReply.json(status, Json.object().set("error", error)).with(headers);
    }
}
