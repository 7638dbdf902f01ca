package dev.calsync.provider.google;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.calsync.error.LeaseLostException;
import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.transport.HttpRequest;
import dev.calsync.transport.HttpResponse;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls, alone or up to {@value #MAX_PARTS} in one request, and tells answers apart. Google counts each part of a
 * batch as a request, and so do the two calls that frame requests here. Used by one thread at a time.
 */
final class GoogleClient {
    /** The batch endpoint takes 1,000, and grows slow and throttled long before. */
    static final int MAX_PARTS = 50;

    private static final String API = "calendar/v3/";
    private static final String BATCH = "batch/calendar/v3";
    private static final String JSON_TYPE = "application/json; charset=UTF-8";
    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final int MAX_BODY_BYTES = 8 << 20;
    private static final int MAX_BATCH_BYTES = 64 << 20;

    private final HttpTransport transport;
    private final HttpScope scope;
    private final CountedRequests requests;
    private final Backoff backoff;
    private final @Nullable String quotaUser;

    GoogleClient(
            HttpTransport transport,
            HttpScope scope,
            CountedRequests requests,
            Backoff backoff,
            @Nullable String quotaUser) {
        this.transport = transport;
        this.scope = scope;
        this.requests = requests;
        this.backoff = backoff;
        this.quotaUser = quotaUser;
    }

    /** Reads the members of an answer as they arrive. */
    @FunctionalInterface
    interface Members {
        /** The parser stands at the value of this member, and is to be left at the end of it. */
        void member(String name, JsonParser in) throws IOException;
    }

    /** A read was refused for a reason that the caller may understand. Never leaves this package. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never written anywhere
        private final ApiError error;

        RefusedException(ApiError error) {
            super(error.words());
            this.error = error;
        }

        ApiError error() {
            return error;
        }
    }

    /**
     * Reads an object, member by member, straight from the connection.
     *
     * @param what for messages, such as {@code "listing the events"}
     * @throws RefusedException if the call itself is refused, for instance because its token is not good any more
     */
    void read(String what, ApiCall call, Members members) throws RefusedException, InterruptedException {
        HttpResponse response = transport.send(request(call), scope);
        if (response.status() != 200) {
            ApiError error = error(response);
            if (GoogleErrors.isThrottled(error)
                    || GoogleErrors.isTrouble(error)
                    || GoogleErrors.isAboutTheAccount(error)) {
                throw failure(what, error);
            }
            throw new RefusedException(error);
        }
        try {
            response.read(in -> {
                try (JsonParser parser = Json.FACTORY.createParser(in)) {
                    members(parser, members);
                }
                return true;
            });
        } catch (IOException unreadable) {
            throw new TransientException(what + ": Google's answer cannot be read", unreadable);
        }
        backoff.succeeded();
    }

    /** Reads an object that has arrived already. */
    static void members(JsonParser in, Members members) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("an object was expected");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            members.member(name, in);
        }
        if (in.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the object has no end");
        }
    }

    /** Sends one call. */
    ApiAnswer send(ApiCall call) throws InterruptedException {
        boolean answered = false;
        try {
            HttpResponse response = transport.send(request(call), scope);
            int status = response.status();
            if (status < 200 || status > 299) {
                return answer(call, error(response));
            }
            answered = true;
            Content body = Content.of(response.bytes(MAX_BODY_BYTES));
            backoff.succeeded();
            return new ApiAnswer.Done(body);
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            return failed(call, e, answered);
        }
    }

    private static ApiAnswer failed(ApiCall call, SyncException e, boolean answered) {
        boolean maybeDone = call.writes() && (answered || e instanceof TransientException);
        return maybeDone ? new ApiAnswer.Lost(e) : new ApiAnswer.NotSent(e);
    }

    /** Sends calls that have nothing to do with each other; one answer for each, in their order. */
    List<ApiAnswer> sendAll(List<ApiCall> calls) throws InterruptedException {
        List<ApiAnswer> answers = new ArrayList<>(calls.size());
        for (int from = 0; from < calls.size(); from += MAX_PARTS) {
            List<ApiCall> some = calls.subList(from, Math.min(from + MAX_PARTS, calls.size()));
            if (some.size() == 1) {
                answers.add(send(some.get(0)));
            } else {
                answers.addAll(batch(some));
            }
        }
        return answers;
    }

    private List<ApiAnswer> batch(List<ApiCall> calls) throws InterruptedException {
        List<ApiCall> addressed = calls.stream().map(this::attributed).toList();
        HttpRequest request = HttpRequest.of("POST", scope.home().resolve(BATCH))
                .withBody(
                        BatchBody.write(scope.home().getRawPath() + API, addressed)
                                .bytes(),
                        BatchBody.TYPE);
        if (calls.stream().noneMatch(ApiCall::writes)) {
            request = request.asRepeatable();
        }
        for (int i = 1; i < calls.size(); i++) {
            requests.beforeRequest();
        }
        boolean answered = false;
        try {
            HttpResponse response = transport.send(request, scope);
            if (response.status() != 200) {
                SyncException refused = failure("sending a batch", error(response));
                return calls.stream().map(call -> failed(call, refused, false)).toList();
            }
            answered = true;
            String type = response.header("Content-Type").orElse("");
            return answers(calls, BatchBody.read(type, response.bytes(MAX_BATCH_BYTES), calls.size()));
        } catch (LeaseLostException e) {
            throw e;
        } catch (SyncException e) {
            boolean head = answered;
            return calls.stream().map(call -> failed(call, e, head)).toList();
        } finally {
            for (int i = 1; i < calls.size(); i++) {
                requests.afterResponse(0);
            }
        }
    }

    private List<ApiAnswer> answers(List<ApiCall> calls, List<BatchBody.@Nullable Part> parts) {
        List<ApiAnswer> answers = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            BatchBody.Part part = parts.get(i);
            if (part == null) {
                answers.add(missing(calls.get(i)));
            } else if (part.status() >= 200 && part.status() <= 299) {
                backoff.succeeded();
                answers.add(new ApiAnswer.Done(part.body()));
            } else {
                answers.add(answer(calls.get(i), ApiError.read(part.status(), part.retryAfter(), part.body())));
            }
        }
        return answers;
    }

    private static ApiAnswer missing(ApiCall call) {
        TransientException lost = new TransientException(call + ": the answer to a batch lacks this part");
        return call.writes() ? new ApiAnswer.Lost(lost) : new ApiAnswer.NotSent(lost);
    }

    private ApiAnswer answer(ApiCall call, ApiError error) {
        String what = call.writes() ? "writing an event" : "reading an event";
        if (GoogleErrors.isThrottled(error) || GoogleErrors.isAboutTheAccount(error)) {
            return new ApiAnswer.NotSent(failure(what, error));
        }
        if (GoogleErrors.isTrouble(error)) {
            SyncException trouble = failure(what, error);
            return call.writes() ? new ApiAnswer.Lost(trouble) : new ApiAnswer.NotSent(trouble);
        }
        return new ApiAnswer.Refused(error);
    }

    /** The failure that an error is, if it is nothing else. */
    SyncException failure(String what, ApiError error) {
        return GoogleErrors.failure(what, error, backoff, requests.now());
    }

    private static ApiError error(HttpResponse response) throws InterruptedException {
        try (response) {
            return ApiError.read(response.status(), response.retryAfter(), Content.of(response.bytes(MAX_ERROR_BYTES)));
        }
    }

    private ApiCall attributed(ApiCall call) {
        return call.with("quotaUser", quotaUser);
    }

    private HttpRequest request(ApiCall call) {
        URI address = URI.create(scope.home() + API + attributed(call).target());
        HttpRequest request = HttpRequest.of(call.method(), address);
        Content body = call.body();
        if (body != null) {
            request = request.withBody(body.bytes(), JSON_TYPE);
        }
        return call.ifMatch() == null
                ? request
                : request.withHeader("If-Match", Objects.requireNonNull(call.ifMatch()));
    }
}
