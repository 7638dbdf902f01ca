package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.Secret;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.provider.caldav.testing.Quirk;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.OriginPolicy;
import dev.calsync.transport.RequestAuthenticator;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DiscoveryTest {
    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar work = server.createCalendar("alice", "work", "Work & Co");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyAddressOfTheServer_leadsToTheSameCalendars() throws Exception {
        server.createCalendar("alice", "home", "");
        for (URI address : List.of(
                server.url(),
                server.url().resolve("/.well-known/caldav"),
                server.url().resolve("/no/such/page"),
                work.url())) {
            try (Conversation alice = new Conversation(address, "alice", "secret")) {
                assertThat(alice.connected().identity())
                        .isEqualTo("alice@" + server.url().getAuthority());
                assertThat(alice.session().calendars())
                        .as(address.toString())
                        .extracting(RemoteCalendar::displayName)
                        .containsExactly("Work & Co", "home");
            }
        }
    }

    @Test
    void settings_areEnoughForLaterSessions_andHoldNoSecret() throws Exception {
        try (Conversation alice = new Conversation(server.url(), "alice", "secret")) {
            assertThat(alice.connected().settings()).containsKeys("url", "homes", "principal");
            assertThat(alice.connected().settings().toString()).doesNotContain("secret");
            server.requests().reset();
            alice.session().calendars();
            assertThat(server.requests().count()).isEqualTo(1);
        }
    }

    @Test
    void wrongPassword_unreachableHost_andNoCalDavServer_areToldApart() throws Exception {
        assertThatThrownBy(() -> connect(server.url(), "wrong"))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("credentials")
                .hasMessageNotContaining("wrong");
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> connect(URI.create("http://127.0.0.1:" + free + "/"), "secret"))
                .isInstanceOf(UnreachableException.class);
        assertThatThrownBy(() -> connect(URI.create("https://no-such-host.invalid/"), "secret"))
                .isInstanceOf(UnreachableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 207, 400, 403, 404, 405, 501})
    void webServerWithoutCalDav_isNone(int status) throws Exception {
        try (MockWebServer web = new MockWebServer()) {
            web.setDispatcher(answering(status, "<html><body>Welcome</body></html>"));
            web.start(InetAddress.getLoopbackAddress(), 0);

            assertThatThrownBy(() -> connect(URI.create("http://127.0.0.1:" + web.getPort() + "/"), "secret"))
                    .isInstanceOf(UnrecoverableException.class)
                    .hasMessageContaining("no CalDAV server");
        }
    }

    @Test
    void serverInTrouble_isTransientOrThrottled() {
        server.faults().fail(3, LoggedRequest.any(), 500);
        assertThatThrownBy(() -> connect(server.url(), "secret")).isInstanceOf(TransientException.class);
        server.faults().clear();
        server.faults().unavailable(1, LoggedRequest.any(), Duration.ofSeconds(30));
        assertThatThrownBy(() -> connect(server.url(), "secret")).isInstanceOf(ThrottledException.class);
    }

    @Test
    void redirectToAnotherHost_withholdsCredentials_andSaysSo() throws Exception {
        try (MockWebServer web = new MockWebServer()) {
            web.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return new MockResponse.Builder()
                            .code(301)
                            .addHeader("Location", server.url().toString())
                            .build();
                }
            });
            web.start(InetAddress.getLoopbackAddress(), 0);

            assertThatThrownBy(() -> connect(URI.create("http://127.0.0.1:" + web.getPort() + "/"), "secret"))
                    .isInstanceOf(UnrecoverableException.class)
                    .hasMessageContaining("connect to that one itself")
                    .hasMessageContaining(String.valueOf(server.url().getPort()));
        }
    }

    @Test
    void serverThatKnowsDigestAlone_isTalkedToInDigests() throws Exception {
        server.quirks(Quirk.DIGEST_ONLY);
        assertThatThrownBy(() -> connect(server.url(), "wrong")).isInstanceOf(AuthorizationRevokedException.class);
        try (Conversation alice = new Conversation(server.url(), "alice", "secret")) {
            server.requests().reset();
            String id = alice.calendarId("Work & Co");
            assertThat(server.requests().count()).as("asked once").isEqualTo(2);
            Conversation.Replica replica = alice.new Replica(id);
            replica.pull();
            alice.reopen();
            server.requests().reset();
            replica.pull();
            assertThat(server.requests().count())
                    .as("the next session knows the nonce")
                    .isEqualTo(1);
            assertThat(alice.write(id, new EventWrite.Create("k1", Conversation.event("u1", "One"))))
                    .isInstanceOf(WriteOutcome.Written.class);

            server.quirks(Quirk.DIGEST_ONLY, Quirk.NONCES_SOON_STALE);
            for (int i = 0; i < 8; i++) {
                assertThat(alice.write(id, new EventWrite.Create("k" + i, Conversation.event("v" + i, "One"))))
                        .isInstanceOf(WriteOutcome.Written.class);
            }
            server.user("alice", "changed");
            assertThatThrownBy(replica::pull).isInstanceOf(AuthorizationRevokedException.class);
        }
    }

    @Test
    void bearerToken_isSent_andAFreshOneAskedForWhenItIsRefused() throws Exception {
        try (MockWebServer web = new MockWebServer()) {
            web.enqueue(new MockResponse.Builder()
                    .code(401)
                    .addHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                    .build());
            web.start(InetAddress.getLoopbackAddress(), 0);
            URI url = URI.create("http://127.0.0.1:" + web.getPort() + "/");
            assertThatThrownBy(() -> new Conversation(
                            CalDavProvider.builder().allowLoopbackHttp().build(), CalDavAccount.bearer(url, "token-1")))
                    .isInstanceOf(AuthorizationRevokedException.class);
            assertThat(web.getRequestCount())
                    .as("the same token is not tried twice")
                    .isEqualTo(1);
            assertThat(web.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer token-1");
        }
        try (Conversation alice = new Conversation(server.url(), "alice", "secret")) {
            URI url = server.url();
            RequestAuthenticator login = Logins.of(new Credentials.Bearer(Secret.of("token-1")), false, alice);
            alice.credentials(new Credentials.Bearer(Secret.of("token-1")));
            assertThat(login.authorization("GET", url)).hasValue("Bearer token-1");
            assertThat(login.challenged(url, List.of())).isFalse();
            AtomicBoolean otherGoesOn = new AtomicBoolean();
            CountDownLatch sent = new CountDownLatch(1);
            CountDownLatch renewed = new CountDownLatch(1);
            Thread other = new Thread(() -> {
                try {
                    login.authorization("PUT", url);
                    sent.countDown();
                    renewed.await();
                    otherGoesOn.set(login.challenged(url, List.of()));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            other.start();
            sent.await();
            alice.credentials(new Credentials.Bearer(Secret.of("token-2")));
            assertThat(login.challenged(url, List.of())).isTrue();
            assertThat(login.authorization("GET", url)).hasValue("Bearer token-2");
            renewed.countDown();
            other.join();
            assertThat(otherGoesOn)
                    .as("what the other sent was refused before the token was renewed")
                    .isTrue();
            assertThat(login.toString()).doesNotContain("token");
        }
        assertThatThrownBy(() -> CalDavAccount.bearer(server.url(), "two\r\nlines"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void serverThatWantsCredentialsFromNobody_saysSo() {
        assertThatThrownBy(() -> new Conversation(
                        CalDavProvider.builder().allowLoopbackHttp().build(), CalDavAccount.anonymous(server.url())))
                .isInstanceOf(AuthorizationRevokedException.class)
                .hasMessageContaining("asks for credentials");
    }

    @Test
    void servicesThatDnsNames_areTried() throws Exception {
        List<String> asked = new ArrayList<>();
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        ServiceRecords records = domain -> {
            asked.add(domain);
            return List.of(
                    new ServiceRecords.Service("not a host", 1, Optional.empty()),
                    new ServiceRecords.Service("127.0.0.1", closed, Optional.of("/dav/")));
        };
        try (MockWebServer web = new MockWebServer();
                HttpTransport transport =
                        HttpTransport.builder().allowLoopbackHttp().build()) {
            web.setDispatcher(answering(404, ""));
            web.start(InetAddress.getLoopbackAddress(), 0);
            CalDavProvider provider = CalDavProvider.builder()
                    .transport(transport)
                    .serviceRecords(records)
                    .build();
            assertThatThrownBy(() -> new Conversation(
                            provider,
                            CalDavAccount.basic(
                                    URI.create("http://localhost:" + web.getPort() + "/"), "alice", "secret")))
                    .as("the web server knows nothing, and the service that DNS names is down")
                    .isInstanceOf(UnreachableException.class);
            assertThat(asked).containsExactly("localhost");
        }
    }

    @Test
    void links_areMendedWhereServersGetThemWrong() {
        URI base = URI.create("https://dav.example.com/cal/");
        assertThat(Links.resolve(base, "http%3A//dav.example.com/a%20b"))
                .hasValue(URI.create("https://dav.example.com/a%20b"));
        assertThat(Links.resolve(base, "HTTPS%3a%2F%2Fother.example.com/x"))
                .hasValue(URI.create("https://other.example.com/x"));
        assertThat(Links.resolve(base, "http://dav.example.com/x?y=1"))
                .hasValue(URI.create("https://dav.example.com/x?y=1"));
        assertThat(Links.resolve(base, "http://other.example.com/x"))
                .hasValue(URI.create("http://other.example.com/x"));
        assertThat(Links.resolve(base, "http://dav.example.com:8080/x"))
                .hasValue(URI.create("http://dav.example.com:8080/x"));
        URI port = URI.create("https://dav.example.com:8443/");
        assertThat(Links.resolve(port, "http://dav.example.com:8443/x"))
                .hasValue(URI.create("https://dav.example.com:8443/x"));
        assertThat(Links.resolve(port, "a b")).hasValue(URI.create("https://dav.example.com:8443/a%20b"));
        assertThat(Links.resolve(base, "ftp://dav.example.com/")).isEmpty();
    }

    @Test
    void credentials_goToWhatTheServerNamed_onItsOwnDomainAlone() {
        CalDavSettings settings = new CalDavSettings(
                URI.create("https://caldav.icloud.com/"),
                Optional.empty(),
                List.of(URI.create("https://p42-caldav.icloud.com:443/1/"), URI.create("https://evil.example.com/")),
                false);
        OriginPolicy policy = settings.trusting(OriginPolicy.sameRegistrableDomain());
        URI home = settings.url();
        assertThat(policy.permits(home, URI.create("https://caldav.icloud.com/x")))
                .isTrue();
        assertThat(policy.permits(home, URI.create("https://p42-caldav.icloud.com/x")))
                .isTrue();
        assertThat(policy.permits(home, URI.create("https://p43-caldav.icloud.com/x")))
                .isFalse();
        assertThat(policy.permits(home, URI.create("https://evil.example.com/")))
                .isFalse();
        assertThat(settings.trusting(OriginPolicy.sameOrigin())
                        .permits(home, URI.create("https://p42-caldav.icloud.com/x")))
                .isFalse();
    }

    @Test
    void badSettings_areNamed() {
        assertThatThrownBy(() -> CalDavAccount.basic(URI.create("ftp://x/"), "a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("url");
        assertThatThrownBy(() -> CalDavAccount.basic(URI.create("https://u:p@x/"), "a", "b"))
                .isInstanceOf(IllegalArgumentException.class);
        try (HttpTransport transport = HttpTransport.builder().build()) {
            assertThatThrownBy(() -> CalDavProvider.builder()
                            .transport(transport)
                            .allowLoopbackHttp()
                            .build())
                    .isInstanceOf(InvalidConfigurationException.class);
        }
        assertThatThrownBy(() -> CalDavSettings.of(Map.of("url", "https://x/")))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("connect it again");
        assertThat(CalDavAccount.basic(URI.create("https://x/"), "alice", "secret")
                        .toString())
                .doesNotContain("alice", "secret");
    }

    @Test
    void plainHttpToLoopback_needsPermission() {
        assertThatThrownBy(() ->
                        new Conversation(CalDavProvider.create(), CalDavAccount.basic(server.url(), "alice", "secret")))
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("https");
    }

    private static void connect(URI url, String password) throws InterruptedException {
        new Conversation(url, "alice", password).close();
    }

    private static Dispatcher answering(int status, String body) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .code(status)
                        .addHeader("Content-Type", "text/html")
                        .body(body)
                        .build();
            }
        };
    }
}
