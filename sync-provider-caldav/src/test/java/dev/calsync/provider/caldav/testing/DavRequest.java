package dev.calsync.provider.caldav.testing;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request that passed authentication. */
final class DavRequest {

    private final String method;
    private final DavPath path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final String user;

    /** Takes headers whose names are in lower case. */
    DavRequest(String method, DavPath path, Map<String, String> headers, byte[] body, String user) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.user = user;
    }

    String method() {
        return method;
    }

    DavPath path() {
        return path;
    }

    /** The decoded segments of the path. */
    List<String> segments() {
        return path.segments();
    }

    byte[] body() {
        return body;
    }

    String user() {
        return user;
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    RequestXml xml() throws DavProblem {
        return RequestXml.parse(body);
    }

    /** Whether the client can do without the list of missing properties (RFC 8144, and the older Brief header). */
    boolean minimal() {
        return header("Prefer").contains("return=minimal") || header("Brief").equalsIgnoreCase("t");
    }
}
