package dev.calsync.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.LeaseLostException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpTransportTest {
    private static final byte[] BODY = "<q/>".getBytes(UTF_8);

    private final MockWebServer server = new MockWebServer();
    private final CountingGate gate = new CountingGate();
    private HttpTransport transport =
            HttpTransport.builder().allowLoopbackHttp().build();

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void request_arrivesAsItWasMade() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(207)
                .addHeader("ETag", "\"1\"")
                .body("answer")
                .build());

        try (HttpResponse response = transport.send(report("/cal/").withHeader("Depth", "1"), scope())) {
            assertThat(response.status()).isEqualTo(207);
            assertThat(response.header("etag")).hasValue("\"1\"");
            assertThat(response.uri()).isEqualTo(uri("/cal/"));
            assertThat(response.credentialsSent()).isTrue();
            assertThat(response.bytes(100)).asString(UTF_8).isEqualTo("answer");
        }
        RecordedRequest seen = server.takeRequest();
        assertThat(seen.getMethod()).isEqualTo("REPORT");
        assertThat(seen.getTarget()).isEqualTo("/cal/");
        assertThat(seen.getHeaders().get("Depth")).isEqualTo("1");
        assertThat(seen.getHeaders().get("Content-Type")).isEqualTo("application/xml; charset=utf-8");
        assertThat(seen.getHeaders().get("User-Agent")).isEqualTo("calsync");
        assertThat(seen.getHeaders().get("Authorization")).isEqualTo("Basic YWxpY2U6cMOkc3M=");
        assertThat(seen.getBody().utf8()).isEqualTo("<q/>");
        assertThat(gate.requests).isEqualTo(1);
        assertThat(gate.bytes).isEqualTo(6);
    }

    @Test
    void putWithoutBody_isPossible() throws Exception {
        server.enqueue(ok());

        transport.send(HttpRequest.of("PUT", uri("/a")), scope()).close();

        assertThat(server.takeRequest().getBody().utf8()).isEmpty();
    }

    @Test
    void gzippedBody_isBoundedAfterDecompression() throws Exception {
        transport = HttpTransport.builder()
                .allowLoopbackHttp()
                .maxBodyBytes(100_000)
                .build();
        server.enqueue(gzipped(100_000));
        server.enqueue(gzipped(100_001));
        server.enqueue(gzipped(50_000_000));

        try (HttpResponse response = transport.send(report("/"), scope())) {
            assertThat(response.bytes(1_000_000)).hasSize(100_000);
        }
        try (HttpResponse response = transport.send(report("/"), scope())) {
            assertThatThrownBy(() -> response.read(in -> in.readAllBytes()))
                    .isInstanceOf(UnrecoverableException.class)
                    .hasMessageContaining("longer than the 100000 bytes");
        }
        gate.bytes = 0;
        try (HttpResponse response = transport.send(report("/"), scope())) {
            assertThatThrownBy(() -> response.bytes(1_000)).isInstanceOf(UnrecoverableException.class);
        }
        assertThat(gate.bytes).as("read no further than the tighter bound").isEqualTo(1_001);
    }

    @Test
    void failureOfTheStream_isToldAsItself_alsoWhenAParserWrapsIt() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("x".repeat(200_000))
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());

        try (HttpResponse response = transport.send(report("/"), scope())) {
            assertThatThrownBy(() -> response.read(in -> {
                        try {
                            return in.readAllBytes();
                        } catch (RuntimeException e) {
                            throw new IOException("bad syntax", e);
                        }
                    }))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("broke within the answer");
        }
    }

    @Test
    void hungServer_endsByTheReadTimeout_andIsNotAskedAgainForAWrite() {
        transport = HttpTransport.builder()
                .allowLoopbackHttp()
                .readTimeout(Duration.ofMillis(200))
                .build();
        server.enqueue(stalled());

        assertThatThrownBy(() -> transport.send(HttpRequest.of("PUT", uri("/a")), scope()))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("no answer in time");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void drippingServer_endsByTheCallTimeout() throws Exception {
        transport = HttpTransport.builder()
                .allowLoopbackHttp()
                .callTimeout(Duration.ofMillis(400))
                .build();
        server.enqueue(new MockResponse.Builder()
                .body("x".repeat(10_000))
                .throttleBody(1, 50, TimeUnit.MILLISECONDS)
                .build());

        try (HttpResponse response = transport.send(report("/"), scope())) {
            assertThatThrownBy(() -> response.bytes(10_000))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("took too long");
        }
    }

    @Test
    void brokenConnection_isRepeatedForReadsAndCounted() throws Exception {
        server.enqueue(dropped());
        server.enqueue(dropped());
        server.enqueue(ok());

        transport.send(report("/"), scope()).close();

        assertThat(gate.requests).isEqualTo(3);
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void brokenConnection_isGivenUpAfterThreeTries() {
        for (int i = 0; i < 4; i++) {
            server.enqueue(dropped());
        }

        assertThatThrownBy(() -> transport.send(report("/"), scope())).isInstanceOf(TransientException.class);
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void brokenConnection_neverRepeatsAWrite() {
        for (String method : List.of("PUT", "DELETE", "POST")) {
            int before = server.getRequestCount();
            server.enqueue(dropped());

            assertThatThrownBy(() -> transport.send(HttpRequest.of(method, uri("/a")), scope()))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("broke before the answer");
            assertThat(server.getRequestCount()).isEqualTo(before + 1);
        }
    }

    @Test
    void statusesThatOkHttpRepeatsSilently_areHandedOver() throws Exception {
        server.enqueue(
                new MockResponse.Builder().code(503).addHeader("Retry-After: 0").build());
        server.enqueue(new MockResponse.Builder().code(408).build());

        try (HttpResponse response = transport.send(HttpRequest.of("DELETE", uri("/a")), scope())) {
            assertThat(response.status()).isEqualTo(503);
        }
        try (HttpResponse response = transport.send(HttpRequest.of("PUT", uri("/a")), scope())) {
            assertThat(response.status()).isEqualTo(408);
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void nothingListening_isUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port + "/private");

        assertThatThrownBy(() -> transport.send(HttpRequest.of("PUT", nobody), scope()))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("refused")
                .hasMessageNotContaining("private");
    }

    @Test
    void unknownName_isUnreachable() {
        URI nowhere = URI.create("https://no-such-host.invalid/");

        assertThatThrownBy(() -> transport.send(HttpRequest.of("PUT", nowhere), scope()))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("does not resolve");
    }

    @Test
    void guardedAddress_isRefused_byLiteralAndByName() {
        transport = HttpTransport.builder().build();
        for (String host : List.of("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "169.254.169.254")) {
            URI target = URI.create("https://" + host + ":" + server.getPort() + "/");

            assertThatThrownBy(() -> transport.send(HttpRequest.of("GET", target), scope()))
                    .as(host)
                    .isInstanceOf(UnrecoverableException.class)
                    .hasMessageContaining("AddressGuard");
        }
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void plainHttp_isRefusedUnlessAllowed_andThenConfinedToLoopback() {
        HttpTransport strict =
                HttpTransport.builder().addressGuard(address -> true).build();
        assertThatThrownBy(() -> strict.send(HttpRequest.of("GET", uri("/")), scope()))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("only https");

        HttpTransport open = HttpTransport.builder()
                .addressGuard(address -> true)
                .allowLoopbackHttp()
                .build();
        URI elsewhere = URI.create("http://192.0.2.1/");
        assertThatThrownBy(() -> open.send(HttpRequest.of("GET", elsewhere), scope()))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("AddressGuard");
    }

    @Test
    void interrupt_endsAHangingCall() throws Exception {
        server.enqueue(stalled());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                transport.send(report("/"), scope()).close();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });

        caller.start();
        server.takeRequest();
        caller.interrupt();
        caller.join(5_000);

        assertThat(caller.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(gate.requests).isEqualTo(1);
    }

    @Test
    void interrupt_endsReadingABody() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("x".repeat(10_000))
                .throttleBody(5_000, 1, TimeUnit.HOURS)
                .build());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch reading = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            try (HttpResponse response = transport.send(report("/"), scope())) {
                response.read(in -> {
                    in.readNBytes(5_000);
                    reading.countDown();
                    return in.readAllBytes();
                });
            } catch (Throwable e) {
                thrown.set(e);
            }
        });

        caller.start();
        reading.await();
        caller.interrupt();
        caller.join(5_000);

        assertThat(caller.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void interruptedBefore_sendsNothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> transport.send(report("/"), scope())).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the flag was consumed").isFalse();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void gateThatVetoes_keepsTheRequestFromBeingSent() {
        gate.veto = Optional.of(new LeaseLostException("the lease is gone"));

        assertThatThrownBy(() -> transport.send(report("/"), scope())).isSameAs(gate.veto.get());
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void challenge_isAnsweredOnce() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(401)
                .addHeader("WWW-Authenticate", "Fresh")
                .build());
        server.enqueue(ok());
        server.enqueue(new MockResponse.Builder().code(401).build());
        server.enqueue(new MockResponse.Builder().code(401).build());
        AtomicReference<List<String>> asked = new AtomicReference<>(List.of());
        RequestAuthenticator refreshing = new RequestAuthenticator() {
            @Override
            public Optional<String> authorization(String method, URI target) {
                return Optional.of("Token " + asked.get());
            }

            @Override
            public boolean challenged(URI target, List<String> challenges) {
                asked.set(challenges);
                return true;
            }
        };
        HttpScope scope = HttpScope.of(uri("/"), refreshing);

        try (HttpResponse response =
                transport.send(HttpRequest.of("PUT", uri("/a")).withBody(BODY, "x/y"), scope)) {
            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Token []");
        RecordedRequest second = server.takeRequest();
        assertThat(second.getHeaders().get("Authorization")).isEqualTo("Token [Fresh]");
        assertThat(second.getBody().utf8()).isEqualTo("<q/>");

        try (HttpResponse response = transport.send(HttpRequest.of("GET", uri("/a")), scope)) {
            assertThat(response.status()).isEqualTo(401);
        }
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void connectionOfAnOldServer_isUsedOnce() throws Exception {
        for (String status : List.of("HTTP/1.0 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK")) {
            server.enqueue(new MockResponse.Builder().status(status).body("x").build());
        }
        List<Integer> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            try (HttpResponse response = transport.send(HttpRequest.of("PUT", uri("/a")), scope())) {
                assertThat(response.bytes(10)).hasSize(1);
            }
            connections.add(server.takeRequest().getConnectionIndex());
        }

        assertThat(connections.get(1)).isNotEqualTo(connections.get(0));
        assertThat(connections.get(2)).isNotEqualTo(connections.get(1));
        assertThat(connections.get(3)).as("HTTP/1.1 keeps it").isEqualTo(connections.get(2));
    }

    @Test
    void retryAfter_isReadInBothForms() throws Exception {
        assertThat(retryAfter("120", null)).hasValue(Duration.ofMinutes(2));
        assertThat(retryAfter("99999999999999999999", null)).hasValue(Duration.ofHours(24));
        assertThat(retryAfter("soon", null)).isEmpty();
        assertThat(retryAfter("-5", null)).isEmpty();
        assertThat(retryAfter("Sun, 22 Nov 2026 10:05:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT"))
                .as("measured by the server's clock")
                .hasValue(Duration.ofMinutes(5));
        assertThat(retryAfter("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT"))
                .hasValue(Duration.ZERO);
    }

    @Test
    void closedTransport_sendsNothing() {
        transport.close();

        assertThatThrownBy(() -> transport.send(report("/"), scope())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void builder_namesAllFaultsAtOnce() {
        assertThatThrownBy(() -> HttpTransport.builder()
                        .connectTimeout(Duration.ZERO)
                        .maxBodyBytes(0)
                        .connections(-1)
                        .userAgent("é")
                        .build())
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.faults()).hasSize(4));
    }

    private Optional<Duration> retryAfter(String value, @Nullable String date) throws Exception {
        MockResponse.Builder answer = new MockResponse.Builder().code(503).addHeader("Retry-After", value);
        if (date != null) {
            answer.addHeader("Date", date);
        }
        server.enqueue(answer.build());
        try (HttpResponse response = transport.send(report("/"), scope())) {
            return response.retryAfter();
        }
    }

    private HttpRequest report(String path) {
        return HttpRequest.of("REPORT", uri(path)).withBody(BODY, "application/xml; charset=utf-8");
    }

    private HttpScope scope() {
        return HttpScope.of(uri("/"), RequestAuthenticator.basic("alice", "päss"))
                .through(gate);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    private static MockResponse ok() {
        return new MockResponse.Builder().build();
    }

    private static MockResponse stalled() {
        return new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build();
    }

    private static MockResponse dropped() {
        return new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build();
    }

    private static MockResponse gzipped(int size) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[size]);
        }
        return new MockResponse.Builder()
                .addHeader("Content-Encoding", "gzip")
                .body(new Buffer().write(packed.toByteArray()))
                .build();
    }

    private static final class CountingGate implements RequestGate {
        private int requests;
        private long bytes;
        private Optional<RuntimeException> veto = Optional.empty();

        @Override
        public void beforeRequest() {
            veto.ifPresent(e -> {
                throw e;
            });
            requests++;
        }

        @Override
        public void afterResponse(long bodyBytes) {
            bytes += bodyBytes;
        }
    }
}
