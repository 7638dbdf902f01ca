package dev.calsync.provider.google;

import dev.calsync.auth.Credentials;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
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
import dev.calsync.provider.TokenRefresh;
import dev.calsync.transport.AuthorizationRequest;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.HttpTransportBuilder;
import dev.calsync.transport.RequestAuthenticator;
import dev.calsync.transport.ServiceAccountKey;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Google Calendar (Calendar API v3). Changes come by sync token; events are written with the entity tag of the state they
 * are meant for. Immutable and thread-safe.
 */
public final class GoogleCalendarProvider implements CalendarProvider {
    static final ProviderId ID = ProviderId.of("google");
    private static final String SCOPES = "scopes";
    private static final int QUOTA_USER_CHARS = 32;

    private final HttpTransport transport;
    private final boolean ownsTransport;
    private final GoogleOptions options;
    private final Grants grants;
    private final CalendarDirectory.Shared directories = new CalendarDirectory.Shared();
    private final Backoff.Shared backoffs = new Backoff.Shared();
    private final QuotaDay day = new QuotaDay();

    private GoogleCalendarProvider(HttpTransport transport, boolean ownsTransport, GoogleOptions options) {
        this.transport = transport;
        this.ownsTransport = ownsTransport;
        this.options = options;
        this.grants = new Grants(transport, options);
    }

    /**
     * A provider with the default settings.
     *
     * @param clientId the OAuth client's id, of the type "web application"
     * @throws InvalidConfigurationException if one is empty
     */
    public static GoogleCalendarProvider of(String clientId, String clientSecret) {
        return builder(clientId, clientSecret).build();
    }

    /** Begins a provider. */
    public static Builder builder(String clientId, String clientSecret) {
        return new Builder(clientId, clientSecret);
    }

    /** The parts of a {@link GoogleCalendarProvider}, all optional but the client. Not thread-safe. */
    public static final class Builder {
        private static final String USER_AGENT = "calsync (gzip)";
        private static final int MOST_EVENTS = 2_500;

        private final String clientId;
        private final String clientSecret;
        private @Nullable HttpTransport transport;
        private URI root = URI.create("https://www.googleapis.com/");
        private URI tokens = URI.create("https://oauth2.googleapis.com/token");
        private URI authorization = URI.create("https://accounts.google.com/o/oauth2/v2/auth");
        private Set<String> scopes = Set.of(GoogleScopes.EVENTS, GoogleScopes.LIST_CALENDARS);
        private @Nullable ServiceAccountKey serviceAccount;
        private boolean loopbackHttp;
        private boolean quotaUser;
        private int pageSize = 1_000;
        private long maxHeldBytes = ChangeFeed.MAX_HELD_BYTES;
        private AttendeePolicy attendees = AttendeePolicy.HOLD;

        private Builder(String clientId, String clientSecret) {
            this.clientId = Objects.requireNonNull(clientId, "clientId");
            this.clientSecret = Objects.requireNonNull(clientSecret, "clientSecret");
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

        /** Where tokens are fetched; {@code https://oauth2.googleapis.com/token} unless told. For tests and relays. */
        public Builder tokenUrl(URI url) {
            tokens = url;
            return this;
        }

        /** Where users agree; {@code https://accounts.google.com/o/oauth2/v2/auth} unless told. */
        public Builder authorizationUrl(URI url) {
            authorization = url;
            return this;
        }

        /** Also speaks plain http to loopback addresses, for demos and tests. */
        public Builder allowLoopbackHttp() {
            loopbackHttp = true;
            return this;
        }

        /** Asks users for reading only: {@code calendar.events.readonly} in place of {@code calendar.events}. */
        public Builder readOnly() {
            scopes = Set.of(GoogleScopes.READ_EVENTS, GoogleScopes.LIST_CALENDARS);
            return this;
        }

        /** Asks users for these scopes, and for no others. What is missing for the work shows when they connect. */
        public Builder scopes(Set<String> asked) {
            scopes = Set.copyOf(asked);
            return this;
        }

        /** Acts for users of a Workspace domain, see {@link GoogleAccount#delegated}. */
        public Builder serviceAccount(ServiceAccountKey key) {
            serviceAccount = key;
            return this;
        }

        /**
         * Has Google count each account's requests for it by name ({@code quotaUser}, a hash of the account's identity).
         * Accounts that a service account acts for are always counted so: theirs would be the service account's else.
         */
        public Builder quotaUser() {
            quotaUser = true;
            return this;
        }

        /**
         * How many events a page of a list may have, 1 to 2,500; 1,000 unless told. A page is read as it arrives and kept
         * until it was handed on, which takes one to two kilobytes an event.
         */
        public Builder pageSize(int events) {
            pageSize = events;
            return this;
        }

        /**
         * What becomes of writes to events with attendees; by default they are held. {@link
         * AttendeePolicy#WRITE_SILENTLY} asks Google not to tell anybody, which it keeps to as far as it says it does:
         * "some emails might still be sent".
         */
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
         * @throws InvalidConfigurationException if the client's id or secret is empty, there are no scopes, the page size
         *     is out of its bounds, or a transport is given together with settings for one
         */
        public GoogleCalendarProvider build() {
            new Faults("GoogleCalendarProvider")
                    .require(!clientId.isBlank(), "clientId must not be empty")
                    .require(!clientSecret.isBlank(), "clientSecret must not be empty")
                    .require(!scopes.isEmpty(), "scopes must not be empty")
                    .require(
                            pageSize >= 1 && pageSize <= MOST_EVENTS,
                            "pageSize must be 1 to " + MOST_EVENTS + ", was " + pageSize)
                    .require(
                            transport == null || !loopbackHttp,
                            "a transport of the host's own brings its loopback rule")
                    .throwIfAny();
            GoogleOptions options = new GoogleOptions(
                    clientId,
                    Secret.of(clientSecret),
                    root,
                    tokens,
                    authorization,
                    scopes,
                    Optional.ofNullable(serviceAccount),
                    quotaUser,
                    pageSize,
                    maxHeldBytes,
                    attendees);
            if (transport != null) {
                return new GoogleCalendarProvider(transport, false, options);
            }
            HttpTransportBuilder parts = HttpTransport.builder().userAgent(USER_AGENT);
            if (loopbackHttp) {
                parts.allowLoopbackHttp();
            }
            return new GoogleCalendarProvider(parts.build(), true, options);
        }
    }

