package dev.calsync.provider.graph;

import com.fasterxml.jackson.core.JsonParser;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.provider.ProviderContext;
import dev.calsync.transport.HttpRequest;
import dev.calsync.transport.HttpResponse;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.OriginPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Graph's API for one account, as calls and answers. Every request asks for ids that outlive a move within the
 * mailbox, for times in UTC, and carries an id of its own that Graph's logs know.
 *
 * <p>Once Graph has asked for a pause, nothing is sent before it is over: who asks earlier waits longer.
 */
final class GraphClient {
    static final int MAX_IN_BATCH = 20;
    static final String PREFERENCES = "IdType=\"ImmutableId\", outlook.timezone=\"UTC\"";

    private static final String JSON = "application/json";

    /** Reads a body as it arrives. */
    interface Reading<T> {
        T read(JsonParser in) throws IOException;
    }

    private final HttpTransport transport;
    private final HttpScope scope;
    private final URI base;
    private final ProviderContext context;
    private @Nullable Instant pausedUntil;

    /** @param base the address with the version, without a slash at its end */
    GraphClient(HttpTransport transport, HttpScope scope, URI base, ProviderContext context) {
        this.transport = transport;
        this.scope = scope;
        this.base = base;
        this.context = context;
    }

    /** Sends one call about events. */
    ApiAnswer send(ApiCall call) throws InterruptedException {
        return send(call, PREFERENCES);
    }

    private ApiAnswer send(ApiCall call, String preferences) throws InterruptedException {
        URI address = URI.create(base + call.target());
        HttpRequest request = HttpRequest.of(call.method(), address);
        if (call.expected() != null) {
            request = request.withHeader("If-Match", "W/" + call.expected().value());
        }
        if (call.body() != null) {
            request = request.withBody(call.body(), JSON);
        }
        return answered(request.withHeader("Prefer", preferences));
    }

    /** One page of a change feed, or of any other list whose link Graph gave. */
    ApiAnswer page(URI link, int pageSize) throws InterruptedException {
        return answered(
                HttpRequest.of("GET", link).withHeader("Prefer", PREFERENCES + ", odata.maxpagesize=" + pageSize));
    }

    private ApiAnswer answered(HttpRequest request) throws InterruptedException {
        try (HttpResponse response = exchange(request)) {
            return answer(request, response);
        }
    }

    private ApiAnswer answer(HttpRequest request, HttpResponse response) throws InterruptedException {
        ApiPage page = hasBody(response) ? parsed(request, response, ApiPage::read) : ApiPage.EMPTY;
        Duration pause = response.retryAfter().map(GraphErrors::clamped).orElse(null);
        return noted(new ApiAnswer(request.toString(), response.status(), page, pause, response.credentialsSent()));
    }

    /** Reads something that is no event. Anything but a success is thrown as what it means. */
    <T> T read(ApiCall call, Reading<T> reading) throws InterruptedException {
        HttpRequest request = HttpRequest.of(call.method(), URI.create(base + call.target()));
        return read(call.body() == null ? request : request.withBody(call.body(), JSON), reading);
    }

    /** Reads another page of something that is no event, by a link that was {@linkplain #pinned pinned}. */
    <T> T readLink(URI link, Reading<T> reading) throws InterruptedException {
        return read(HttpRequest.of("GET", link), reading);
    }

    private <T> T read(HttpRequest request, Reading<T> reading) throws InterruptedException {
        try (HttpResponse response = exchange(request.withHeader("Prefer", PREFERENCES))) {
            if (response.status() >= 200 && response.status() < 300) {
                return parsed(request, response, reading);
            }
            throw answer(request, response).failure();
        }
    }

    /**
     * Sends calls as one batch. Its parts run side by side, in no order; the answers come back in the order of the calls.
     *
     * @param calls at least one, at most {@value #MAX_IN_BATCH}
     */
    List<ApiAnswer> batch(List<ApiCall> calls) throws InterruptedException {
        if (calls.size() == 1) {
            return List.of(send(calls.get(0)));
        }
        HttpRequest request = HttpRequest.of("POST", URI.create(base + "/$batch"))
                .withHeader("Prefer", PREFERENCES)
                .withBody(BatchJson.write(calls), JSON);
        if (calls.stream().allMatch(ApiCall::reads)) {
            request = request.asRepeatable();
        }
        // Graph counts each part of a batch as a request, and so must whoever keeps to its limits.
        for (int i = 1; i < calls.size(); i++) {
            context.beforeRequest();
            context.afterResponse(0);
        }
        String what = request.toString();
        List<ApiAnswer> answers;
        try (HttpResponse response = exchange(request)) {
            boolean sent = response.credentialsSent();
            if (response.status() == 200) {
                answers = parsed(request, response, in -> BatchJson.read(in, calls, what, sent, context.time()));
            } else {
                throw answer(request, response).failure();
            }
        }
        answers.forEach(this::noted);
        return answers;
    }

    private HttpResponse exchange(HttpRequest request) throws InterruptedException {
        Instant until = pausedUntil;
        if (until != null && context.time().now().isBefore(until)) {
            throw ThrottledException.until(request + ": Graph has asked for a pause", until);
        }
        return transport.send(
                request.withHeader("Accept", JSON)
                        .withHeader("client-request-id", context.ids().next())
                        .withHeader("return-client-request-id", "true"),
                scope);
    }

    private ApiAnswer noted(ApiAnswer answer) {
        Duration pause = answer.retryAfter();
        if (pause != null && GraphErrors.isThrottled(answer)) {
            Instant until = context.time().now().plus(pause);
            pausedUntil = pausedUntil == null || until.isAfter(pausedUntil) ? until : pausedUntil;
        }
        return answer;
    }

    private static boolean hasBody(HttpResponse response) {
        return response.status() != 204
                && response.header("Content-Type").orElse("").contains("json");
    }

    private static <T> T parsed(HttpRequest request, HttpResponse response, Reading<T> reading)
            throws InterruptedException {
        try {
            return response.read((InputStream body) -> {
                try (JsonParser in = Json.FACTORY.createParser(body)) {
                    return reading.read(in);
                }
            });
        } catch (IOException e) {
            // No cause: a parser's message may quote what it read.
            throw new TransientException(request + ": Graph's answer broke off or is no JSON that can be read");
        }
    }

    /**
     * A link that Graph gave, if it leads back to Graph: a token goes nowhere else.
     *
     * @throws UnrecoverableException if it leads somewhere else
     */
    URI pinned(String link) {
        return ours(link)
                .orElseThrow(() -> new UnrecoverableException("Graph gave a link that does not lead to "
                        + OriginPolicy.origin(base) + "; it was not followed"));
    }

    /** Empty if the link leads somewhere else. */
    Optional<URI> ours(String link) {
        try {
            URI uri = new URI(link);
            boolean same = uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && OriginPolicy.sameOrigin().permits(base, uri)
                    && uri.getRawPath() != null
                    && uri.getRawPath().startsWith(base.getRawPath() + "/")
                    && !uri.normalize().getRawPath().contains("/../");
            return same ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
