package dev.calsync.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class RedirectsTest {
    private final MockWebServer home = new MockWebServer();
    private final MockWebServer foreign = new MockWebServer();
    private final HttpTransport transport =
            HttpTransport.builder().allowLoopbackHttp().build();

    @BeforeEach
    void start() throws IOException {
        home.start(InetAddress.getLoopbackAddress(), 0);
        foreign.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        transport.close();
        home.close();
        foreign.close();
    }

    @ParameterizedTest
    @CsvSource({
        "301,REPORT",
        "302,REPORT",
        "303,REPORT",
        "307,REPORT",
        "308,REPORT",
        "301,PROPFIND",
        "301,PUT",
        "302,PUT",
        "308,POST",
        "301,PROPPATCH",
        "307,DELETE"
    })
    void everyMethod_keepsMethodBodyHeadersAndCredentials_atHome(int status, String method) throws Exception {
        home.enqueue(redirect(status, "/moved/here"));
        home.enqueue(new MockResponse.Builder().build());
        HttpRequest request = HttpRequest.of(method, uri(home, "/old"))
                .withHeader("Depth", "1")
                .withBody("<q/>".getBytes(UTF_8), "application/xml");

        try (HttpResponse response = transport.send(request, scope())) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.uri()).isEqualTo(uri(home, "/moved/here"));
        }
        home.takeRequest();
        RecordedRequest second = home.takeRequest();
        assertThat(second.getMethod()).isEqualTo(method);
        assertThat(second.getTarget()).isEqualTo("/moved/here");
        assertThat(second.getBody().utf8()).isEqualTo("<q/>");
        assertThat(second.getHeaders().get("Depth")).isEqualTo("1");
        assertThat(second.getHeaders().get("Authorization")).isNotNull();
    }

    @Test
    void seeOtherAfterAWrite_isHandedOver() throws Exception {
        home.enqueue(redirect(303, "/elsewhere"));

        try (HttpResponse response = transport.send(HttpRequest.of("POST", uri(home, "/")), scope())) {
            assertThat(response.status()).isEqualTo(303);
        }
    }

    @Test
    void foreignOrigin_getsNoCredentials() throws Exception {
        home.enqueue(redirect(302, uri(foreign, "/dav").toString()));
        foreign.enqueue(new MockResponse.Builder().build());

        try (HttpResponse response = transport.send(propfind(), scope())) {
            assertThat(response.credentialsSent()).isFalse();
            assertThat(response.uri()).isEqualTo(uri(foreign, "/dav"));
        }
        assertThat(foreign.takeRequest().getHeaders().get("Authorization")).isNull();
    }

    @Test
    void trustedOrigin_getsCredentialsAndWrites() throws Exception {
        home.enqueue(redirect(307, uri(foreign, "/dav").toString()));
        foreign.enqueue(new MockResponse.Builder().build());

        transport
                .send(HttpRequest.of("DELETE", uri(home, "/a")), scope().trusting((from, to) -> true))
                .close();

        assertThat(foreign.takeRequest().getHeaders().get("Authorization")).isNotNull();
    }

    @Test
    void write_doesNotLeaveItsOrigin() {
        home.enqueue(redirect(307, uri(foreign, "/dav").toString()));

        assertThatThrownBy(() -> transport.send(HttpRequest.of("PUT", uri(home, "/a")), scope()))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("write to another host");
        assertThat(foreign.getRequestCount()).isZero();
    }

    @Test
    void fiveRedirects_areFollowed_sixAreNot() throws Exception {
        for (int i = 0; i < 5; i++) {
            home.enqueue(redirect(302, "/" + i));
        }
        home.enqueue(new MockResponse.Builder().build());
        transport.send(propfind(), scope()).close();

        for (int i = 0; i < 6; i++) {
            home.enqueue(redirect(302, "/" + i));
        }
        assertThatThrownBy(() -> transport.send(propfind(), scope()))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("more than 5 times");
    }

    @Test
    void redirectToAGuardedAddress_isRefused() {
        home.enqueue(redirect(302, "https://169.254.169.254/latest/meta-data"));

        assertThatThrownBy(() -> transport.send(propfind(), scope()))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("AddressGuard");
    }

    @Test
    void redirectToNoWebAddress_isRefused() {
        home.enqueue(redirect(302, "file:///etc/passwd"));

        assertThatThrownBy(() -> transport.send(propfind(), scope()))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("no web address");
    }

    @Test
    void fromHttpsToHttp_isRefused_andAnUntrustedCertificateIsUnreachable(@TempDir Path dir) throws Exception {
        KeyStore keys = selfSigned(dir);
        try (MockWebServer secure = new MockWebServer();
                HttpTransport trusting = HttpTransport.builder()
                        .allowLoopbackHttp()
                        .trust(trustIn(keys))
                        .build()) {
            secure.setProtocols(List.of(Protocol.HTTP_1_1));
            secure.useHttps(context(keys).getSocketFactory());
            secure.start(InetAddress.getLoopbackAddress(), 0);
            URI target = URI.create("https://127.0.0.1:" + secure.getPort() + "/");
            HttpScope scope = HttpScope.of(target, RequestAuthenticator.basic("alice", "secret"));
            secure.enqueue(redirect(302, uri(home, "/").toString()));

            assertThatThrownBy(() -> trusting.send(HttpRequest.of("PROPFIND", target), scope))
                    .isInstanceOf(UnrecoverableException.class)
                    .hasMessageContaining("https to http");
            assertThat(home.getRequestCount()).isZero();
            secure.takeRequest();
            secure.enqueue(new MockResponse.Builder().status("HTTP/1.0 200 OK").build());
            secure.enqueue(new MockResponse.Builder().build());
            trusting.send(HttpRequest.of("PUT", target), scope).close();
            trusting.send(HttpRequest.of("PUT", target), scope).close();
            assertThat(secure.takeRequest().getConnectionIndex())
                    .as("an HTTP/1.0 connection is used once, with TLS too")
                    .isNotEqualTo(secure.takeRequest().getConnectionIndex());
            assertThatThrownBy(() -> transport.send(HttpRequest.of("PUT", target), scope))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("certificate");
        }
    }

    private HttpRequest propfind() {
        return HttpRequest.of("PROPFIND", uri(home, "/"));
    }

    private HttpScope scope() {
        return HttpScope.of(uri(home, "/"), RequestAuthenticator.basic("alice", "secret"));
    }

    private static URI uri(MockWebServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    private static MockResponse redirect(int status, String location) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Location", location)
                .build();
    }

    /** The JDK makes certificates with a program only. */
    private static KeyStore selfSigned(Path dir) throws Exception {
        Path file = dir.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static X509TrustManager trustIn(KeyStore keys) throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("test", keys.getCertificate("test"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(anchors);
        return (X509TrustManager) managers.getTrustManagers()[0];
    }
}
