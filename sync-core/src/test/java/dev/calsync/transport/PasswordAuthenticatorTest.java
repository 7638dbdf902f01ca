package dev.calsync.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.system.IdGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PasswordAuthenticatorTest {
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private static final String REALM = "http-auth@example.org";
    private static final String OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
    private static final URI TARGET = URI.create("http://www.example.org/dir/index.html");
    private static final IdGenerator IDS = () -> CLIENT_NONCE;

    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport =
            HttpTransport.builder().allowLoopbackHttp().build();
    private final RequestAuthenticator password = RequestAuthenticator.password("Mufasa", "Circle of Life", IDS);

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    /** RFC 7616 section 3.9.1. */
    @Test
    void exampleOfTheRfc_isAnsweredWithTheBetterAlgorithm() throws Exception {
        String both = digest("MD5", "auth, auth-int") + ", " + digest("SHA-256", "auth, auth-int");

        assertThat(password.challenged(TARGET, List.of(both))).isTrue();
        assertThat(password.authorization("GET", TARGET))
                .hasValue("Digest username=\"Mufasa\", realm=\"" + REALM + "\", nonce=\"" + NONCE
                        + "\", uri=\"/dir/index.html\""
                        + ", response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""
                        + ", qop=auth, nc=00000001, cnonce=\"" + CLIENT_NONCE + "\", algorithm=SHA-256, opaque=\""
                        + OPAQUE + "\"");
    }

    @Test
    void md5OfTheRfc_isAnsweredWhenThereIsNothingBetter() throws Exception {
        assertThat(password.challenged(TARGET, List.of(digest("MD5", "auth")))).isTrue();
        assertThat(password.authorization("GET", TARGET).orElseThrow())
                .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"");
        assertThat(password.authorization("GET", TARGET).orElseThrow()).contains("nc=00000002");
    }

    /** RFC 2069 section 2.4, as corrected by its errata. */
    @Test
    void serverWithoutQop_isAnsweredAsOfOld() throws Exception {
        RequestAuthenticator old = RequestAuthenticator.digest("Mufasa", "CircleOfLife", IDS);
        String challenge = "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";

        assertThat(old.challenged(TARGET, List.of(challenge))).isTrue();
        assertThat(old.authorization("GET", TARGET).orElseThrow())
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\"")
                .doesNotContain("nc=", "cnonce");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5-sess",
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-1",
                "Digest realm=\"r\", qop=\"auth\"",
                "Digest realm=\"\u00fc\", nonce=\"n\", qop=\"auth\"",
                "Basic realm=\"r\"",
                "Basic realm=\"r\", Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
                "Negotiate, NTLM TlRMTVNTUAABAAAA==",
                "Digest",
                "=",
                "\"",
                ""
            })
    void challengesThatCannotOrNeedNotBeAnswered_areNot(String challenge) throws Exception {
        assertThat(password.challenged(TARGET, List.of(challenge))).isFalse();
        assertThat(password.authorization("GET", TARGET).orElseThrow()).startsWith("Basic ");
    }

    @Test
    void challenges_areReadInAllForms() {
        assertThat(Challenge.parse(List.of(
                        "Negotiate YWJj==, Basic realm=\"a, \\\"b\\\"\" , charset=UTF-8,DIGEST  Nonce = x , qop=auth",
                        "Bearer")))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a, \"b\"", "charset", "UTF-8")),
                        new Challenge("digest", Map.of("nonce", "x", "qop", "auth")),
                        new Challenge("bearer", Map.of()));
    }

    @Test
    void serverThatKnowsDigestAlone_getsOneRequestMoreAtTheBeginning() throws Exception {
        server.enqueue(challenge("a", false));
        server.enqueue(new MockResponse.Builder().build());
        server.enqueue(new MockResponse.Builder().build());
        HttpScope scope = HttpScope.of(uri("/"), password);

        assertThat(put(scope)).isEqualTo(200);
        assertThat(put(scope)).isEqualTo(200);

        assertThat(authorization()).startsWith("Basic ");
        assertThat(authorization()).contains("nonce=\"a\"", "nc=00000001", "uri=\"/a%20b?c=d%C3%A4\"");
        assertThat(authorization()).contains("nonce=\"a\"", "nc=00000002");
    }

    @Test
    void digestAlone_neverSendsThePassword() throws Exception {
        server.enqueue(challenge("a", false));
        server.enqueue(new MockResponse.Builder().build());
        HttpScope scope = HttpScope.of(uri("/"), RequestAuthenticator.digest("j\u00fcrgen \"x\"", "p\u00e4ss", IDS));

        assertThat(put(scope)).isEqualTo(200);

        assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
        assertThat(authorization()).contains("username*=UTF-8''j%C3%BCrgen%20%22x%22");
    }

    @Test
    void staleNonce_isReplacedWithoutAFuss_butAWrongPasswordIsNotTriedAgain() throws Exception {
        HttpScope scope = HttpScope.of(uri("/"), RequestAuthenticator.digest("u", "p", IDS));
        server.enqueue(challenge("a", false));
        server.enqueue(new MockResponse.Builder().build());
        server.enqueue(challenge("b", true));
        server.enqueue(new MockResponse.Builder().build());
        assertThat(put(scope)).isEqualTo(200);
        assertThat(put(scope)).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            server.takeRequest();
        }
        assertThat(authorization()).contains("nonce=\"b\"", "nc=00000001");

        HttpScope wrong = HttpScope.of(uri("/"), RequestAuthenticator.digest("u", "wrong", IDS));
        server.enqueue(challenge("c", false));
        server.enqueue(challenge("d", false));
        int before = server.getRequestCount();
        assertThat(put(wrong)).isEqualTo(401);
        assertThat(server.getRequestCount() - before).isEqualTo(2);
    }

    @Test
    void digest_isAnsweredAtItsOriginOnly() throws Exception {
        assertThat(password.challenged(TARGET, List.of(digest("MD5", "auth")))).isTrue();
        assertThat(password.authorization("GET", URI.create("http://www.example.org:81/"))
                        .orElseThrow())
                .startsWith("Basic ");
        assertThat(password.toString()).doesNotContain("Mufasa").doesNotContain("Circle");
    }

    @Test
    void foreignOrigin_isNotAnswered() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .addHeader("Location", "http://localhost:" + server.getPort() + "/")
                .build());
        server.enqueue(challenge("a", false));
        HttpScope scope = HttpScope.of(uri("/"), password);

        try (HttpResponse response = transport.send(HttpRequest.of("PROPFIND", uri("/")), scope)) {
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.credentialsSent()).isFalse();
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://caldav.icloud.com/ https://p42-caldav.icloud.com:443/1/ true",
                "https://example.co.uk/ https://dav.example.co.uk/ true",
                "https://one.co.uk/ https://two.co.uk/ false",
                "https://alice.github.io/ https://bob.github.io/ false",
                "https://example.com/ https://example.com.evil.net/ false",
                "https://example.com/ https://dav.example.com:8443/ false",
                "https://dav.example.com:8443/ https://dav.example.com:8443/x true",
                "https://example.com/ http://dav.example.com/ false",
                "http://example.com/ https://dav.example.com/ false",
                "https://192.0.2.1/ https://192.0.2.2/ false",
                "https://192.0.2.1/ https://192.0.2.1/x true",
                "https://intranet/ https://other/ false",
                "https://com/ https://example.com/ false"
            })
    void hostsOfOneRegistrableDomain_belongTogether(String line) {
        String[] words = line.split(" ");
        assertThat(OriginPolicy.sameRegistrableDomain().permits(URI.create(words[0]), URI.create(words[1])))
                .isEqualTo(Boolean.parseBoolean(words[2]));
    }

    private int put(HttpScope scope) throws InterruptedException {
        HttpRequest request = HttpRequest.of("PUT", uri("/a%20b?c=d%C3%A4"))
                .withBody("x".getBytes(StandardCharsets.UTF_8), "text/plain");
        try (HttpResponse response = transport.send(request, scope)) {
            return response.status();
        }
    }

    private String authorization() throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        return String.valueOf(request.getHeaders().get("Authorization"));
    }

    private static MockResponse challenge(String nonce, boolean stale) {
        return new MockResponse.Builder()
                .code(401)
                .addHeader(
                        "WWW-Authenticate",
                        "Digest realm=\"r\", qop=\"auth\", nonce=\"" + nonce + "\"" + (stale ? ", stale=true" : ""))
                .build();
    }

    private static String digest(String algorithm, String qop) {
        return "Digest realm=\"" + REALM + "\", qop=\"" + qop + "\", algorithm=" + algorithm + ", nonce=\"" + NONCE
                + "\", opaque=\"" + OPAQUE + "\"";
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }
}
