package dev.calsync.transport;

import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.system.TimeSource;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The one door through which providers speak HTTP. Build one and share it: it pools connections, is thread-safe, and
 * blocks the calling thread for each request.
 *
 * <p>What it sees to, so that no provider has to:
 *
 * <ul>
 *   <li>Redirects are followed with the same method and body, at most {@value #MAX_REDIRECTS}, never from https to http.
 *   <li>Credentials go to the origins their {@link HttpScope} trusts and to no other. A request that changes something
 *       does not follow a redirect out of them either.
 *   <li>Every connection is checked by an {@link AddressGuard} after the name was resolved. Plain http is refused, or
 *       confined to loopback when asked for.
 *   <li>Bodies are bounded after decompression; connecting, reading and the whole call are bounded in time.
 *   <li>A repeatable request whose connection failed is tried up to {@value #MAX_TRIES} times within two seconds. Nothing
 *       else is ever sent twice.
 *   <li>An interrupt ends a call at once.
 * </ul>
 *
 * Proxies, cookies and caches are not used. Status codes are for the caller to judge.
 */
public final class HttpTransport implements AutoCloseable {
    static final int MAX_REDIRECTS = 5;
    static final int MAX_TRIES = 3;
    private static final Duration RETRY_WITHIN = Duration.ofSeconds(2);
    private static final Set<String> NEEDS_BODY = Set.of("PUT", "POST", "PATCH", "PROPPATCH", "REPORT", "QUERY");

    private final OkHttpClient https;
    private final Optional<OkHttpClient> loopbackHttp;
    private final long maxBodyBytes;
    private final TimeSource time;
    private final RetryPolicy<Object> retries;
    private final AtomicBoolean closed = new AtomicBoolean();

    HttpTransport(HttpTransportBuilder parts) {
        this.https = parts.client(parts.guard());
        this.loopbackHttp = parts.allowsLoopbackHttp()
                ? Optional.of(parts.share(https, AddressGuard.loopbackOnly()))
                : Optional.empty();
        this.maxBodyBytes = parts.maxBodyBytes();
        this.time = parts.time();
        this.retries = RetryPolicy.builder()
                .handle(UnreachableException.class, TransientException.class)
                .withMaxAttempts(MAX_TRIES)
                .withBackoff(Duration.ofMillis(100), Duration.ofMillis(400))
                .withJitter(0.2)
                .withMaxDuration(RETRY_WITHIN)
                .build();
    }

    /** Begins a transport. */
    public static HttpTransportBuilder builder() {
        return new HttpTransportBuilder();
    }

    /**
     * Sends a request and waits for the head of its answer.
     *
     * @return an answer of any status; the caller closes it
     * @throws InterruptedException if the thread was interrupted; the call was given up
     * @throws UnreachableException if no connection came about: the request was surely not sent
     * @throws TransientException if the connection broke or took too long after that: the request may or may not have
     *     been carried out
     * @throws UnrecoverableException if the address guard, the scheme or the redirect rules refuse it; nothing was sent
     *     to the refused place
     * @throws IllegalStateException if this transport is closed
     */
    public HttpResponse send(HttpRequest request, HttpScope scope) throws InterruptedException {
        URI target = request.uri();
        boolean challenged = false;
        for (int redirects = 0; ; ) {
            HttpResponse response = withTries(request, target, scope);
            boolean handedOver = false;
            try {
                if (response.status() == 401
                        && scope.trusts(target)
                        && !challenged
                        && scope.authenticator().challenged(target, response.headers("WWW-Authenticate"))) {
                    challenged = true;
                    continue;
                }
                Optional<URI> next = Redirects.next(request, response, scope);
                if (next.isEmpty()) {
                    handedOver = true;
                    return response;
                }
                redirects++;
                if (redirects > MAX_REDIRECTS) {
                    throw new UnrecoverableException(
                            request + ": redirected more than " + MAX_REDIRECTS + " times; check the address");
                }
                target = next.get();
                challenged = false;
            } finally {
                if (!handedOver) {
                    response.close();
                }
            }
        }
    }

    /**
     * The absolute address that a link of a server means. More forgiving than {@link URI#resolve(String)}: spaces and
     * other characters that do not belong into an address are percent-encoded, what is already encoded stays as it is.
     *
     * @param base the address that the link was read from
     * @return empty if it is no http or https address at all
     */
    public static Optional<URI> resolve(URI base, String link) {
        HttpUrl from = HttpUrl.parse(base.toString());
        HttpUrl to = from == null ? null : from.resolve(link);
        return to == null
                ? Optional.empty()
                : Optional.of(to.newBuilder()
                        .username("")
                        .password("")
                        .fragment(null)
                        .build()
                        .uri());
    }

    private HttpResponse withTries(HttpRequest request, URI target, HttpScope scope) throws InterruptedException {
        if (!request.repeatable()) {
            return once(request, target, scope);
        }
        try {
            return Failsafe.with(retries).get(() -> once(request, target, scope));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                // Failsafe sets the flag again when it is interrupted between two tries.
                Thread.interrupted();
                throw new InterruptedException("interrupted between two tries of an HTTP call");
            }
            throw e;
        }
    }

    private HttpResponse once(HttpRequest request, URI target, HttpScope scope) throws InterruptedException {
        if (closed.get()) {
            throw new IllegalStateException("this transport is closed");
        }
        OkHttpClient client = clientFor(request, target);
        Optional<String> authorization =
                scope.trusts(target) ? scope.authenticator().authorization(request.method(), target) : Optional.empty();
        TransportFailures failures = new TransportFailures(request.method(), target);
        Call call = client.newCall(wireRequest(request, target, authorization, failures));
        InterruptibleCall interruptible = new InterruptibleCall(call);
        scope.gate().beforeRequest();
        Response response;
        try {
            response = interruptible.run(call::execute);
        } catch (IOException e) {
            throw failures.beforeAnswer(e);
        } catch (RuntimeException e) {
            // A server may answer what OkHttp did not think of; that must look like any other bad answer.
            throw failures.beforeAnswer(new IOException(e));
        }
        BoundedBody body =
                new BoundedBody(response.body().byteStream(), interruptible, failures, scope.gate(), maxBodyBytes);
        return new HttpResponse(
                response.code(), response.headers(), target, authorization.isPresent(), time.now(), body);
    }

    private OkHttpClient clientFor(HttpRequest request, URI target) {
        if ("https".equalsIgnoreCase(target.getScheme())) {
            return https;
        }
        return loopbackHttp.orElseThrow(() -> new UnrecoverableException(request.method() + " "
                + OriginPolicy.origin(target) + ": only https is spoken; use an address that starts with https://"));
    }

    private static Request wireRequest(
            HttpRequest request, URI target, Optional<String> authorization, TransportFailures failures) {
        HttpUrl url = HttpUrl.parse(target.toString());
        if (url == null) {
            throw new UnrecoverableException(request + ": the address cannot be understood");
        }
        Request.Builder wire = new Request.Builder().url(url).tag(TransportFailures.class, failures);
        request.headers().forEach(wire::header);
        authorization.ifPresent(value -> wire.header("Authorization", value));
        RequestBody body = null;
        if (request.contentType().isPresent() || NEEDS_BODY.contains(request.method())) {
            MediaType type = request.contentType().map(MediaType::parse).orElse(null);
            body = RequestBody.create(request.body(), type);
        }
        return wire.method(request.method(), body).build();
    }

    /** Closes idle connections; calls under way end by themselves. Calling it again changes nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            https.connectionPool().evictAll();
        }
    }
}
