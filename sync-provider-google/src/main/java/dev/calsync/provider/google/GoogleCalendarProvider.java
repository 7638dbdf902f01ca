package dev.calsync.provider.google;

import dev.calsync.auth.Credentials;
import dev.calsync.error.AuthorizationRevokedException;
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
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.ProviderContext;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.HttpTransportBuilder;
import dev.calsync.transport.OriginPolicy;
import dev.calsync.transport.RequestAuthenticator;
import dev.calsync.transport.RequestGate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Google Calendar (Calendar API v3). Changes come by sync token, events are written with the entity tag of the state they
 * are meant for. Immutable and thread-safe.
 */
public final class GoogleCalendarProvider implements CalendarProvider {
    static final ProviderId ID = ProviderId.of("google");

    private final HttpTransport transport;
    private final boolean ownsTransport;
    private final GoogleOptions options;
    private final CalendarDirectory.Shared directories = new CalendarDirectory.Shared();
    private final Backoff.Shared backoffs = new Backoff.Shared();

    private GoogleCalendarProvider(HttpTransport transport, boolean ownsTransport, GoogleOptions options) {
        this.transport = transport;
        this.ownsTransport = ownsTransport;
        this.options = options;
    }

    /** A provider with the default settings, for an OAuth client of the host's. */
    public static GoogleCalendarProvider of(String clientId, String clientSecret) {
        return builder(clientId, clientSecret).build();
    }

    /** Begins a provider. */
    public static Builder builder(String clientId, String clientSecret) {
        return new Builder(clientId, clientSecret);
    }

    /** The parts of a {@link GoogleCalendarProvider}, all optional but the client. Not thread-safe. */
    public static final class Builder {
        private static final URI GOOGLE = URI.create("https://www.googleapis.com/");
        private static final String USER_AGENT = "calsync (gzip)";
        private static final int MOST_EVENTS = 2_500;

        private final String clientId;
        private @Nullable HttpTransport transport;
        private URI root = GOOGLE;
        private boolean loopbackHttp;
        private int pageSize = 1_000;
        private long maxHeldBytes = ChangeFeed.MAX_HELD_BYTES;
        private AttendeePolicy attendees = AttendeePolicy.HOLD;

        private Builder(String clientId, String clientSecret) {
            this.clientId = Objects.requireNonNull(clientId, "clientId");
            Objects.requireNonNull(clientSecret, "clientSecret");
        }

        /**
         * Speaks through this transport, which stays the host's to close. Google compresses its answers only for a user
         * agent that says {@code gzip}, so give it one.
         */
        public Builder transport(HttpTransport shared) {
            transport = shared;
            return this;
        }

        /** What the API's paths are below of; {@code https://www.googleapis.com/} unless told. For tests and relays. */
        public Builder rootUrl(URI url) {
            root = url.toString().endsWith("/") ? url : URI.create(url + "/");
            return this;
        }

        /** Also speaks plain http to loopback addresses, for demos and tests. */
        public Builder allowLoopbackHttp() {
            loopbackHttp = true;
            return this;
        }

        /** How many events a page of a list may have, 1 to 2,500; 1,000 unless told. */
        public Builder pageSize(int events) {
            pageSize = events;
            return this;
        }

