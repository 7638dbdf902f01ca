package dev.calsync.provider.graph;

import dev.calsync.auth.Secret;
import dev.calsync.error.Faults;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.transport.AddressGuard;
import dev.calsync.transport.ClientAuthentication;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.HttpTransportBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The parts of a {@link GraphCalendarProvider}, all optional. Not thread-safe. */
public final class GraphCalendarProviderBuilder {
    private static final URI WORLDWIDE = URI.create("https://graph.microsoft.com/v1.0");
    private static final URI AUTHORITY = URI.create("https://login.microsoftonline.com");
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final int MOST_TILES = 120;

    private @Nullable HttpTransport transport;
    private @Nullable AddressGuard guard;
    private boolean loopbackHttp;
    private URI base = WORLDWIDE;
    private URI authority = AUTHORITY;
    private String tenant = EntraApplication.ANY_TENANT;
    private @Nullable Supplier<ClientAuthentication> application;
    private AttendeePolicy attendees = AttendeePolicy.HOLD;
    private int tileMonths = Tiles.QUARTERS.months();
    private @Nullable Duration past;
    private @Nullable Duration future;
    private Duration farEvery = Tiles.QUARTERS.farEvery();

    GraphCalendarProviderBuilder() {}

    /** The application, proven by a client secret: its value, not its id. */
    public GraphCalendarProviderBuilder application(String clientId, Secret clientSecret) {
        application = () -> ClientAuthentication.secret(clientId, clientSecret);
        return this;
    }

    /**
     * The application, proven by a certificate that was uploaded to its registration, which Microsoft recommends over a secret.
     *
     * @param certificatePem an X.509 certificate, PEM
     * @param privateKeyPem its RSA key, PKCS#8 PEM without a password
     */
    public GraphCalendarProviderBuilder applicationWithCertificate(
            String clientId, String certificatePem, Secret privateKeyPem) {
        application = () -> ClientAuthentication.certificate(clientId, certificatePem, privateKeyPem);
        return this;
    }

    /** An application that has no secret, such as one on users' own machines; it proves itself by PKCE alone. */
    public GraphCalendarProviderBuilder publicApplication(String clientId) {
        application = () -> ClientAuthentication.none(clientId);
        return this;
    }

    /**
     * Who may sign in: {@code common} (default) for everybody, {@code organizations} for accounts of organisations,
     * {@code consumers} for personal ones, or an organisation's tenant by id or domain name. An application that opens
     * mailboxes by itself needs an organisation's.
     */
    public GraphCalendarProviderBuilder tenant(String name) {
        tenant = name;
        return this;
    }

    /** Another Graph than the worldwide one, such as {@code https://graph.microsoft.us/v1.0}, with the version. */
    public GraphCalendarProviderBuilder graph(URI address) {
        base = address;
        return this;
    }

    /** Another authority than {@code https://login.microsoftonline.com}, as national clouds have. */
    public GraphCalendarProviderBuilder authority(URI address) {
        authority = address;
        return this;
    }

    /** Speaks through this transport, which stays the host's to close; it brings its guard and its loopback rule. */
    public GraphCalendarProviderBuilder transport(HttpTransport shared) {
        transport = shared;
        return this;
    }

    /** Which addresses may be reached; by default those of the public internet. */
    public GraphCalendarProviderBuilder addressGuard(AddressGuard next) {
        guard = next;
        return this;
    }

    /** Also reaches loopback addresses, and over plain http, for demos and tests. */
    public GraphCalendarProviderBuilder allowLoopbackHttp() {
        loopbackHttp = true;
        return this;
    }

