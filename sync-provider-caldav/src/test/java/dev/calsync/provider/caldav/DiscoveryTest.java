package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.transport.HttpTransport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
                .hasMessageContaining("password")
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
