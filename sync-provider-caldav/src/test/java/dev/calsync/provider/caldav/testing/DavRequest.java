package dev.calsync.provider.caldav.testing;

import java.util.Locale;
import java.util.Map;

/** A request that passed authentication. Header names are in lower case. */
record DavRequest(String method, DavPath path, Map<String, String> headers, byte[] body, String user) {

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
