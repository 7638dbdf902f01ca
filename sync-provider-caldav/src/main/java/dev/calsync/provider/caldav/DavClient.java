package dev.calsync.provider.caldav;

import dev.calsync.model.ETag;
import dev.calsync.transport.HttpRequest;
import dev.calsync.transport.HttpResponse;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.jspecify.annotations.Nullable;

/** The calls that CalDAV is made of, for one account. Thread-safe; every call blocks. */
final class DavClient {
    private static final String CALENDAR_TYPE = "text/calendar; charset=utf-8";
    private static final int MAX_ETAG_CHARS = 1024;

    private final HttpTransport transport;
    private final HttpScope scope;
    private final MultistatusReader reader;
    private final int maxResourceBytes;
    private volatile @Nullable URI unnotified;

    /** @param maxResourceBytes the longest calendar text that is read */
    DavClient(HttpTransport transport, HttpScope scope, int maxResourceBytes) {
        this.transport = transport;
        this.scope = scope;
        this.maxResourceBytes = maxResourceBytes;
        this.reader = new MultistatusReader(maxResourceBytes);
    }

    /** RFC 4918 section 9.1. Responses are handed over as they arrive. */
    DavAnswer propfind(URI target, String depth, byte[] body, Consumer<DavResponse> responses)
            throws InterruptedException {
        return multistatus("PROPFIND", target, depth, body, responses);
    }

    /** RFC 3253 section 3.6. Responses are handed over as they arrive. */
    DavAnswer report(URI target, String depth, byte[] body, Consumer<DavResponse> responses)
            throws InterruptedException {
        return multistatus("REPORT", target, depth, body, responses);
    }

    private DavAnswer multistatus(String method, URI target, String depth, byte[] body, Consumer<DavResponse> responses)
            throws InterruptedException {
        HttpRequest request = HttpRequest.of(method, target)
                .withHeader("Depth", depth)
                .withHeader("Accept", "application/xml, text/xml")
                // RFC 8144: what is not there need not be listed as missing.
                .withHeader("Prefer", "return=minimal")
                .withBody(body, DavXml.MEDIA_TYPE);
        try (HttpResponse response = transport.send(request, scope)) {
            if (response.status() != 207) {
                return refusal(request, response);
            }
            Optional<String> token = response.read(in -> reader.read(in, responses));
            return answer(request, response, 207, token, Map.of());
        } catch (MalformedAnswerException e) {
            throw CalDavErrors.unreadable(request, e);
        } catch (IOException e) {
            throw new IllegalStateException("the reader throws nothing else", e);
        }
    }

    /** What a resource's server says it supports (RFC 4918 section 10.1). */
    Set<String> complianceClasses(URI target) throws InterruptedException {
        HttpRequest request = HttpRequest.of("OPTIONS", target);
        try (HttpResponse response = transport.send(request, scope)) {
            if (!DavResponse.isSuccess(response.status())) {
                throw CalDavErrors.failure(request, response).get();
            }
            return response.headers("DAV").stream()
                    .flatMap(value -> Stream.of(value.split(",")))
                    .map(String::strip)
                    .collect(Collectors.toSet());
        }
    }

    /** A resource's text and the answer that brought it; no text unless the answer is a success. */
    record Fetched(DavAnswer answer, @Nullable String text) {}

    /**
     * RFC 9110 section 9.3.1.
     *
     * @throws dev.calsync.error.UnrecoverableException if the resource is longer than what is read
     */
    Fetched get(URI target) throws InterruptedException {
        HttpRequest request = HttpRequest.of("GET", target)
                .withHeader("Accept", "text/calendar")
                .uncompressed();
        try (HttpResponse response = transport.send(request, scope)) {
            if (response.status() != 200) {
                return new Fetched(refusal(request, response), null);
            }
            DavAnswer answer = answer(request, response, 200, Optional.empty(), Map.of());
            return new Fetched(answer, new String(response.bytes(maxResourceBytes), StandardCharsets.UTF_8));
        }
    }

    /**
     * From now on writes ask the server not to tell this registration of them (draft-bitfire-webdav-push); null if it may
     * tell all.
     */
    void doNotNotify(@Nullable URI registration) {
        unnotified = registration;
    }

    /** The answer to a registration, and when it says that this ends. */
    record Registered(DavAnswer answer, Optional<String> expires) {}

