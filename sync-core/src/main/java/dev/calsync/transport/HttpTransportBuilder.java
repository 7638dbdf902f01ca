package dev.calsync.transport;

import dev.calsync.error.Faults;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.slf4j.LoggerFactory;

/** The parts of an {@link HttpTransport}, all with a sensible default. Not thread-safe. */
public final class HttpTransportBuilder {
    /**
     * Shorter than servers keep them, Apache's five seconds included: a write that is sent on a connection which the
     * server has just closed is a write whose answer is lost.
     */
    private static final Duration IDLE_CONNECTIONS_LIVE = Duration.ofSeconds(4);

    private static final String HIDDEN_RETRY_AFTER = "Calsync-Hidden-Retry-After";

    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration readTimeout = Duration.ofSeconds(30);
    private Duration callTimeout = Duration.ofMinutes(5);
    private long maxBodyBytes = 64L << 20;
    private AddressGuard guard = AddressGuard.publicInternet();
    private boolean loopbackHttp;
    private String userAgent = "calsync";
    private int connections = 64;
    private TimeSource time = TimeSource.system();
    private Optional<X509TrustManager> trust = Optional.empty();

    HttpTransportBuilder() {}

    /** How long a connection, TLS included, may take to come about. Default 10 seconds. */
    public HttpTransportBuilder connectTimeout(Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    /** How long nothing may arrive, or nothing may be taken. Default 30 seconds. */
    public HttpTransportBuilder readTimeout(Duration timeout) {
        readTimeout = timeout;
        return this;
    }

    /** How long one hop may take from name resolution to the end of the body. Default 5 minutes. */
    public HttpTransportBuilder callTimeout(Duration timeout) {
        callTimeout = timeout;
        return this;
    }

    /** The longest body of an answer, after decompression, inclusive. Default 64 MiB. */
    public HttpTransportBuilder maxBodyBytes(long bytes) {
        maxBodyBytes = bytes;
        return this;
    }

    /** Which addresses may be reached over https. Default {@link AddressGuard#publicInternet()}. */
    public HttpTransportBuilder addressGuard(AddressGuard next) {
        guard = next;
        return this;
    }

    /**
     * Also speaks plain http, and reaches loopback addresses over https, for demos and tests. Plain http to anything
     * but loopback stays refused.
     */
    public HttpTransportBuilder allowLoopbackHttp() {
        loopbackHttp = true;
        return this;
    }

    /** What the {@code User-Agent} header says. Default {@code calsync}. */
    public HttpTransportBuilder userAgent(String name) {
        userAgent = name;
        return this;
    }

    /** How many idle connections are kept; as many as there are workers is right. Default 64. */
    public HttpTransportBuilder connections(int count) {
        connections = count;
        return this;
    }

    /** Whose certificates are trusted, instead of the JVM's own list. For servers with a private authority. */
    public HttpTransportBuilder trust(X509TrustManager manager) {
        trust = Optional.of(manager);
        return this;
    }

    /** Tells the time at which answers arrived, for servers that send no {@code Date}. Default the system's. */
    public HttpTransportBuilder time(TimeSource source) {
        time = source;
        return this;
    }

    /**
     * Builds the transport; connects to nothing. Logs a warning if OkHttp is on the classpath more than once.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if a timeout, bound or count is not positive, a timeout
     *     is longer than a day, or the user agent is not printable ASCII
     */
    public HttpTransport build() {
        Faults faults = new Faults("HttpTransport");
        requireTimeout(faults, "connectTimeout", connectTimeout);
        requireTimeout(faults, "readTimeout", readTimeout);
        requireTimeout(faults, "callTimeout", callTimeout);
        faults.require(maxBodyBytes > 0, "maxBodyBytes must be positive, was " + maxBodyBytes)
                .require(maxBodyBytes < Long.MAX_VALUE, "maxBodyBytes must be a real bound")
                .require(connections > 0, "connections must be positive, was " + connections)
                .require(
                        !userAgent.isBlank() && userAgent.chars().allMatch(c -> c >= ' ' && c < 0x7F),
                        "userAgent must be printable ASCII")
                .throwIfAny();
        DuplicateClasses.warnIfTwice(
                HttpTransport.class.getClassLoader(), LoggerFactory.getLogger(HttpTransport.class));
        return new HttpTransport(this);
    }

    private static void requireTimeout(Faults faults, String name, Duration timeout) {
        faults.require(
                timeout.toMillis() > 0 && timeout.compareTo(Duration.ofDays(1)) <= 0,
                name + " must be between 1 ms and a day, was " + timeout);
    }

    AddressGuard guard() {
        return loopbackHttp ? guard.alsoLoopback() : guard;
    }

    boolean allowsLoopbackHttp() {
        return loopbackHttp;
    }

    long maxBodyBytes() {
        return maxBodyBytes;
    }

    TimeSource time() {
        return time;
    }

    OkHttpClient client(AddressGuard addresses) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(connectTimeout)
                .readTimeout(readTimeout)
                .writeTimeout(readTimeout)
                .callTimeout(callTimeout)
                .connectionPool(
                        new ConnectionPool(connections, IDLE_CONNECTIONS_LIVE.toMillis(), TimeUnit.MILLISECONDS))
                .proxy(Proxy.NO_PROXY)
                .cookieJar(CookieJar.NO_COOKIES)
                .authenticator(Authenticator.NONE)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .eventListenerFactory(HttpTransportBuilder::failures)
                .addInterceptor(this::outside);
        trust.ifPresent(manager -> client.sslSocketFactory(context(manager).getSocketFactory(), manager));
        return guarded(client, addresses);
    }

