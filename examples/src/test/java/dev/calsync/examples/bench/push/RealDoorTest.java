package dev.calsync.examples.bench.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.Secret;
import dev.calsync.http.JdkHttpHandler;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.graph.GraphAccount;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeLogin;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an edit at a service to the replica, over real HTTP, for the services that the benchmark leaves out. */
class RealDoorTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer server;
    private CalendarSync sync;
    private UserSync alice;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void hangUp() {
        sync.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** The calendar with a channel that works. */
    private CalendarRef connected(CalendarProvider provider, AccountRequest account, Predicate<String> named)
            throws InterruptedException {
        sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(provider)
                .webhooks(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/calsync"))
                .build();
        server.createContext("/calsync", new JdkHttpHandler(sync.http()));
        sync.start();
        alice = sync.forUser("alice");
        CalendarRef team = alice.calendars(alice.connect(account)).stream()
                .filter(calendar -> named.test(calendar.displayName()))
                .findFirst()
                .orElseThrow()
                .ref();
        alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(team));
        until(() -> alice.status(team)
                .channel()
                .filter(channel -> channel.phase().equals("live"))
                .isPresent());
        // The pull that a new channel asks for.
        until(() -> !alice.history(team, 1).isEmpty() && !alice.status(team).running());
        return team;
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private void untilSeen(CalendarRef team, int events) throws InterruptedException {
        until(() -> alice.events(team).page(null, 9).size() == events);
    }

    @Test
    void editAtGraph_isHere() throws InterruptedException {
        try (FakeGraph fake = FakeGraph.start()) {
            FakeMailbox mailbox = fake.mailbox("alice@example.com");
            fake.subscriptions().automatic();
            GraphCalendarProvider graph = GraphCalendarProvider.builder()
                    .application(FakeLogin.CLIENT_ID, Secret.of(FakeLogin.CLIENT_SECRET))
                    .graph(fake.url())
                    .authority(fake.loginUrl())
                    .allowLoopbackHttp()
                    .build();
            CalendarRef team = connected(
                    graph,
                    GraphAccount.bearer(fake.login().accessToken(mailbox)),
                    name -> name.equals(mailbox.primary().name()));
            assertThat(fake.subscriptions().all()).hasSize(1);
            String day = java.time.LocalDate.now(java.time.ZoneOffset.UTC)
                    .plusDays(3)
                    .toString();
            mailbox.primary()
                    .create("{\"subject\":\"Now\",\"start\":{\"dateTime\":\"" + day
                            + "T10:00:00\",\"timeZone\":\"UTC\"},\"end\":{\"dateTime\":\"" + day
                            + "T11:00:00\",\"timeZone\":\"UTC\"}}");
            untilSeen(team, 1);
            alice.disconnect(alice.accounts().get(0));
            assertThat(fake.subscriptions().all()).isEmpty();
        }
    }

    @Test
    void editAtACalDavServerWithPush_isHere() throws InterruptedException {
        try (FakeCalDavServer fake = FakeCalDavServer.start().user("alice", "secret")) {
            var team = fake.createCalendar("alice", "team", "Team");
            fake.push().offer();
            CalDavProvider caldav =
                    CalDavProvider.builder().allowLoopbackHttp().webDavPush().build();
            CalendarRef ref =
                    connected(caldav, CalDavAccount.basic(fake.url(), "alice", "secret"), name -> name.equals("Team"));
            assertThat(fake.push().live()).hasSize(1);
            team.put(
                    "a.ics",
                    String.join(
                            "\r\n",
                            "BEGIN:VCALENDAR",
                            "VERSION:2.0",
                            "PRODID:t",
                            "BEGIN:VEVENT",
                            "UID:a",
                            "DTSTAMP:20260101T000000Z",
                            "DTSTART:20270102T100000Z",
                            "SUMMARY:S",
                            "END:VEVENT",
                            "END:VCALENDAR",
                            ""));
            untilSeen(ref, 1);
            assertThat(fake.push().answers()).containsOnly(201);
            alice.disconnect(alice.accounts().get(0));
            assertThat(fake.push().live()).isEmpty();
        }
    }
}