    /** Registers for messages, or renews that. */
    Registered register(URI collection, byte[] body) throws InterruptedException {
        HttpRequest request = HttpRequest.of("POST", collection).withBody(body, DavXml.MEDIA_TYPE);
        try (HttpResponse response = transport.send(request, scope)) {
            DavAnswer answer = DavResponse.isSuccess(response.status())
                    ? answer(request, response, response.status(), Optional.empty(), Map.of())
                    : refusal(request, response);
            return new Registered(answer, response.header("Expires"));
        }
    }

    /** Makes a resource where there is none (RFC 4791 section 5.3.2). */
    DavAnswer create(URI target, String text) throws InterruptedException {
        return write(put(target, text).withHeader("If-None-Match", "*"));
    }

    /**
     * Replaces a resource.
     *
     * @param expected the state it must be in; null to replace any
     */
    DavAnswer update(URI target, String text, @Nullable ETag expected) throws InterruptedException {
        return write(guarded(put(target, text), expected));
    }

    /**
     * Deletes a resource.
     *
     * @param expected the state it must be in; null to delete any
     */
    DavAnswer delete(URI target, @Nullable ETag expected) throws InterruptedException {
        return write(guarded(HttpRequest.of("DELETE", target), expected));
    }

    private static HttpRequest guarded(HttpRequest request, @Nullable ETag expected) {
        return expected == null ? request : request.withHeader("If-Match", expected.value());
    }

    private static HttpRequest put(URI target, String text) {
        return HttpRequest.of("PUT", target).withBody(text.getBytes(StandardCharsets.UTF_8), CALENDAR_TYPE);
    }

    private DavAnswer write(HttpRequest asked) throws InterruptedException {
        URI quiet = unnotified;
        HttpRequest request =
                quiet == null ? asked : asked.withHeader("Push-Dont-Notify", "\"" + quiet.toASCIIString() + "\"");
        try (HttpResponse response = transport.send(request, scope)) {
            if (response.status() == 207) {
                return single(request, response);
            }
            return DavResponse.isSuccess(response.status())
                    ? answer(request, response, response.status(), Optional.empty(), Map.of())
                    : refusal(request, response);
        }
    }

    /** Some servers answer a write of one resource with a multistatus that holds its status. */
    private DavAnswer single(HttpRequest request, HttpResponse response) throws InterruptedException {
        List<DavResponse> found = new ArrayList<>();
        try {
            response.read(in -> reader.read(in, found::add));
        } catch (MalformedAnswerException e) {
            throw CalDavErrors.unreadable(request, e);
        } catch (IOException e) {
            throw new IllegalStateException("the reader throws nothing else", e);
        }
        Map<QName, DavElement> conditions = new HashMap<>();
        found.forEach(each -> conditions.putAll(each.conditions()));
        int status = found.stream()
                .mapToInt(DavResponse::status)
                .filter(each -> each >= 400)
                .findFirst()
                .orElse(200);
        return answer(request, response, status, Optional.empty(), conditions);
    }

    /** The reason is worth reading if it is XML; otherwise the status says all there is. */
    private DavAnswer refusal(HttpRequest request, HttpResponse response) throws InterruptedException {
        Map<QName, DavElement> conditions = Map.of();
        if (response.header("Content-Type").orElse("").contains("xml")) {
            try {
                conditions = response.read(reader::readError);
            } catch (IOException e) {
                conditions = Map.of();
            }
        }
        return answer(request, response, response.status(), Optional.empty(), conditions);
    }

    private static DavAnswer answer(
            HttpRequest request,
            HttpResponse response,
            int status,
            Optional<String> token,
            Map<QName, DavElement> conditions) {
        Optional<ETag> etag = response.header("ETag").flatMap(DavClient::etag);
        return new DavAnswer(
                status,
                response.uri(),
                token,
                etag,
                response.header("Schedule-Tag").map(String::strip).filter(DavClient::isTag),
                response.header("Location"),
                conditions,
                CalDavErrors.failure(request, response));
    }

    /** Empty for what cannot be an entity tag. */
    static Optional<ETag> etag(String text) {
        String tag = text.strip();
        return isTag(tag) ? Optional.of(ETag.of(tag)) : Optional.empty();
    }

    /** Whether it can be sent back in a header. */
    static boolean isTag(String tag) {
        return !tag.isEmpty() && tag.length() <= MAX_ETAG_CHARS && tag.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }
}
