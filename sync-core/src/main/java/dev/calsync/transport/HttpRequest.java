package dev.calsync.transport;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One request, before credentials. Immutable and thread-safe; each {@code with…} gives a new one. Its {@code toString}
 * shows method and origin, nothing else.
 */
public final class HttpRequest {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH", "QUERY");
    private static final Set<String> OURS = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "accept-encoding",
            "connection");

    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Optional<String> contentType;
    private final boolean repeatable;

    private HttpRequest(
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Optional<String> contentType,
            boolean repeatable) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
        this.contentType = contentType;
        this.repeatable = repeatable;
    }

    /**
     * A request without headers and body.
     *
     * @param method as it is sent, for example {@code PROPFIND}; the safe ones (RFC 9110 section 9.2.1, RFC 4918,
     *     RFC 3253) are repeatable from the start
     * @param uri absolute, {@code https} or {@code http}, without user info; a fragment is not sent
     * @throws IllegalArgumentException if the method is no token or the address is not of that kind
     */
    public static HttpRequest of(String method, URI uri) {
        require(TOKEN.matcher(method).matches(), "a method is a token (RFC 9110)");
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(scheme.equals("https") || scheme.equals("http"), "an address starts with https:// or http://");
        require(uri.getHost() != null, "an address names a host");
        require(uri.getRawUserInfo() == null, "an address holds no user name or password: give them as credentials");
        return new HttpRequest(method, uri, Map.of(), new byte[0], Optional.empty(), SAFE.contains(method));
    }

    /**
     * The same request with a header set.
     *
     * @throws IllegalArgumentException if the name is no token, is one that the transport sets itself (credentials,
     *     cookies, lengths, encodings), or the value holds anything but printable ASCII and tabs
     */
    public HttpRequest withHeader(String name, String value) {
        require(TOKEN.matcher(name).matches(), "a header's name is a token (RFC 9110)");
        require(!OURS.contains(name.toLowerCase(Locale.ROOT)), "the transport sets the header " + name + " itself");
        require(
                value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F)),
                "the header " + name + " holds a character that cannot be sent");
        Map<String, String> next = new LinkedHashMap<>(headers);
        next.put(name, value);
        return new HttpRequest(method, uri, next, body, contentType, repeatable);
    }

    /** The same request with a body, which is copied, and its {@code Content-Type}, which is sent as it stands. */
    public HttpRequest withBody(byte[] bytes, String mediaType) {
        require(!method.equals("GET") && !method.equals("HEAD"), method + " has no body");
        return new HttpRequest(method, uri, headers, bytes.clone(), Optional.of(mediaType), repeatable);
    }

    /**
     * The same request, whose answer is not to be compressed on the way. A compressed answer is another representation, so
     * that its entity tag may be weak (RFC 9110 section 8.8.3.3), and of no use as a precondition.
     */
    public HttpRequest uncompressed() {
        Map<String, String> next = new LinkedHashMap<>(headers);
        next.put("Accept-Encoding", "identity");
        return new HttpRequest(method, uri, next, body, contentType, repeatable);
    }

    /** The same request, marked as one that may be sent again when its answer was lost, because it is idempotent. */
    public HttpRequest asRepeatable() {
        return new HttpRequest(method, uri, headers, body, contentType, true);
    }

    public String method() {
        return method;
    }

    public URI uri() {
        return uri;
    }

    /** Whether it is sent again when the connection breaks, and whether it follows redirects to other origins. */
    public boolean repeatable() {
        return repeatable;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }

    Optional<String> contentType() {
        return contentType;
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }

    @Override
    public String toString() {
        return method + " " + OriginPolicy.origin(uri);
    }
}