    /**
     * What becomes of writes to events with attendees; by default they are held. Exchange tells the attendees of every change
     * and cannot be kept from it, so that {@link AttendeePolicy#WRITE_SILENTLY} holds such writes as well.
     */
    public GraphCalendarProviderBuilder attendeePolicy(AttendeePolicy policy) {
        attendees = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * How many months each part of a calendar's change feed spans; 3 by default, 1 to 48. A run asks once for each part that
     * is near, so fewer and longer parts cost fewer requests, and more to list anew when Graph forgets one's place. After a
     * change of this ask for one full sync: the parts have other names, and what was deleted meanwhile is found by that alone.
     */
    public GraphCalendarProviderBuilder tileMonths(int months) {
        tileMonths = months;
        return this;
    }

    /**
     * How far calendars are synchronised at most, where that is less than the engine's own window.
     *
     * @param intoThePast zero or more, at most ten years
     * @param intoTheFuture more than zero, at most ten years
     */
    public GraphCalendarProviderBuilder horizon(Duration intoThePast, Duration intoTheFuture) {
        past = intoThePast;
        future = intoTheFuture;
        return this;
    }

    /**
     * How often a schedule asks the parts that lie more than a month back or a quarter ahead; 6 hours by default. What somebody
     * waits for, a notification or an expired cursor looks at all of them at once.
     */
    public GraphCalendarProviderBuilder farTilesEvery(Duration interval) {
        farEvery = interval;
        return this;
    }

    /**
     * Builds the provider; connects to nothing.
     *
     * @throws InvalidConfigurationException naming every fault: an address that is not https (or loopback http where that is
     *     allowed), a tenant that is none, numbers out of their bounds, a secret or certificate that cannot be used, a
     *     transport together with settings for one
     */
    public GraphCalendarProvider build() {
        Faults faults = new Faults("GraphCalendarProvider");
        faults.require(
                        transport == null || (guard == null && !loopbackHttp),
                        "a transport of the host's own brings its address guard and its loopback rule")
                .require(isAddress(base), "graph must be an address that starts with https://")
                .require(isAddress(authority), "authority must be an address that starts with https://")
                .require(tenant.matches("[A-Za-z0-9.-]{1,128}"), "tenant must be a word, an id or a domain name")
                .require(
                        tileMonths >= 1 && tileMonths <= Tiles.MOST_MONTHS,
                        "tileMonths must be 1 to " + Tiles.MOST_MONTHS + ", was " + tileMonths)
                .require(
                        past == null || (!past.isNegative() && past.compareTo(LONGEST) <= 0),
                        "the horizon's past must be zero to ten years")
                .require(
                        future == null || (!future.isNegative() && !future.isZero() && future.compareTo(LONGEST) <= 0),
                        "the horizon's future must be more than zero and at most ten years")
                .require(
                        future == null
                                || past == null
                                || past.plus(future).toDays() / 28 / Math.max(1, tileMonths) <= MOST_TILES,
                        "the horizon has more than " + MOST_TILES + " tiles; make them longer")
                .require(
                        farEvery.compareTo(Duration.ofMinutes(5)) >= 0 && farEvery.compareTo(Duration.ofDays(7)) <= 0,
                        "farTilesEvery must be between 5 minutes and 7 days, was " + farEvery);
        Optional<ClientAuthentication> client = client(faults);
        faults.throwIfAny();
        GraphOptions options = new GraphOptions(bare(base), new Tiles(tileMonths, past, future, farEvery), attendees);
        Optional<EntraApplication> app = client.map(proof -> new EntraApplication(bare(authority), tenant, proof));
        HttpTransport shared = transport;
        return shared != null
                ? new GraphCalendarProvider(shared, false, options, app)
                : new GraphCalendarProvider(ownTransport(), true, options, app);
    }

    private Optional<ClientAuthentication> client(Faults faults) {
        Supplier<ClientAuthentication> given = application;
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(given.get());
        } catch (InvalidConfigurationException e) {
            e.faults().forEach(faults::add);
            return Optional.empty();
        }
    }

    private HttpTransport ownTransport() {
        HttpTransportBuilder parts = HttpTransport.builder();
        if (guard != null) {
            parts.addressGuard(guard);
        }
        if (loopbackHttp) {
            parts.allowLoopbackHttp();
        }
        return parts.build();
    }

    private boolean isAddress(URI address) {
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        boolean plain = "http".equalsIgnoreCase(address.getScheme()) && (loopbackHttp || transport != null);
        return (secure || plain)
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null;
    }

    private static URI bare(URI address) {
        String text = address.toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
}