        /** What becomes of writes to events with attendees; by default they are held. */
        public Builder attendeePolicy(AttendeePolicy policy) {
            attendees = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** How much of series may wait in memory; for tests. */
        Builder maxHeldBytes(long bytes) {
            maxHeldBytes = bytes;
            return this;
        }

        /**
         * Builds the provider; connects to nothing.
         *
         * @throws InvalidConfigurationException if the client id is empty, the page size is out of its bounds, or a
         *     transport is given together with settings for one
         */
        public GoogleCalendarProvider build() {
            new Faults("GoogleCalendarProvider")
                    .require(!clientId.isBlank(), "clientId must not be empty")
                    .require(
                            pageSize >= 1 && pageSize <= MOST_EVENTS,
                            "pageSize must be 1 to " + MOST_EVENTS + ", was " + pageSize)
                    .require(
                            transport == null || !loopbackHttp,
                            "a transport of the host's own brings its loopback rule")
                    .throwIfAny();
            GoogleOptions options = new GoogleOptions(root, project(clientId), pageSize, maxHeldBytes, attendees);
            if (transport != null) {
                return new GoogleCalendarProvider(transport, false, options);
            }
            HttpTransportBuilder parts = HttpTransport.builder().userAgent(USER_AGENT);
            if (loopbackHttp) {
                parts.allowLoopbackHttp();
            }
            return new GoogleCalendarProvider(parts.build(), true, options);
        }

        /** Client ids read {@code NUMBER-TEXT.apps.googleusercontent.com}; the number is the project's. */
        private static String project(String clientId) {
            int dash = clientId.indexOf('-');
            String number = dash < 0 ? "" : clientId.substring(0, dash);
            return !number.isEmpty() && number.chars().allMatch(Character::isDigit) ? number : clientId;
        }
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    @Override
    public ProviderLimits limits() {
        return ProviderLimits.GOOGLE_CALENDAR;
    }

    /** The Google Cloud project, which quotas are counted by. */
    @Override
    public String service(Account account) {
        return options.project();
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        if (!request.provider().equals(ID)) {
            throw new UnrecoverableException(
                    "this is the provider " + ID + ", the account is of " + request.provider());
        }
        GoogleScopes scopes = new GoogleScopes(List.of());
        List<String> missing = scopes.missing();
        if (!missing.isEmpty()) {
            throw new AuthorizationRevokedException(
                    "the user did not grant what is needed " + String.join("; ", missing) + ". Connect again and grant it");
        }
        GoogleClient client = client(context, "connecting");
        String identity = new CalendarDirectory(client, context.time(), new CalendarDirectory.Shared(), "connecting")
                .list().stream()
                        .filter(CalendarEntry::primary)
                        .map(CalendarEntry::id)
                        .findFirst()
                        .orElseThrow(() -> new UnrecoverableException(
                                "connecting: this account has no calendar of its own, so nobody knows whose it is"));
        return new ConnectedAccount(identity, Map.of());
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        String key = account.id().value();
        GoogleClient client = client(context, key);
        CalendarDirectory directory = new CalendarDirectory(client, context.time(), directories, key);
        return new GoogleSession(
                account, new GoogleScopes(List.of()), client, directory, options, context.time());
    }

    private GoogleClient client(ProviderContext context, String account) {
        HttpScope scope = HttpScope.of(options.root(), new Login(context))
                .trusting(OriginPolicy.sameOrigin())
                .through(new RequestGate() {
                    @Override
                    public void beforeRequest() throws InterruptedException {
                        context.beforeRequest();
                    }

                    @Override
                    public void afterResponse(long bodyBytes) {
                        context.afterResponse(bodyBytes);
                    }
                });
        return new GoogleClient(
                transport, scope, context, backoffs.of(account, context.ids().next()), null);
    }

    @Override
    public void close() {
        if (ownsTransport) {
            transport.close();
        }
    }

    /** The account's token, and a fresh one when Google refuses it. Used by one thread at a time, as its context is. */
    private static final class Login implements RequestAuthenticator {
        private final ProviderContext context;
        private @Nullable Credentials used;

        Login(ProviderContext context) {
            this.context = context;
        }

        @Override
        public java.util.Optional<String> authorization(String method, URI target) throws InterruptedException {
            Credentials now = context.credentials();
            used = now;
            return now instanceof Credentials.Bearer bearer
                    ? java.util.Optional.of("Bearer " + bearer.token().reveal())
                    : java.util.Optional.empty();
        }

        @Override
        public boolean challenged(URI target, List<String> challenges) throws InterruptedException {
            return !context.credentials().equals(used);
        }

        @Override
        public String toString() {
            return "Bearer (hidden)";
        }
    }
}
