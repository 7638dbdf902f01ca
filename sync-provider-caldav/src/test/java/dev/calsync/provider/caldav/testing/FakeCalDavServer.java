package dev.calsync.provider.caldav.testing;

import com.sun.net.httpserver.HttpServer;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A CalDAV server in this JVM: HTTP/1.1 on a free loopback port, everything in memory. Users log in with Basic
 * authentication and own calendars; see {@link FakeCalendar} for the back door, {@link #faults()} for what can go
 * wrong, {@link Quirk} for how servers differ, {@link #requests()} for what clients did.
 *
 * <p>Speaks RFC 4791 (MKCALENDAR, calendar-query, calendar-multiget), RFC 6578 (sync-collection), RFC 5397, RFC 6764
 * (the well-known redirect), RFC 5689 (extended MKCOL), PROPFIND of Depth 0 and 1, PROPPATCH, GET, HEAD, PUT and DELETE
 * with ETags, gzip. It expands no recurrence: a calendar-query with a time-range may answer more series than meet it.
 * Nor does it schedule, lock, move or copy.
 *
 * <p>Thread-safe. Requests take effect one at a time.
 */
public final class FakeCalDavServer implements AutoCloseable {

    private static final int THREADS = 16;

    private final HttpServer http;
    private final ExecutorService threads;
    private final DavTree tree;
    private final HttpDoor door;

    private FakeCalDavServer(HttpServer http, TimeSource time) {
        this.http = http;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "fake-caldav-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        URI origin = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
        this.tree = new DavTree(time, origin);
        this.door = new HttpDoor(tree);
    }

    /** Starts a server on the machine's clock, without users. */
    public static FakeCalDavServer start() {
        return start(TimeSource.system());
    }

    /**
     * Starts a server without users.
     *
     * @param time dates the log and {@code getlastmodified}
     * @throws UncheckedIOException if no loopback port can be opened
     */
    public static FakeCalDavServer start(TimeSource time) {
        // The JDK's server sends head and body apart; without this each answer would wait for a delayed ACK.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            FakeCalDavServer server =
                    new FakeCalDavServer(HttpServer.create(new InetSocketAddress(loopback, 0), 0), time);
            server.http.setExecutor(server.threads);
            server.http.createContext("/", server.door::handle);
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("No loopback port for the fake CalDAV server", e);
        }
    }

    /** Adds a user with an empty home, or changes the password of one. */
    public FakeCalDavServer user(String name, String password) {
        synchronized (tree.lock()) {
            tree.user(name, password);
        }
        return this;
    }

    /**
     * Makes a calendar for VEVENTs.
     *
     * @param name last path segment, decoded
     * @throws IllegalArgumentException if the user is unknown or has a calendar of this name
     */
    public FakeCalendar createCalendar(String user, String name, String displayName) {
        synchronized (tree.lock()) {
            if (tree.password(user) == null) {
                throw new IllegalArgumentException("unknown user " + user);
            }
            if (tree.calendar(user, name) != null) {
                throw new IllegalArgumentException("calendar " + name + " exists");
            }
            FakeCalendar created = tree.create(user, name);
            created.rename(displayName);
            return created;
        }
    }

    /** The user's calendar with this last path segment, made by whomever. */
    public Optional<FakeCalendar> calendar(String user, String name) {
        synchronized (tree.lock()) {
            return Optional.ofNullable(tree.calendar(user, name));
        }
    }

    /** The user's calendars in the order they were made. */
    public List<FakeCalendar> calendars(String user) {
        synchronized (tree.lock()) {
            return tree.calendars(user);
        }
    }

    /** Deletes a calendar with all it holds, as another client would. Returns whether it was there. */
    public boolean deleteCalendar(FakeCalendar calendar) {
        synchronized (tree.lock()) {
            return tree.delete(calendar);
        }
    }

    /** What a user would type: the root of the server. */
    public URI url() {
        return tree.absolute("/");
    }

    /** What clients asked for. */
    public RequestLog requests() {
        return door.log();
    }

    /** WebDAV-Push, which is off at first. */
    public FakePushServer push() {
        return tree.push();
    }

    /** What shall go wrong. */
    public FaultScript faults() {
        return door.faults();
    }

    /** From now on the server has these quirks and no others. */
    public void quirks(Quirk... quirks) {
        synchronized (tree.lock()) {
            tree.quirks(List.of(quirks));
        }
    }

    /**
     * How many changes a sync-collection answers at most under {@link Quirk#PAGED_BY_507}; 100 at first.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public void pageSize(int changes) {
        if (changes < 1) {
            throw new IllegalArgumentException("changes must be positive, was " + changes);
        }
        synchronized (tree.lock()) {
            tree.pageSize(changes);
        }
    }

    /** The {@code max-resource-size} of every calendar in bytes; 1 MiB at first. */
    public void maxResourceBytes(long bytes) {
        synchronized (tree.lock()) {
            tree.maxResourceBytes(bytes);
        }
    }

    /** Makes every sync token of every calendar given out so far unknown. */
    public void expireSyncTokens() {
        synchronized (tree.lock()) {
            tree.users().forEach(user -> tree.calendars(user).forEach(FakeCalendar::expireSyncTokens));
        }
    }

    /** Stops at once: held requests are let go, open connections are closed. */
    @Override
    public void close() {
        door.faults().clear();
        http.stop(0);
        threads.shutdownNow();
        tree.push().close();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
