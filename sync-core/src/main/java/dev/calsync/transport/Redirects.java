package dev.calsync.transport;

import dev.calsync.error.UnrecoverableException;
import java.net.URI;
import java.util.Optional;

/**
 * Where a redirect leads. OkHttp's own follower turns a REPORT into a GET, crosses from https to http, and keeps custom
 * headers on the way to a foreign host; this one does none of it.
 */
final class Redirects {
    private Redirects() {}

    /** @return empty if the answer is no redirect, or one that is the caller's to judge */
    static Optional<URI> next(HttpRequest request, HttpResponse response, HttpScope scope) {
        boolean redirect = switch (response.status()) {
            case 301, 302, 307, 308 -> true;
            // "It is done, look there" for a write; discovery (RFC 6764 section 5) uses it like 302.
            case 303 -> request.repeatable();
            default -> false;
        };
        if (!redirect || response.header("Location").isEmpty()) {
            return Optional.empty();
        }
        URI from = response.uri();
        URI to = response.header("Location")
                .flatMap(link -> HttpTransport.resolve(from, link))
                .orElseThrow(() -> refusal(request, "a redirect to something that is no web address"));
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
            throw refusal(request, "a redirect from https to http was refused; use the address it should lead to");
        }
        boolean leaves = !OriginPolicy.sameOrigin().permits(from, to);
        if (leaves && !request.repeatable() && !scope.trusts(to)) {
            throw refusal(request, "a redirect of a write to another host was refused; connect to that host itself");
        }
        return Optional.of(to);
    }

    private static UnrecoverableException refusal(HttpRequest request, String what) {
        return new UnrecoverableException(request + ": " + what);
    }
}
