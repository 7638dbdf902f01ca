package dev.calsync.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Where the guard stands. The look-up drops refused addresses, so that a name with one good address still works; the
 * socket asks again at the moment it connects, which also covers address literals (those are never looked up) and
 * whatever path an address may have taken. There is no way around the socket.
 */
final class GuardedSockets extends SocketFactory implements Dns {
    private final AddressGuard guard;
    private final Map<Ends, GuardedSocket> open = new ConcurrentHashMap<>();

    GuardedSockets(AddressGuard guard) {
        this.guard = guard;
    }

    /** A connection was not made because the guard refused its address. */
    static final class RefusedAddressException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException() {
            super("address refused by the address guard");
        }
    }

    /** What a socket and the TLS socket around it have in common. */
    private record Ends(SocketAddress local, SocketAddress remote) {
        static Ends of(Socket socket) {
            return new Ends(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress());
        }
    }

    /** Lets a connection end its exchange and be used for no other. */
    void useNoMore(Socket connection) {
        GuardedSocket socket = open.get(Ends.of(connection));
        if (socket != null) {
            socket.usedUp = true;
        }
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        List<InetAddress> found = Dns.SYSTEM.lookup(hostname);
        List<InetAddress> permitted = found.stream().filter(guard::permits).toList();
        if (permitted.isEmpty() && !found.isEmpty()) {
            UnknownHostException refused = new UnknownHostException("refused");
            refused.initCause(new RefusedAddressException());
            throw refused;
        }
        return permitted;
    }

    @Override
    public Socket createSocket() {
        return new GuardedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(address, port));
    }

    private Socket connected(SocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }

    /** Without a proxy of any kind: a SOCKS proxy of the JVM would resolve and connect where nobody guards. */
    private final class GuardedSocket extends Socket {
        private volatile boolean usedUp;
        private volatile @Nullable Ends ends;

        GuardedSocket() {
            super(Proxy.NO_PROXY);
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
            if (!(endpoint instanceof InetSocketAddress address)
                    || address.getAddress() == null
                    || !guard.permits(address.getAddress())) {
                close();
                throw new RefusedAddressException();
            }
            super.connect(endpoint, timeoutMillis);
            Ends connected = Ends.of(this);
            ends = connected;
            open.put(connected, this);
        }

        /** What the connection pool asks before it hands a connection out again. */
        @Override
        public boolean isClosed() {
            return usedUp || super.isClosed();
        }

        @Override
        public synchronized void close() throws IOException {
            Ends connected = ends;
            if (connected != null) {
                open.remove(connected, this);
            }
            super.close();
        }
    }
}
