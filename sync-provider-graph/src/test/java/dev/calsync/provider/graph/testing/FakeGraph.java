package dev.calsync.provider.graph.testing;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Microsoft Graph v1.0 as far as calendars go, and the sign-in service, in this JVM: HTTP/1.1 on a free loopback port,
 * everything in memory, ids and links the same in each run. See {@link FakeMailbox} and {@link FakeCalendar} for the back
 * door, {@link #faults()} for what can go wrong, {@link #deltas()} for how deltas behave, {@link #requests()} for what
 * clients did.
 *
 * <p>Thread-safe. Requests take effect one at a time.
 */
public final class FakeGraph implements AutoCloseable {

    private static final int THREADS = 16;

    private final HttpServer http;
    private final ExecutorService threads;
    private final World world;
    private final FakeLogin login;
    private final DeltaScript deltas;
    private final FaultScript faults = new FaultScript();
    private final Limits limits = new Limits();
    private final FakeSubscriptions subscriptions;
    private final GraphDoor door;

    private FakeGraph(HttpServer http, TimeSource time) {
        this.http = http;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "fake-graph-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.world = new World(
                time, URI.create("http://127.0.0.1:" + http.getAddress().getPort()));
        this.login = new FakeLogin(world);
        this.deltas = new DeltaScript(world);
        this.subscriptions = new FakeSubscriptions(world, login);
        RequestLog log = new RequestLog();
        GraphService service = new GraphService(
                new GraphRouter(world, deltas),
                new Batches(world, log, faults, limits),
                new SubscriptionHandler(world, subscriptions));
        this.door = new GraphDoor(world, login, log, faults, limits, service);
    }

    /** Starts a server on the machine's clock, without mailboxes. */
    public static FakeGraph start() {
        return start(TimeSource.system());
    }

    /**
     * Starts a server without mailboxes.
     *
     * @param time what dates events, ends tokens and subscriptions, and counts limits
     * @throws UncheckedIOException if no loopback port can be opened
     */
    public static FakeGraph start(TimeSource time) {
        // The JDK's server sends head and body apart; without this each answer would wait for a delayed ACK.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            FakeGraph graph = new FakeGraph(HttpServer.create(new InetSocketAddress(loopback, 0), 0), time);
            graph.http.setExecutor(graph.threads);
            graph.http.createContext("/", graph.door::handle);
            graph.http.start();
            return graph;
        } catch (IOException e) {
            throw new UncheckedIOException("No loopback port for the fake Microsoft Graph", e);
        }
    }

    /** The mailbox of this address, made with a default calendar if there was none. */
    public FakeMailbox mailbox(String address) {
        synchronized (world) {
            return world.mailbox(address);
        }
    }

    /** Where Graph is, with its version: what {@code https://graph.microsoft.com/v1.0} is in life. */
    public URI url() {
        return URI.create(world.root());
    }

    /** Where the sign-in service is: what {@code https://login.microsoftonline.com} is in life. */
    public URI loginUrl() {
        return world.origin();
    }

    /** App registrations, tokens and grants. */
    public FakeLogin login() {
        return login;
    }

    /** How deltas behave. */
    public DeltaScript deltas() {
        return deltas;
    }

    /** What clients asked for. */
    public RequestLog requests() {
        return door.log();
    }

    /** What shall go wrong. */
    public FaultScript faults() {
        return faults;
    }

    /** What happens at random from now on. */
    public void weather(Weather weather) {
        faults.weather(weather);
    }

    /** Subscriptions and what they deliver. */
    public FakeSubscriptions subscriptions() {
        return subscriptions;
    }

    /** How much it bears. */
    public Limits limits() {
        return limits;
    }

    /** Stops at once: held requests are let go, open connections are closed. */
    @Override
    public void close() {
        faults.clear();
        subscriptions.close();
        http.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
