package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.SyncException;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.WriteOutcome;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two servers on one machine, which differ in their ports alone. Whatever the first one says, what was given for it never
 * reaches the second, which asks for it in every way there is.
 */
@Timeout(60)
class ForeignOriginTest {
    private final MockWebServer home = new MockWebServer();
    private final MockWebServer foreign = new MockWebServer();
    private Function<RecordedRequest, MockResponse> answers = request -> status(404);

    /** What is given for the first server. */
    enum Given {
        PASSWORD,
        TOKEN
    }

    @BeforeEach
    void start() throws Exception {
        home.setDispatcher(dispatching(request -> answers.apply(request)));
        foreign.setDispatcher(dispatching(request -> status(401)
                .newBuilder()
                .addHeader("WWW-Authenticate", "Basic realm=\"give it to me\"")
                .addHeader("WWW-Authenticate", "Digest realm=\"or so\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256")
                .addHeader("WWW-Authenticate", "Bearer realm=\"or this\"")
                .build()));
        home.start(InetAddress.getLoopbackAddress(), 0);
        foreign.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        home.close();
        foreign.close();
    }

    @ParameterizedTest
    @EnumSource
    void principalOfAnotherOrigin(Given given) throws Exception {
        answers = request -> properties(
                "/",
                "<D:current-user-principal><D:href>" + at(foreign, "/me/") + "</D:href></D:current-user-principal>");
        assertThatThrownBy(() -> connect(given)).isInstanceOf(SyncException.class);
        assertNothingGivenAway();
    }

    @ParameterizedTest
    @EnumSource
    void homeOfAnotherOrigin(Given given) throws Exception {
        answers = request -> properties(
                "/", "<C:calendar-home-set><D:href>" + at(foreign, "/home/") + "</D:href></C:calendar-home-set>");
        try (Conversation alice = connect(given)) {
            assertThatThrownBy(() -> alice.session().calendars()).isInstanceOf(SyncException.class);
        }
        assertNothingGivenAway();
        assertThat(foreign.getRequestCount()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void redirects_ofReadsAndOfWrites(Given given) throws Exception {
        answers = this::calendar;
        try (Conversation alice = connect(given)) {
            String id = alice.session().calendars().get(0).ref().calendarId();
            for (int status : List.of(301, 302, 307, 308)) {
                answers = request -> status(status)
                        .newBuilder()
                        .addHeader("Location", at(foreign, "/home/one/").toString())
                        .build();
                assertThatThrownBy(() -> alice.new Replica(id).pull()).isInstanceOf(SyncException.class);
                assertThatThrownBy(() ->
                                alice.write(id, new EventWrite.Create("k", Conversation.event("u" + status, "One"))))
                        .as("a write")
                        .isInstanceOf(SyncException.class);
            }
        }
        assertNothingGivenAway();
    }

    @Test
    void hrefsOfAnotherOrigin_areNoMembers_andAreNotFetched() throws Exception {
        answers = this::calendar;
        try (Conversation alice = connect(Given.PASSWORD)) {
            String id = alice.session().calendars().get(0).ref().calendarId();
            answers = request ->
                    request.getMethod().equals("PROPFIND") && depth(request).equals("1")
                            ? properties(at(foreign, "/home/one/x.ics").toString(), "<D:getetag>\"1\"</D:getetag>")
                            : calendar(request);
            Conversation.Replica replica = alice.new Replica(id);
            replica.pull();
            assertThat(replica.events()).isEmpty();

            answers = request -> request.getMethod().equals("PUT")
                    ? status(201)
                            .newBuilder()
                            .addHeader(
                                    "Location", at(foreign, "/home/one/x.ics").toString())
                            .build()
                    : calendar(request);
            WriteOutcome made = alice.write(id, new EventWrite.Create("k", Conversation.event("u1", "One")));
            assertThat(made).isInstanceOfAny(WriteOutcome.Unknown.class, WriteOutcome.Written.class);
        }
        assertThat(foreign.getRequestCount()).isZero();
    }

    private Conversation connect(Given given) throws InterruptedException {
        URI url = at(home, "/");
        return new Conversation(
                CalDavProvider.builder().allowLoopbackHttp().build(),
                given == Given.PASSWORD
                        ? CalDavAccount.basic(url, "alice", "the secret")
                        : CalDavAccount.bearer(url, "the-secret"));
    }

    /** A server with one calendar that is listed without sync-collection. */
    private MockResponse calendar(RecordedRequest request) {
        String path = request.getUrl().encodedPath();
        if (request.getMethod().equals("PROPFIND") && path.equals("/")) {
            return properties("/", "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>");
        }
        if (request.getMethod().equals("PROPFIND") && depth(request).equals("1") && path.equals("/home/one/")) {
            return properties("/home/one/", "<D:resourcetype><D:collection/></D:resourcetype>");
        }
        return request.getMethod().equals("PROPFIND")
                ? properties(
                        "/home/one/",
                        "<D:displayname>One</D:displayname><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>")
                : status(404);
    }

    private static String depth(RecordedRequest request) {
        return String.valueOf(request.getHeaders().get("Depth"));
    }

    private static MockResponse properties(String href, String properties) {
        return new MockResponse.Builder()
                .code(207)
                .addHeader("Content-Type", "application/xml; charset=utf-8")
                .body("<D:multistatus xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:response><D:href>"
                        + href + "</D:href><D:propstat><D:prop>" + properties
                        + "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>")
                .build();
    }

    private static MockResponse status(int status) {
        return new MockResponse.Builder().code(status).build();
    }

    private static URI at(MockWebServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.getPort() + path);
    }

    private static Dispatcher dispatching(Function<RecordedRequest, MockResponse> answers) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answers.apply(request);
            }
        };
    }

    /** The first server was given it, and the second nothing that resembles it. */
    private void assertNothingGivenAway() throws InterruptedException {
        assertThat(home.takeRequest().getHeaders().get("Authorization")).isNotNull();
        List<String> heard = new ArrayList<>();
        for (int i = foreign.getRequestCount(); i > 0; i--) {
            RecordedRequest request = foreign.takeRequest();
            request.getHeaders().forEach(header -> heard.add(header.toString().toLowerCase(Locale.ROOT)));
            assertThat(request.getMethod()).isNotEqualTo("PUT");
            assertThat(String.valueOf(request.getBody())).doesNotContain("VEVENT");
        }
        assertThat(heard)
                .noneMatch(each -> each.contains("authorization")
                        || each.contains("cookie")
                        || each.contains("secret")
                        || each.contains("alice"));
    }
}