    /**
     * Begins an authorization: where to send the user's browser, and what to keep until it comes back. Asks for offline
     * access, so that Google gives a refresh token. Does no I/O.
     *
     * @param redirect where the browser is to come back to, as registered for the OAuth client
     */
    public AuthorizationRequest authorization(URI redirect) {
        return grants.begin(redirect);
    }

    /**
     * What one day of Google's, which begins at midnight in California, comes to.
     *
     * @param day which day
     * @param sent the requests that were sent since it began
     * @param expected how many there will be at its end if it goes on as the last 24 hours went
     */
    public record DayForecast(LocalDate day, long sent, long expected) {
        /** More requests than this a day and project are to cost money (Calendar API, "Manage quotas", 2026). */
        public static final long THRESHOLD = 1_000_000;

        /** Whether the day is expected to pass the threshold. */
        public boolean passesThreshold() {
            return expected > THRESHOLD;
        }
    }

    /**
     * What this provider asks of Google today, each part of a batch counted as Google counts it. Of this process alone: a
     * fleet adds up. Threads do not wait here.
     *
     * @param now the present time
     */
    public DayForecast forecast(Instant now) {
        return day.forecast(now);
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
        return options.project(account.settings().containsKey(GoogleAccount.SUBJECT));
    }

    @Override
    public DeclaredLosses losses() {
        return GoogleLosses.DECLARED;
    }

    @Override
    public Optional<TokenRefresh> tokenRefresh() {
        return Optional.of(grants);
    }

    @Override
    public Optional<ChangeNotificationSource> notifications() {
        return Optional.of(new GoogleNotifications(this::client));
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        if (!request.provider().equals(ID)) {
            throw new UnrecoverableException(
                    "this is the provider " + ID + ", the account is of " + request.provider());
        }
        Optional<GoogleAccount.Consent> consent =
                request instanceof GoogleAccount account ? account.consent() : Optional.empty();
        if (consent.isPresent()) {
            OAuthTokens tokens = grants.exchange(consent.get(), context);
            Grants.require(tokens.scopes());
            Secret access = Objects.requireNonNull(tokens.accessToken(), "an answer has an access token");
            return connected(
                    RequestAuthenticator.bearer(access),
                    context,
                    tokens.scopes(),
                    request,
                    new Credentials.OAuth(tokens));
        }
        Set<String> scopes = grants.scopes(request.credentials(), request.settings());
        Grants.require(scopes);
        return connected(RequestAuthenticator.bearer(context), context, scopes, request, null);
    }

    /** Listing the calendars proves the authorization, and tells whose it is. */
    private ConnectedAccount connected(
            RequestAuthenticator authenticator,
            ProviderContext context,
            Set<String> scopes,
            AccountRequest request,
            @Nullable Credentials exchanged)
            throws InterruptedException {
        String unknown = context.ids().next();
        GoogleClient client = client(authenticator, context, unknown, null);
        CalendarDirectory.Shared nobody = new CalendarDirectory.Shared();
        List<CalendarEntry> calendars = new CalendarDirectory(client, context.time(), nobody, unknown).list();
        String identity = calendars.stream()
                .filter(CalendarEntry::primary)
                .map(CalendarEntry::id)
                .findFirst()
                .orElseThrow(() -> new UnrecoverableException(
                        "connecting: the account has no calendar of its own, so nobody can say whose it is"));
        Map<String, String> settings = new HashMap<>(request.settings());
        settings.put(SCOPES, String.join(" ", new TreeSet<>(scopes)));
        return new ConnectedAccount(identity, settings, exchanged);
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        GoogleClient client = client(account, context);
        CalendarDirectory directory = new CalendarDirectory(
                client, context.time(), directories, account.id().value());
        return new GoogleSession(account, scopes(account), client, directory, options, context.time());
    }

    private GoogleClient client(Account account, ProviderContext context) {
        boolean delegated = account.settings().containsKey(GoogleAccount.SUBJECT);
        String quotaUser = options.quotaUser() || delegated
                ? EventIds.of(account.identity(), 0).substring(0, QUOTA_USER_CHARS)
                : null;
        return client(
                RequestAuthenticator.bearer(context), context, account.id().value(), quotaUser);
    }

    private GoogleClient client(
            RequestAuthenticator authenticator, ProviderContext context, String account, @Nullable String quotaUser) {
        CountedRequests requests = new CountedRequests(context, day);
        HttpScope scope = HttpScope.of(options.root(), authenticator).through(requests);
        Backoff backoff = backoffs.of(account, context.ids().next());
        return new GoogleClient(transport, scope, requests, backoff, quotaUser);
    }

    private static GoogleScopes scopes(Account account) {
        String granted = account.settings().getOrDefault(SCOPES, "");
        return new GoogleScopes(granted.isEmpty() ? Set.of() : Set.of(granted.split(" ")));
    }

    @Override
    public void close() {
        if (ownsTransport) {
            transport.close();
        }
    }
}
