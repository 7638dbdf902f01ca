package dev.calsync.examples.bench.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.http.JdkHttpHandler;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Real time over real HTTP, on the fake of Google: how long from an edit there to the replica here, at an idle engine and
 * at 100 edits a second, and what a flood of forged calls does.
 */
public final class PushBench {
    private static final String EVENT = "{\"summary\":\"Edit %d\",\"start\":{\"dateTime\":\"2027-03-01T10:00:00Z\"},"
            + "\"end\":{\"dateTime\":\"2027-03-01T11:00:00Z\"}}";
    private static final int CALENDARS_OF_A_USER = 10;
    private static final int THREADS = 32;
    private static final Duration BOUND = Duration.ofMinutes(5);

    private final PrintStream out;
    private final boolean quick;
    private final Sightings sightings = new Sightings();
    private final List<FakeCalendar> theirs = new ArrayList<>();
    private final List<CalendarRef> ours = new ArrayList<>();
    /** The last call of each channel that the provider made, by its path. */
    private final Map<String, Map<String, String>> calls = new ConcurrentHashMap<>();

    private int edits;

    private PushBench(PrintStream out, boolean quick) {
        this.out = out;
        this.quick = quick;
    }

    /**
     * Measures.
     *
     * @param arguments {@code --quick} for a short form
     * @return 0
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        new PushBench(out, arguments.contains("--quick")).measure();
        return 0;
    }

    private void measure() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(threads);
        URI hook = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/calsync");
        try (FakeGoogleCalendar google = FakeGoogleCalendar.start();
                GoogleCalendarProvider provider = GoogleCalendarProvider.builder("bench", "none")
                        .rootUrl(google.root())
                        .allowLoopbackHttp()
                        .build();
                CalendarSync sync = CalendarSync.builder()
                        .store(MemorySyncStore.create())
                        .provider(provider)
                        .listener(sightings)
                        .webhooks(hook)
                        .build()) {
            server.createContext("/calsync", watching(new JdkHttpHandler(sync.http())));
            server.start();
            sync.start();
            connect(google, sync, quick ? 40 : 1_000);
            await("every calendar has a channel", () -> google.openChannels() == theirs.size());
            Thread.sleep(quick ? 2_500 : 5_000);
            List<Long> idle = edit(google, quick ? 40 : 300, 10);
            List<Long> burst = edit(google, quick ? 60 : 3_000, quick ? 12 : 100);
            report(idle, burst, flood(hook));
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private HttpHandler watching(JdkHttpHandler door) {
        return exchange -> {
            if (!exchange.getRequestHeaders().getFirst("X-Goog-Channel-Token").startsWith("guess")) {
                note(exchange);
            }
            door.handle(exchange);
        };
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

    private void connect(FakeGoogleCalendar google, CalendarSync sync, int calendars) throws InterruptedException {
        for (int i = 0; i < calendars / CALENDARS_OF_A_USER; i++) {
            FakeUser user = google.user("user" + i + "@example.com");
            Set<String> ids = new java.util.HashSet<>();
            for (int j = 0; j < CALENDARS_OF_A_USER; j++) {
                FakeCalendar calendar = user.createCalendar("Calendar " + j);
                theirs.add(calendar);
                ids.add(calendar.id());
            }
            UserSync alice = sync.forUser("user" + i);
            Account account = alice.connect(GoogleAccount.bearer(user.accessToken()));
            CalendarRef[] refs = alice.calendars(account).stream()
                    .map(RemoteCalendar::ref)
                    .filter(ref -> ids.contains(ref.calendarId()))
                    .toArray(CalendarRef[]::new);
            ours.addAll(List.of(refs));
            alice.schedule(SyncSchedule.on(Trigger.webhook()).calendars(refs));
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain until " + what);
            }
            Thread.sleep(20);
        }
    }

    /** So many edits, one calendar after the other, at this rate. */
    private List<Long> edit(FakeGoogleCalendar google, int count, int perSecond) throws InterruptedException {
        sightings.take();
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long wait = begun + i * 1_000_000_000L / perSecond - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            FakeCalendar calendar = theirs.get(edits % theirs.size());
            sightings.making(calendar.id());
            calendar.put(EVENT.formatted(edits++));
            if (i % perSecond == 0) {
                google.pushes().retry();
            }
        }
        await("every edit is here", () -> {
            // The service delivers again what was answered 503; its fake does when told.
            google.pushes().retry();
            return sightings.waiting() == 0;
        });
        return sightings.take();
    }

    /** What came together during the burst still has runs that follow it; the flood is not to be blamed for them. */
    private void awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + BOUND.toNanos();
        int before = -1;
        int now = ours.stream().mapToInt(sightings::runsOf).sum();
        while (now != before && System.nanoTime() < end) {
            Thread.sleep(5_000);
            before = now;
            now = ours.stream().mapToInt(sightings::runsOf).sum();
        }
    }

    /** What the flood did. */
    private record Flooded(ForgedFlood.Outcome outcome, int forgedPulls, Duration span) {}

    private Flooded flood(URI hook) throws InterruptedException {
        Map.Entry<String, Map<String, String>> real =
                calls.entrySet().iterator().next();
        awaitQuiet();
        int[] before = ours.stream().mapToInt(sightings::runsOf).toArray();
        Duration span = Duration.ofSeconds(quick ? 3 : 30);
        ForgedFlood.Outcome outcome =
                new ForgedFlood(hook, List.copyOf(calls.keySet()), real.getValue(), real.getKey()).run(span);
        List<Integer> more = new ArrayList<>();
        for (int i = 0; i < before.length; i++) {
            more.add(sightings.runsOf(ours.get(i)) - before[i]);
        }
        int all = more.stream().mapToInt(Integer::intValue).sum();
        int ofTheRealOne = more.stream().mapToInt(Integer::intValue).max().orElse(0);
        return new Flooded(outcome, all - ofTheRealOne, span);
    }

    private void report(List<Long> idle, List<Long> burst, Flooded flooded) {
        long perSecond = flooded.outcome().calls() / Math.max(1, flooded.span().toSeconds());
        out.println("idle engine: " + idle.size() + " edits");
        out.println("burst: " + burst.size() + " edits over " + theirs.size() + " calendars");
        out.println("flood: " + perSecond + " forged calls a second, "
                + flooded.outcome().oddAnswers() + " answered otherwise than real ones, "
                + flooded.outcome().realNanos().size() + " real ones beside them");
        out.println("RESULT name=push p50_ms=" + Sightings.millis(idle, 0.5) + " p99_ms="
                + Sightings.millis(idle, 0.99) + " burst_visible_p99_ms=" + Sightings.millis(burst, 0.99)
                + " forged_pulls=" + flooded.forgedPulls() + " flood_p99_ms="
                + Sightings.millis(flooded.outcome().realNanos(), 0.99));
    }
}
