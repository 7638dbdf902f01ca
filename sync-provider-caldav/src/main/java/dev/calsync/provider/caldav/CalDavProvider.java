package dev.calsync.provider.caldav;

import dev.calsync.auth.Credentials;
import dev.calsync.error.Faults;
import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.DeclaredLosses;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.system.TimeSource;
import dev.calsync.transport.AddressGuard;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.HttpTransportBuilder;
import dev.calsync.transport.OriginPolicy;
import dev.calsync.transport.RequestAuthenticator;
import dev.calsync.transport.RequestGate;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CalDAV servers (RFC 4791). Changes come by sync-collection (RFC 6578), or by change tag and listing where a server has
 * no such report; events are written with the entity tag of the state they are meant for. Immutable and thread-safe.
 */
public final class CalDavProvider implements CalendarProvider {
    static final ProviderId ID = ProviderId.of("caldav");

    private final HttpTransport transport;
    private final boolean ownsTransport;
    private final CalDavOptions options;
    private final PropertiesCache.Shared cache = new PropertiesCache.Shared();
    private final OwnCreations creations = new OwnCreations();
    private final Logins logins = new Logins();

    private final PushRegistrations registrations = new PushRegistrations();
    private final Optional<ChangeNotificationSource> push;

    private CalDavProvider(
            HttpTransport transport, boolean ownsTransport, CalDavOptions options, @Nullable TimeSource pushTime) {
        this.transport = transport;
        this.ownsTransport = ownsTransport;
        this.options = options;
        this.push =
                Optional.ofNullable(pushTime).map(time -> new DavPush(transport, logins, options, registrations, time));
    }

    /** A provider with the default settings: https only, to servers on the public internet. */
    public static CalDavProvider create() {
        return builder().build();
    }

    /** Begins a provider. */
    public static Builder builder() {
        return new Builder();
    }

    /** The parts of a {@link CalDavProvider}, all optional. Not thread-safe. */
    public static final class Builder {
        private static final Duration SHORTEST_AUDIT = Duration.ofHours(1);
        private static final Duration LONGEST_AUDIT = Duration.ofDays(30);

        private @Nullable HttpTransport transport;
        private @Nullable AddressGuard guard;
        private boolean loopbackHttp;
        private OriginPolicy siblings = OriginPolicy.sameRegistrableDomain();
        private ServiceRecords services = ServiceRecords.none();
        private Duration auditEvery = Duration.ofDays(1);
        private AttendeePolicy attendees = AttendeePolicy.HOLD;
        private @Nullable TimeSource pushTime;

        private Builder() {}

        /** Speaks through this transport, which stays the host's to close; it brings its guard and its loopback rule. */
        public Builder transport(HttpTransport shared) {
            transport = shared;
            return this;
        }

        /** Which addresses may be reached; by default those of the public internet. */
        public Builder addressGuard(AddressGuard next) {
            guard = next;
            return this;
        }

        /** Also reaches loopback addresses, and over plain http, for demos and tests. */
        public Builder allowLoopbackHttp() {
            loopbackHttp = true;
            return this;
        }

        /**
         * Credentials go to the origin of the address that the user gave, and to no other. By default they also go to
         * what the server redirects to or names as the user's own while an account is connected, if that is https on its
         * usual port and on the same registrable domain ({@link OriginPolicy#sameRegistrableDomain()}): iCloud, and
         * whoever sends {@code example.com} to {@code dav.example.com}, cannot be connected without.
         */
        public Builder credentialsToOneOriginOnly() {
            siblings = OriginPolicy.sameOrigin();
            return this;
        }

        /**
         * How to look up where a domain offers CalDAV, for users who give a domain and nothing else. By default that is
         * not looked up; the well-known address of the domain (RFC 6764 section 5) is always asked.
         */
        public Builder serviceRecords(ServiceRecords records) {
            services = records;
            return this;
        }

        /**
         * How long to believe a server's word on what changed. Then everything is listed once, which takes one request
         * and fetches nothing that is known, because sync tokens and change tags are known to lie. Spread over another
         * quarter of this time, so that not all calendars have their turn at once. Default a day; between an hour and 30
         * days.
         */
        public Builder auditEvery(Duration interval) {
            auditEvery = interval;
            return this;
        }

