package dev.calsync.provider.google.testing;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Google Calendar in this JVM: HTTP/1.1 on a free loopback port, everything in memory. What the real service has below
 * {@code https://www.googleapis.com/} is below {@link #root()}. Users come with {@link #user}, what other clients do goes
 * through {@link FakeCalendar}, what can go wrong is in {@link #faults()}, how answers may differ in {@link Oddity}, and
 * {@link #requests()} tells what clients did.
 *
 * <p>Where the documentation calls something undefined, or tells clients not to do it, this service says 400, so that a
 * mistake shows: a sync token with another query, unknown parameters, unknown names in {@code fields}.
 *
 * <p>Thread-safe. Requests take effect one at a time.
 */
public final class FakeGoogleCalendar implements AutoCloseable {

    private static final int THREADS = 16;

    private final HttpServer http;
    private final ExecutorService threads;
    private final GoogleState state;
    private final HttpDoor door;

    private FakeGoogleCalendar(HttpServer http, TimeSource time) {
        this.http = http;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "fake-google-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        URI root = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
        this.state = new GoogleState(time, root);
        this.door = new HttpDoor(state);
    }

    /** Starts a service on the machine's clock, without users. */
    public static FakeGoogleCalendar start() {
        return start(TimeSource.system());
    }

    /**
     * Starts a service without users.
     *
     * @param time dates everything, and lets tokens and quotas run out
     * @throws UncheckedIOException if no loopback port can be opened
     */
    public static FakeGoogleCalendar start(TimeSource time) {
        // The JDK's server sends head and body apart; without this each answer would wait for a delayed ACK.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            FakeGoogleCalendar server =
                    new FakeGoogleCalendar(HttpServer.create(new InetSocketAddress(loopback, 0), 0), time);
            server.http.setExecutor(server.threads);
            server.http.createContext("/", server.door::handle);
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("No loopback port for the fake Google Calendar", e);
        }
    }

    /** The user of this address, made when first asked for, with a primary calendar. */
    public FakeUser user(String email) {
        synchronized (state.lock()) {
            return state.user(email);
        }
    }

    /** The service's root, {@code http://127.0.0.1:PORT/}; the API's is {@code calendar/v3/} below it. */
    public URI root() {
        return state.root();
    }

    /** What clients asked for. */
    public RequestLog requests() {
        return door.log();
    }

    /** What shall go wrong. */
    public FaultScript faults() {
        return door.faults();
    }

    /** How much the service takes. */
    public Quotas quotas() {
        return door.api().quotas();
    }

    /** Clients, consents and refresh tokens. */
    public FakeOAuth oauth() {
        return door.oauth();
    }

    /** Where tokens are got and refreshed. */
    public URI tokenUri() {
        return root().resolve("token");
    }

    /** The page where users consent. What a browser does there, {@link FakeOAuth#authorize} does without one. */
    public URI authorizationUri() {
        return root().resolve("o/oauth2/v2/auth");
    }

    /** Where tokens are given back (RFC 7009). */
    public URI revocationUri() {
        return root().resolve("revoke");
    }

    /** The key set that the service's own signatures are checked with. */
    public URI certificatesUri() {
        return root().resolve("oauth2/v3/certs");
    }

    /**
     * A token signed by the service (RS256), such as relays send with a push.
     *
     * @param claims a JSON object
     */
    public String signedToken(String claims) {
        return door.signatures().token(Json.given(claims));
    }

    /** Notifications on their way to clients. */
    public FakePushes pushes() {
        return door.pushes();
    }

    /** How many channels are open: opened, not stopped and not expired. */
    public int openChannels() {
        synchronized (state.lock()) {
            return door.api().channels().open();
        }
    }

    /** From now on faults come by chance as well; those of the script come first. */
    public void weather(Weather weather) {
        door.weather(weather);
    }

    /** What {@code sendUpdates} would have mailed, oldest first. */
    public List<SentMail> mails() {
        synchronized (state.lock()) {
            return List.copyOf(state.mails());
        }
    }

    /** From now on the service has these oddities and no others. */
    public void oddities(Oddity... oddities) {
        synchronized (state.lock()) {
            state.oddities(List.of(oddities));
        }
    }

    /** Makes every sync token given out so far a 410, of all calendars and calendar lists. */
    public void expireSyncTokens() {
        synchronized (state.lock()) {
            state.calendars().forEach(FakeCalendar::expireSyncTokens);
            state.users().forEach(FakeUser::expireCalendarListTokens);
        }
    }

    /** Makes every page token given out so far a 400. */
    public void expirePageTokens() {
        synchronized (state.lock()) {
            state.expirePageTokens();
        }
    }

    /** Stops at once: held requests are let go, open connections are closed. */
    @Override
    public void close() {
        door.faults().clear();
        http.stop(0);
        door.pushes().close();
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
