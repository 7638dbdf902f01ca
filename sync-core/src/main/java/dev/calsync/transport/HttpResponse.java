package dev.calsync.transport;

import dev.calsync.error.SyncException;
import dev.calsync.error.ThrottledException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An answer, with its body still on the wire. Close it; closing an unread body gives up the connection. Used by one
 * thread at a time.
 */
public final class HttpResponse implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);
    private static final int CAUSES_LOOKED_AT = 16;

    private final int status;
    private final Headers headers;
    private final URI uri;
    private final boolean credentialsSent;
    private final Instant receivedAt;
    private final BoundedBody body;

    HttpResponse(int status, Headers headers, URI uri, boolean credentialsSent, Instant receivedAt, BoundedBody body) {
        this.status = status;
        this.headers = headers;
        this.uri = uri;
        this.credentialsSent = credentialsSent;
        this.receivedAt = receivedAt;
        this.body = body;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The address that answered, after redirects; what relative links in the body refer to. */
    public URI uri() {
        return uri;
    }

    /** Whether the request that was answered carried credentials. They are withheld from foreign origins. */
    public boolean credentialsSent() {
        return credentialsSent;
    }

    /** The last value of a header, by its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** All values of a header in order, by its name in any case. */
    public List<String> headers(String name) {
        return List.copyOf(headers.values(name));
    }

    /**
     * How long the server asks to wait: {@code Retry-After} in seconds or as a date (RFC 9110 section 10.2.3). A date
     * is measured against the server's own {@code Date}, so that a wrong clock on either side does no harm. Between
     * zero and 24 hours; empty when there is none or it makes no sense.
     */
    public Optional<Duration> retryAfter() {
        String text = header("Retry-After").map(String::trim).orElse("");
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            // More digits than this is more than a day in any case.
            return Optional.of(text.length() > 9 ? LONGEST_WAIT : bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        Instant until = headers.getInstant("Retry-After");
        if (until == null) {
            return Optional.empty();
        }
        Instant serverNow = headers.getInstant("Date");
        return Optional.of(bounded(Duration.between(serverNow == null ? receivedAt : serverNow, until)));
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** The failure that says "slow down", with {@link #retryAfter()} where the server gave one. */
    public ThrottledException throttled(String message) {
        return retryAfter()
                .map(delay -> ThrottledException.after(message, delay))
                .orElseGet(() -> ThrottledException.unhinted(message));
    }

    /**
     * Reads the body as it arrives, then closes this answer. May block for as long as the read and call timeouts allow.
     *
     * @throws InterruptedException if the thread was interrupted; the connection is given up
     * @throws IOException if the reader threw it
     * @throws dev.calsync.error.TransientException if the connection broke or was too slow
     * @throws dev.calsync.error.UnrecoverableException if the body is longer than the transport allows
     */
    public <T> T read(BodyReader<? extends T> reader) throws IOException, InterruptedException {
        try (this) {
            return reader.read(body);
        } catch (IOException | RuntimeException e) {
            throwIfOurs(e);
            throw e;
        }
    }

    /** Parsers wrap what comes out of their stream; what happened to the connection matters more than where. */
    private static void throwIfOurs(Exception thrown) throws InterruptedException {
        @Nullable Throwable cause = thrown;
        for (int i = 0; cause != null && i < CAUSES_LOOKED_AT; i++) {
            if (cause instanceof BoundedBody.ReadInterruptedException) {
                throw new InterruptedException("interrupted while reading an HTTP answer");
            }
            if (cause instanceof SyncException failure) {
                throw failure;
            }
            cause = cause.getCause();
        }
    }

    /**
     * The whole body, then closes this answer.
     *
     * @param maxBytes the most that is acceptable, inclusive
     * @throws InterruptedException if the thread was interrupted; the connection is given up
     * @throws dev.calsync.error.TransientException if the connection broke or was too slow
     * @throws dev.calsync.error.UnrecoverableException if the body is longer than {@code maxBytes} or than the
     *     transport allows
     */
    public byte[] bytes(int maxBytes) throws InterruptedException {
        body.limit(maxBytes);
        try {
            return read(in -> {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                in.transferTo(all);
                return all.toByteArray();
            });
        } catch (IOException e) {
            throw new IllegalStateException("a byte array does not fail", e);
        }
    }

    /** Gives the connection back, or up if the body was not read. Never throws; calling it again changes nothing. */
    @Override
    public void close() {
        body.close();
    }

    @Override
    public String toString() {
        return status + " from " + OriginPolicy.origin(uri);
    }
}