        /**
         * What becomes of writes to events with attendees; by default they are held. A server that schedules (RFC 6638)
         * tells the attendees of every change and cannot be kept from it, so that {@link AttendeePolicy#WRITE_SILENTLY}
         * holds such writes there and sends them elsewhere.
         */
        public Builder attendeePolicy(AttendeePolicy policy) {
            attendees = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * Has servers that speak WebDAV-Push (draft-bitfire-webdav-push, Nextcloud's app for one) tell of changes,
         * encrypted, to the address that {@code CalendarSyncBuilder.webhooks} names: no push service stands between.
         * Calendars of other servers are polled as ever. Off by default, as long as it is a draft.
         */
        public Builder webDavPush() {
            return webDavPush(TimeSource.system());
        }

        /** The same with another clock for the servers' tokens. */
        Builder webDavPush(TimeSource time) {
            pushTime = time;
            return this;
        }

        /**
         * Builds the provider; connects to nothing.
         *
         * @throws InvalidConfigurationException if a transport is given together with settings for one, or {@code
         *     auditEvery} is not between an hour and 30 days
         */
        public CalDavProvider build() {
            new Faults("CalDavProvider")
                    .require(
                            transport == null || (guard == null && !loopbackHttp),
                            "a transport of the host's own brings its address guard and its loopback rule")
                    .require(
                            auditEvery.compareTo(SHORTEST_AUDIT) >= 0 && auditEvery.compareTo(LONGEST_AUDIT) <= 0,
                            "auditEvery must be between an hour and 30 days, was " + auditEvery)
                    .throwIfAny();
            CalDavOptions options = new CalDavOptions(siblings, services, auditEvery, attendees);
            if (transport != null) {
                return new CalDavProvider(transport, false, options, pushTime);
            }
            HttpTransportBuilder parts = HttpTransport.builder();
            if (guard != null) {
                parts.addressGuard(guard);
            }
            if (loopbackHttp) {
                parts.allowLoopbackHttp();
            }
            return new CalDavProvider(parts.build(), true, options, pushTime);
        }
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public ProviderLimits limits() {
        return ProviderLimits.CALDAV;
    }

    /** The host that the account's calendars lie on, with its port. */
    @Override
    public String service(Account account) {
        return CalDavSettings.of(account.settings()).homes().get(0).getAuthority();
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        if (!request.provider().equals(ID)) {
            throw new UnrecoverableException(
                    "this is the provider " + ID + ", the account is of " + request.provider());
        }
        URI url = CalDavSettings.url(request.settings());
        RequestAuthenticator authenticator = Logins.of(request.credentials(), false, context);
        HttpScope scope = scope(url, authenticator, options.siblings(), context);
        DavClient client = new DavClient(transport, scope, ICalendar.MAX_BYTES);
        Discovery.Found found = new Discovery(client, options.services()).find(url);
        String identity = identity(url, found.principal(), request.credentials());
        boolean digest = authenticator
                .authorization("PROPFIND", found.homes().get(0))
                .filter(header -> header.startsWith("Digest "))
                .isPresent();
        return new ConnectedAccount(identity, new CalDavSettings(url, found.principal(), found.homes(), digest).map());
    }

    /** A user name is only unique at its server, and one user may have accounts at several. */
    private static String identity(URI url, Optional<URI> principal, Credentials credentials) {
        return credentials instanceof Credentials.Basic basic
                ? basic.username() + "@" + url.getAuthority()
                : principal.orElse(url).toString();
    }

    @Override
    public DeclaredLosses losses() {
        return CalDavLosses.DECLARED;
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return new CalDavSession(
                transport, cache, creations.of(account.id()), logins, account, context, options, registrations);
    }

    @Override
    public Optional<ChangeNotificationSource> notifications() {
        return push;
    }

    /** What requests of an account carry, where to, and who is told of them. */
    static HttpScope scope(URI url, RequestAuthenticator authenticator, OriginPolicy trusted, ProviderContext context) {
        return HttpScope.of(url, authenticator).trusting(trusted).through(new RequestGate() {
            @Override
            public void beforeRequest() throws InterruptedException {
                context.beforeRequest();
            }

            @Override
            public void afterResponse(long bodyBytes) {
                context.afterResponse(bodyBytes);
            }
        });
    }

    @Override
    public void close() {
        if (ownsTransport) {
            transport.close();
        }
    }
}
