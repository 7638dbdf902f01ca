package dev.calsync.http;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.UserId;
import dev.calsync.system.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The JSON API: finds the operation, asks the host whose it is, keeps callers within their limit, and says what was wrong as
 * RFC 9457 writes it. {@code GET /api/openapi.json} describes all of it. Thread-safe.
 */
public final class ApiRoute implements HttpRoute {
    /** The first segment of its paths. */
    public static final String SEGMENT = "api";

    private static final int CALLS_PER_MINUTE = 600;
    private static final int REFUSED_PER_MINUTE = 60;
    private static final int BODY_BYTES_MAX = 262_144;
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT");

    private final Authorizer authorizer;
    private final List<ApiOperation> operations;
    private final CallerLimits users;
    private final CallerLimits strangers;

    /**
     * An API of these operations.
     *
     * @param authorizer says whose calendars a request is about
     * @param operations no two of one method and template
     */
    public ApiRoute(Authorizer authorizer, List<ApiOperation> operations, TimeSource time) {
        this.authorizer = authorizer;
        this.operations = List.copyOf(operations);
        this.users = new CallerLimits(time, CALLS_PER_MINUTE);
        this.strangers = new CallerLimits(time, REFUSED_PER_MINUTE);
    }

    @Override
    public HttpResponse answer(HttpRequest request) throws InterruptedException {
        List<String> path = request.segments();
        List<String> segments = path.subList(1, path.size());
        if (segments.equals(List.of("openapi.json")) && request.method().equals("GET")) {
            return HttpResponse.of(200, "application/json", OpenApi.of(operations));
        }
        Optional<UserId> user = authorizer.user(request);
        if (user.isEmpty()) {
            return refused(request);
        }
        long wait = users.secondsUntilAllowed(user.get().value());
        if (wait > 0) {
            return tooMany(wait);
        }
        List<ApiOperation> there =
                operations.stream().filter(one -> matches(one, segments)).toList();
        Optional<ApiOperation> operation = there.stream()
                .filter(one -> one.method().equals(request.method()))
                .findFirst();
        if (operation.isEmpty()) {
            return notThere(there);
        }
        return perform(operation.get(), segments, user.get(), request);
    }

    /** Who guesses is slowed down: what a caller without a user gets wrong is counted by where it comes from. */
    private HttpResponse refused(HttpRequest request) {
        long wait = strangers.secondsUntilAllowed(request.source());
        return wait > 0
                ? tooMany(wait)
                : Problem.of(401, "say who you are, as the host of this API asks you to")
                        .response();
    }

    private static HttpResponse tooMany(long seconds) {
        return Problem.of(429, "too many calls; wait as long as retry-after says")
                .response()
                .header("retry-after", String.valueOf(seconds));
    }

    private static HttpResponse notThere(List<ApiOperation> there) {
        if (there.isEmpty()) {
            return Problem.of(404, "there is no such operation; /api/openapi.json has all")
                    .response();
        }
        String allowed =
                there.stream().map(ApiOperation::method).collect(Collectors.toCollection(TreeSet::new)).stream()
                        .collect(Collectors.joining(", "));
        return Problem.of(405, "this path takes " + allowed).response().header("allow", allowed);
    }

    private static boolean matches(ApiOperation operation, List<String> segments) {
        List<String> template = operation.segments();
        if (template.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < template.size(); i++) {
            if (!ApiOperation.isVariable(template.get(i)) && !template.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static HttpResponse perform(ApiOperation operation, List<String> segments, UserId user, HttpRequest request)
            throws InterruptedException {
        if (WITH_BODY.contains(request.method()) && request.bodyBytes() > 0) {
            if (request.bodyBytes() > BODY_BYTES_MAX) {
                return Problem.of(413, "the body is too large").response();
            }
            // A form of another site can post text, but not this.
            if (!request.header("content-type").orElse("").startsWith("application/json")) {
                return Problem.of(415, "send the body as application/json").response();
            }
        }
        Map<String, String> variables = new HashMap<>();
        List<String> template = operation.segments();
        for (int i = 0; i < template.size(); i++) {
            String name = template.get(i);
            if (ApiOperation.isVariable(name)) {
                variables.put(name.substring(1, name.length() - 1), segments.get(i));
            }
        }
        try {
            return operation
                    .handler()
                    .answer(new ApiOperation.Call(user, variables, request))
                    .header("cache-control", "no-store");
        } catch (InvalidConfigurationException wrong) {
            return new Problem(400, "the input is wrong; faults names everything", wrong.faults()).response();
        } catch (IllegalArgumentException unknown) {
            return Problem.of(404, String.valueOf(unknown.getMessage())).response();
        } catch (IllegalStateException conflict) {
            return Problem.of(409, String.valueOf(conflict.getMessage())).response();
        }
    }
}
