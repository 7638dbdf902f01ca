package dev.calsync.provider;

import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.ProviderLimits;
import java.util.Optional;

/**
 * A calendar service. Implemented once per service; a host hands one to the builder.
 *
 * <p>Implementations are immutable and thread-safe. What a provider may do depends on the account and the calendar, so
 * capabilities are asked of the {@link CalendarSession}, not here.
 */
public interface CalendarProvider extends AutoCloseable {

    /** The stable name that accounts of this provider carry. */
    ProviderId id();

    /**
     * Proves the credentials and finds out what later sessions need. Nothing is stored. Blocks.
     *
     * @throws dev.calsync.error.AuthorizationRevokedException if the credentials are refused
     * @throws dev.calsync.error.UnreachableException if no connection came about
     * @throws dev.calsync.error.UnrecoverableException if what answers is not this kind of service, or the settings are
     *     wrong
     * @throws dev.calsync.error.TransientException if the service is in trouble
     * @throws InterruptedException if the thread is interrupted
     */
    ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException;

    /** Opens a session for an account. Does no I/O and does not block; the first call of the session may. */
    CalendarSession open(Account account, ProviderContext context);

    /**
     * What the service takes before it throttles. The host may put other limits in their place; the engine keeps to them,
     * over all nodes, so a provider need not.
     */
    default ProviderLimits limits() {
        return ProviderLimits.NONE;
    }

    /**
     * Which service answers for an account, as a text that is the same for all accounts it answers for: the host of a
     * CalDAV server, or the application's id at a service that counts requests by application. Accounts of one service
     * share a budget, and are left alone together while it fails.
     */
    default String service(Account account) {
        return id().value();
    }

    /** What the service cannot express of an event. Mirrors go by it, so that a loss never looks like an edit. */
    default DeclaredLosses losses() {
        return DeclaredLosses.NONE;
    }

    /** How access tokens are fetched; empty if accounts of this provider prove themselves in another way. */
    default Optional<TokenRefresh> tokenRefresh() {
        return Optional.empty();
    }

    /** How this provider tells of changes by itself; empty if it does not. */
    default Optional<ChangeNotificationSource> notifications() {
        return Optional.empty();
    }

    /** Frees what this provider opened itself, such as connections. Sessions that are still open fail. */
    @Override
    void close();
}
