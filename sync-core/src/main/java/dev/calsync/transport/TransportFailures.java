package dev.calsync.transport;

import dev.calsync.error.SyncException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.EventListener;

/**
 * Names what went wrong with one call. What matters most is whether the request had begun to be sent: if not, it was
 * surely not carried out, and that is told as {@link UnreachableException}. Messages name method and origin only;
 * paths and queries may hold names and tokens.
 */
final class TransportFailures extends EventListener {
    private static final int CAUSES_LOOKED_AT = 16;

    private final String method;
    private final String server;
    private volatile boolean sending;

    TransportFailures(String method, URI target) {
        this.method = method;
        this.server = OriginPolicy.origin(target);
    }

    String server() {
        return server;
    }

    @Override
    public void requestHeadersStart(Call call) {
        sending = true;
    }

    SyncException beforeAnswer(IOException e) {
        if (refused(e, CAUSES_LOOKED_AT)) {
            return new UnrecoverableException(
                    method + " " + server
                            + ": the address of this host is private, local or reserved and may not be reached;"
                            + " if the server really is in your own network, allow it with an AddressGuard",
                    e);
        }
        if (sending) {
            return e instanceof InterruptedIOException
                    ? new TransientException(method + " " + server + ": no answer in time", e)
                    : new TransientException(method + " " + server + ": the connection broke before the answer", e);
        }
        return new UnreachableException(method + " " + server + ": " + whyUnreachable(e), e);
    }

    private static String whyUnreachable(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the host's name does not resolve; check the address";
        }
        if (e instanceof SSLException) {
            return "no TLS connection came about; check the server's certificate";
        }
        if (e instanceof InterruptedIOException) {
            return "no connection came about in time; check the address and the firewall";
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "the connection was refused; check the address and whether the server runs";
        }
        return "no connection came about";
    }

    SyncException whileReading(IOException e) {
        return e instanceof InterruptedIOException
                ? new TransientException(method + " " + server + ": the answer took too long", e)
                : new TransientException(method + " " + server + ": the connection broke within the answer", e);
    }

    /** Several addresses may have been tried; the failures of the others are suppressed ones of the first. */
    private static boolean refused(Throwable e, int depth) {
        if (e instanceof GuardedSockets.RefusedAddressException) {
            return true;
        }
        if (depth == 0) {
            return false;
        }
        if (e.getCause() != null && e.getCause() != e && refused(e.getCause(), depth - 1)) {
            return true;
        }
        for (Throwable other : e.getSuppressed()) {
            if (refused(other, depth - 1)) {
                return true;
            }
        }
        return false;
    }
}