    /** A client that shares the other one's connections and bounds, but not its guard. */
    OkHttpClient share(OkHttpClient client, AddressGuard addresses) {
        OkHttpClient.Builder other = client.newBuilder();
        other.networkInterceptors().clear();
        return guarded(other, addresses);
    }

    private static OkHttpClient guarded(OkHttpClient.Builder client, AddressGuard addresses) {
        GuardedSockets sockets = new GuardedSockets(addresses);
        return client.dns(sockets)
                .socketFactory(sockets)
                .addNetworkInterceptor(chain -> inside(chain, sockets))
                .build();
    }

    private static EventListener failures(Call call) {
        TransportFailures failures = call.request().tag(TransportFailures.class);
        return failures == null ? EventListener.NONE : failures;
    }

    private Response outside(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(
                chain.request().newBuilder().header("User-Agent", userAgent).build());
        String hidden = response.header(HIDDEN_RETRY_AFTER);
        return hidden == null
                ? response
                : response.newBuilder()
                        .removeHeader(HIDDEN_RETRY_AFTER)
                        .header("Retry-After", hidden)
                        .build();
    }

    /**
     * Mends two things about OkHttp, which sits between this and {@link #outside}. It must not see {@code Retry-After}:
     * with 503 and a zero it repeats any request at once, uncounted, and with more digits than an int holds it fails with
     * a NumberFormatException. And it keeps connections of HTTP/1.0 servers, which end with their answer (RFC 9112
     * section 9.3), so that the next request may be lost on one that is about to close.
     */
    private static Response inside(Interceptor.Chain chain, GuardedSockets sockets) throws IOException {
        Response response = chain.proceed(chain.request());
        Connection connection = chain.connection();
        if (response.protocol() == Protocol.HTTP_1_0
                && connection != null
                && !"keep-alive".equalsIgnoreCase(response.header("Connection"))) {
            sockets.useNoMore(connection.socket());
        }
        String retryAfter = response.header("Retry-After");
        return retryAfter == null
                ? response
                : response.newBuilder()
                        .removeHeader("Retry-After")
                        .header(HIDDEN_RETRY_AFTER, retryAfter)
                        .build();
    }

    private static SSLContext context(X509TrustManager manager) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM speaks no TLS", e);
        }
    }
}
