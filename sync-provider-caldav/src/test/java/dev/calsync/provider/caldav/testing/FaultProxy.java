package dev.calsync.provider.caldav.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bad network in front of a server on this machine: a loopback port whose connections are slow, are cut after so many bytes
 * with FIN or with RST, swallow what is sent, or bring it much later. What happens to the n-th connection follows from the seed
 * and n alone. Holds 64 connections at most; one more waits. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final int CHUNK_BYTES = 8_192;

    private final ServerSocket door;
    private final int target;
    private final long seed;
    private final Duration late;
    private final ExecutorService threads;
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong[] struck = new AtomicLong[ProxyFault.values().length];
    private final AtomicLong chunks = new AtomicLong();
    private volatile boolean calm = true;
    private volatile boolean closed;

    private FaultProxy(ServerSocket door, int target, long seed, Duration late) {
        this.door = door;
        this.target = target;
        this.seed = seed;
        this.late = late;
        for (int i = 0; i < struck.length; i++) {
            struck[i] = new AtomicLong();
        }
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fault-proxy-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens a port in front of a server. Nothing goes wrong before {@link #storm()}.
     *
     * @param server its address; only the port counts, the host is loopback
     * @param late by how much {@link ProxyFault#LATE} delays: longer than clients wait
     * @throws UncheckedIOException if there is no port
     */
    public static FaultProxy before(URI server, long seed, Duration late) {
        try {
            FaultProxy proxy = new FaultProxy(
                    new ServerSocket(0, CONNECTIONS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})),
                    server.getPort(),
                    seed,
                    late);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException noPort) {
            throw new UncheckedIOException("No loopback port for the fault proxy", noPort);
        }
    }

    /** The way to the server through this. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/");
    }

    /** From now on something goes wrong with every connection, sooner or later; those that are open end. */
    public void storm() {
        calm = false;
        open.forEach(ProxiedConnection::end);
    }

    /** From now on nothing goes wrong any more; connections that are open end. */
    public void calm() {
        calm = true;
        open.forEach(ProxiedConnection::end);
    }

    /** How often a fault has struck. */
    public long struck(ProxyFault fault) {
        return struck[fault.ordinal()].get();
    }

    /** How many pieces of data have passed so far: a clock that goes while something goes on. */
    public long passed() {
        return chunks.get();
    }

    private void accept() {
        long number = 0;
        while (!closed) {
            try {
                places.acquire();
                Socket client = door.accept();
                client.setTcpNoDelay(true);
                ProxyFault.Plan plan = calm ? ProxyFault.Plan.NONE : ProxyFault.Plan.of(new Random(seed + number++));
                threads.execute(() -> serve(client, plan));
            } catch (IOException ended) {
                places.release();
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void serve(Socket client, ProxyFault.Plan plan) {
        ProxiedConnection connection = null;
        try (client;
                Socket server = new Socket()) {
            server.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), target), (int)
                    TimeUnit.SECONDS.toMillis(5));
            server.setTcpNoDelay(true);
            connection = new ProxiedConnection(client, server, plan);
            open.add(connection);
            if (calm && plan.fault() != null) {
                connection.end();
            }
            connection.run();
        } catch (IOException broken) {
            // So it is for whoever waits at either end.
        } finally {
            if (connection != null) {
                open.remove(connection);
            }
            places.release();
        }
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        closed = true;
        try {
            door.close();
        } catch (IOException ignored) {
            // It is closed then.
        }
        open.forEach(ProxiedConnection::end);
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Two sockets, and what goes between them. */
    private final class ProxiedConnection {
        private final Socket client;
        private final Socket server;
        private final ProxyFault.Plan plan;

        ProxiedConnection(Socket client, Socket server, ProxyFault.Plan plan) {
            this.client = client;
            this.server = server;
            this.plan = plan;
        }

        /** Until both directions have ended. */
        void run() throws IOException {
            Future<?> up = threads.submit(() -> pump(client, server, plan.upwards()));
            pump(server, client, !plan.upwards());
            try {
                up.get();
            } catch (ExecutionException | InterruptedException broken) {
                end();
            }
        }

        private void pump(Socket from, Socket to, boolean struckHere) {
            byte[] buffer = new byte[CHUNK_BYTES];
            long left = struckHere && plan.fault() != null ? plan.afterBytes() : Long.MAX_VALUE;
            try {
                int read = from.getInputStream().read(buffer);
                while (read >= 0) {
                    wait(plan.latency());
                    int passing = (int) Math.min(read, left);
                    to.getOutputStream().write(buffer, 0, passing);
                    chunks.incrementAndGet();
                    left -= passing;
                    if (left == 0) {
                        left = strike(to, buffer, passing, read);
                        if (left == 0) {
                            return;
                        }
                    }
                    read = from.getInputStream().read(buffer);
                }
                to.shutdownOutput();
            } catch (IOException broken) {
                end();
            }
        }

        /** Returns how many bytes may pass from now on; 0 if nothing does any more. */
        private long strike(Socket to, byte[] buffer, int passed, int read) throws IOException {
            ProxyFault fault = plan.fault();
            if (fault == null) {
                return Long.MAX_VALUE;
            }
            struck[fault.ordinal()].incrementAndGet();
            switch (fault) {
                case FIN -> end();
                case RST -> {
                    reset(client);
                    reset(server);
                }
                case BLACK_HOLE -> swallow();
                case LATE -> {
                    wait(late);
                    to.getOutputStream().write(buffer, passed, read - passed);
                    return Long.MAX_VALUE;
                }
            }
            return 0;
        }

        /** Nobody hears anything, neither data nor an end, until the client gives up. */
        private void swallow() throws IOException {
            byte[] nowhere = new byte[CHUNK_BYTES];
            Socket talks = plan.upwards() ? client : server;
            int read = 0;
            while (read >= 0) {
                read = talks.getInputStream().read(nowhere);
            }
            end();
        }

        private void wait(Duration time) {
            if (!time.isZero() && !calm) {
                LockSupport.parkNanos(time.toNanos());
            }
        }

        void end() {
            close(client);
            close(server);
        }

        private void reset(Socket socket) throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private void close(@Nullable Socket socket) {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException ignored) {
                // It is closed then.
            }
        }
    }
}
