package dev.calsync.examples.bench.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.calsync.CalendarSync;
import dev.calsync.CalendarSyncBuilder;
import dev.calsync.UserSync;
import dev.calsync.http.JdkHttpHandler;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.SyncStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The fake of Google, the JDK's server in front of an engine, and many calendars with a channel each. */
final class Stage implements AutoCloseable {
    private static final int CALENDARS_OF_A_USER = 10;
    private static final int THREADS = 32;
    private static final int MESSAGES_AT_ONCE = 16;
    private static final Duration BOUND = Duration.ofMinutes(5);

    final Sightings sightings = new Sightings();
    final FakeGoogleCalendar google;
    final List<FakeCalendar> theirs = new ArrayList<>();
    final Map<CalendarRef, UserId> ours = new LinkedHashMap<>();
    /** The last call of each channel that the provider made, by its path. */
    final Map<String, Map<String, String>> calls = new ConcurrentHashMap<>();

    final URI hook;
    private final HttpServer server;
    private final ExecutorService threads;
    private final SyncStore store = MemorySyncStore.create();
    private CalendarSync sync;
    private volatile JdkHttpHandler door;

    Stage() throws IOException {
        google = FakeGoogleCalendar.start();
        google.pushes().atOnce(MESSAGES_AT_ONCE);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        threads = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(threads);
        hook = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/calsync");
        sync = engine(UnaryOperator.identity());
        door = new JdkHttpHandler(sync.http());
        server.createContext("/calsync", exchange -> {
            if (!exchange.getRequestHeaders().getFirst("X-Goog-Channel-Token").startsWith("guess")) {
                note(exchange);
            }
            door.handle(exchange);
        });
        server.start();
        sync.start();
    }

    private CalendarSync engine(UnaryOperator<CalendarSyncBuilder> more) {
        GoogleCalendarProvider provider = GoogleCalendarProvider.builder("bench", "none")
                .rootUrl(google.root())
                .allowLoopbackHttp()
                .build();
        return more.apply(CalendarSync.builder()
                        .store(store)
                        .provider(provider)
                        .listener(sightings)
                        .webhooks(hook))
                .build();
    }

    /** Another engine takes the place of the one that runs, on the same store. */
    void restart(UnaryOperator<CalendarSyncBuilder> more) {
        sync.close();
        sync = engine(more);
        door = new JdkHttpHandler(sync.http());
        sync.start();
    }

    private void note(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (name.startsWith("X-goog")) {
                headers.put(name, values.get(0));
            }
        });
        headers.put("X-goog-resource-state", "exists");
        calls.put(exchange.getRequestURI().getPath().substring("/calsync".length()), headers);
    }

    /** So many calendars, ten of a user, each with a schedule that asks for webhooks alone. */
    void connect(int calendars) throws InterruptedException {
        for (int i = 0; i < calendars / CALENDARS_OF_A_USER; i++) {
            FakeUser user = google.user("user" + i + "@example.com");
            Set<String> ids = new HashSet<>();
            for (int j = 0; j < CALENDARS_OF_A_USER; j++) {
                FakeCalendar calendar = user.createCalendar("Calendar " + j);
                theirs.add(calendar);
                ids.add(calendar.id());
            }
            UserSync alice = sync.forUser("user" + i);
            Account account = alice.connect(GoogleAccount.bearer(user.accessToken()));
            List<CalendarRef> refs = alice.calendars(account).stream()
                    .map(RemoteCalendar::ref)
                    .filter(ref -> ids.contains(ref.calendarId()))
                    .toList();
            refs.forEach(ref -> ours.put(ref, alice.user()));
            alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(refs.toArray(CalendarRef[]::new)));
        }
        await("every calendar has a channel", () -> google.openChannels() == theirs.size());
    }

    UserSync user(CalendarRef calendar) {
        return sync.forUser(ours.getOrDefault(calendar, UserId.of("nobody")).value());
    }

    /**
     * Waits until nothing is on its way and nothing is owed: every message is delivered, every run has ended, none waits
     * for a budget. What runs after that, somebody has asked for after that.
     */
    void awaitQuiet() throws InterruptedException {
        await("everything is quiet", () -> {
            try {
                google.pushes().retry();
                return google.pushes().awaitIdle(Duration.ofSeconds(10)) && isQuiet();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
    }

    private boolean isQuiet() {
        for (CalendarRef calendar : ours.keySet()) {
            var status = user(calendar).status(calendar);
            if (status.running() || status.nextRunAt().isPresent()) {
                return false;
            }
        }
        return true;
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain until " + what);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        sync.close();
        server.stop(0);
        threads.shutdownNow();
        google.close();
    }
}
