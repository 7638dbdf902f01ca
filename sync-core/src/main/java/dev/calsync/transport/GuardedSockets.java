package dev.calsync.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import okhttp3.Dns;

/**
 * Where the guard stands. The look-up drops refused addresses, so that a name with one good address still works; the
 * socket asks again at the moment it connects, which also covers address literals (those are never looked up) and
 * whatever path an address may have taken. There is no way around the socket.
 */
final class GuardedSockets extends SocketFactory implements Dns {
    private final AddressGuard guard;

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
        return new GuardedSocket(guard);
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
    private static final class GuardedSocket extends Socket {
        private final AddressGuard guard;

        GuardedSocket(AddressGuard guard) {
            super(Proxy.NO_PROXY);
            this.guard = guard;
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
        }
    }
}
