package dev.calsync.provider.graph;

import dev.calsync.auth.Secret;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.DeclaredLosses;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.system.RandomSource;
import dev.calsync.transport.AuthorizationRequest;
import dev.calsync.transport.HttpScope;
import dev.calsync.transport.HttpTransport;
import dev.calsync.transport.RequestAuthenticator;
import dev.calsync.transport.RequestGate;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Calendars of Microsoft 365 and Outlook.com through Microsoft Graph v1.0. Changes come by deltas of the calendar's view, one
 * for each span of time; events are written with the entity tag of the state they are meant for. Immutable and thread-safe.
 *
 * <p>The application is registered with Microsoft Entra; see the guide for what to enter there. Which permissions an account
 * needs: {@code Calendars.ReadWrite} (or {@code Calendars.Read}, if nothing is to be written), {@code User.Read} to know whose
 * mailbox it is, {@code offline_access} to go on without the user.
 */
public final class GraphCalendarProvider implements CalendarProvider {
    static final ProviderId ID = ProviderId.of("graph");

    /** What is asked of a user: to read and write calendars, to know who it is, to go on without the user. */
    public static final Set<String> READ_AND_WRITE = Set.of("Calendars.ReadWrite", "User.Read", "offline_access");

    /** What is asked of a user whose calendars are only read. */
    public static final Set<String> READ_ONLY = Set.of("Calendars.Read", "User.Read", "offline_access");

    private final HttpTransport transport;
    private final boolean ownsTransport;
    private final GraphOptions options;
    private final Optional<EntraApplication> application;
    private final GraphNotifications notifications;
    private final RandomSource random = RandomSource.secure();

    GraphCalendarProvider(
            HttpTransport transport,
            boolean ownsTransport,
            GraphOptions options,
            Optional<EntraApplication> application,
            GraphNotifications notifications) {
        this.transport = transport;
        this.ownsTransport = ownsTransport;
        this.options = options;
        this.application = application;
        this.notifications = notifications;
    }

    /**
     * A provider for accounts of any organisation and for personal ones, with the default settings.
     *
     * @param clientId the application's id
     * @param clientSecret the value of one of its client secrets
     */
    public static GraphCalendarProvider of(String clientId, String clientSecret) {
        return builder().application(clientId, Secret.of(clientSecret)).build();
    }

    /** Begins a provider. Without an application it serves accounts whose tokens come from the host. */
    public static GraphCalendarProviderBuilder builder() {
        return new GraphCalendarProviderBuilder();
    }

    @Override
    public ProviderId id() {
        return ID;
    }

    /** 10,000 requests in 10 minutes and 4 at once for each mailbox, 2,000 in a second for the application. */
    @Override
    public ProviderLimits limits() {
        return ProviderLimits.MICROSOFT_GRAPH;
    }

    /** Graph counts by application. */
    @Override
    public String service(Account account) {
        return application.map(EntraApplication::clientId).orElse(ID.value());
    }

    /**
     * Begins an authorization: where to send the user's browser, and what to keep until it comes back. Then
     * {@link GraphAccount#authorizationCode} connects the account.
     *
     * @param redirect where the browser is to come back to; registered with the application
     * @param scopes what is asked for, such as {@link #READ_AND_WRITE}
     * @throws UnrecoverableException if the provider was built without an application
     */
    public AuthorizationRequest authorization(URI redirect, Set<String> scopes) {
        return application().authorization(redirect, scopes, random);
    }

    private EntraApplication application() {
        return application.orElseThrow(() -> new UnrecoverableException(
                "this provider was built without an application, so it can neither ask users for their consent nor fetch"
                        + " tokens; give the builder a client id and a secret or certificate"));
    }

    @Override
    public DeclaredLosses losses() {
        return Losses.DECLARED;
    }

    @Override
    public Optional<TokenRefresh> tokenRefresh() {
        return Optional.of((current, settings, context) ->
                application().refresh(transport, current, GraphSettings.of(settings), context));
    }

    @Override
    public Optional<ChangeNotificationSource> notifications() {
        return Optional.of(notifications);
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        if (!request.provider().equals(ID)) {
            throw new UnrecoverableException(
                    "this is the provider " + ID + ", the account is of " + request.provider());
        }
        return new Connection(transport, options, application, context).connect(request);
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return new GraphSession(transport, account, context, options);
    }

    /** What requests of an account carry, where to, and who is told of them. */
    static HttpScope scope(URI base, ProviderContext context) {
        return HttpScope.of(base, RequestAuthenticator.bearer(context)).through(RequestGate.of(context));
    }

    @Override
    public void close() {
        if (ownsTransport) {
            transport.close();
        }
    }
}
