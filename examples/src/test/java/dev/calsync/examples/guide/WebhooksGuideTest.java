package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.Secret;
import dev.calsync.http.HttpAccess;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.HttpResponse;
import dev.calsync.http.JdkHttpHandler;
import dev.calsync.http.SyncHttp;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.SyncStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/webhooks.md and docs/guide/http-api.md. */
class WebhooksGuideTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private static CalendarSync built(SyncStore store, GoogleCalendarProvider google, URI address) {
        // region build
        CalendarSync sync = CalendarSync.builder()
                .store(store)
                .provider(google)
                .webhooks(address) // where sync.http() is reached from outside, like https://app.example.com/calsync
                .build();
        // endregion build
        return sync;
    }

    private static HttpServer served(CalendarSync sync, HttpServer server, ExecutorService threads) {
        // region jdk
        server.createContext("/calsync", new JdkHttpHandler(sync.http()));
        server.setExecutor(threads); // without one it serves one request at a time
        server.start();
        // endregion jdk
        return server;
    }

    @Test
    void editAtGoogle_isHereAMomentLater_overRealHttp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/calsync");
        try (FakeGoogleCalendar fake = FakeGoogleCalendar.start();
                GoogleCalendarProvider google = GoogleCalendarProvider.builder("guide", "none")
                        .rootUrl(fake.root())
                        .allowLoopbackHttp()
                        .build();
                CalendarSync sync = built(MemorySyncStore.create(), google, address)) {
            served(sync, server, threads);
            sync.start();
            FakeUser ada = fake.user("ada@example.com");
            UserSync alice = sync.forUser("alice");
            CalendarRef team = alice.calendars(alice.connect(GoogleAccount.bearer(ada.accessToken())))
                    .get(0)
                    .ref();
            // region schedules
            alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(team)); // asks for a channel
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(team)); // goes on beneath it
            // endregion schedules
            until(() -> alice.status(team)
                    .channel()
                    .filter(channel -> channel.well())
                    .isPresent());
            until(() -> !alice.history(team, 1).isEmpty());
            ada.primary()
                    .put("{\"summary\":\"Now\",\"start\":{\"date\":\"2027-03-01\"},\"end\":{\"date\":\"2027-03-02\"}}");
            until(() -> !alice.events(team).page(null, 9).isEmpty());
            assertThat(fake.openChannels()).isEqualTo(1);
            alice.disconnect(alice.accounts().get(0));
            assertThat(fake.openChannels()).isZero();
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void webDavPush_isAnOption() {
        // region caldavPush
        CalDavProvider caldav = CalDavProvider.builder().webDavPush().build();
        // endregion caldavPush
        assertThat(caldav.notifications()).isPresent();
        caldav.close();
    }

    /** What is waited for. */
    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static HttpResponse handed(
            CalendarSync sync,
            String method,
            String pathBehindTheMount,
            Map<String, List<String>> headers,
            byte[] body) {
        String rawQuery = "";
        String callersAddress = "192.0.2.1";
        // region hand
        HttpRequest request = HttpRequest.of(method, pathBehindTheMount)
                .headers(headers)
                .query(rawQuery)
                .body(body)
                .source(callersAddress);
        HttpResponse reply = sync.http().handle(request);
        // endregion hand
        return reply;
    }

    @Test
    void doorsOpenOnlyWhenTold() {
        try (GoogleCalendarProvider google = GoogleCalendarProvider.of("guide", "none");
                CalendarSync sync = built(MemorySyncStore.create(), google, URI.create("https://app.example.com/x"))) {
            String tickSecret = "a secret of some length";
            // region api
            SyncHttp api = sync.http(HttpAccess.NONE.api(request -> sessionsUser(request)));
            // endregion api
            // region tick
            SyncHttp tick = sync.http(HttpAccess.NONE.tick(Secret.of(tickSecret), Duration.ofSeconds(25)));
            // endregion tick
            HttpRequest schedules = HttpRequest.of("GET", "/api/schedules");
            assertThat(api.handle(schedules).status()).isEqualTo(401);
            assertThat(api.handle(schedules.header("x-session", "alice")).status())
                    .isEqualTo(200);
            assertThat(tick.handle(HttpRequest.of("POST", "/tick")).status()).isEqualTo(401);
            assertThat(handed(sync, "GET", "/api/schedules", Map.of(), new byte[0])
                            .status())
                    .isEqualTo(404);
        }
    }

    private static Optional<UserId> sessionsUser(HttpRequest request) {
        return request.header("x-session").map(UserId::of);
    }
}
