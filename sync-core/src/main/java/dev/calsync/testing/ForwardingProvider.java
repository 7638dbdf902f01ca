package dev.calsync.testing;

import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.DeclaredLosses;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.provider.WriteOutcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hands every question on to another provider. Whoever stands between the engine and a provider overrides what he changes; what
 * he says nothing about, limits included, is the other's. As thread-safe as the other; blocks where the other does.
 */
public abstract class ForwardingProvider implements CalendarProvider {
    private final CalendarProvider provider;

    /** In front of this provider, which is closed with this one. */
    protected ForwardingProvider(CalendarProvider provider) {
        this.provider = provider;
    }

    @Override
    public ProviderId id() {
        return provider.id();
    }

    @Override
    public ProviderLimits limits() {
        return provider.limits();
    }

    @Override
    public String service(Account account) {
        return provider.service(account);
    }

    @Override
    public DeclaredLosses losses() {
        return provider.losses();
    }

    @Override
    public Optional<TokenRefresh> tokenRefresh() {
        return provider.tokenRefresh();
    }

    @Override
    public Optional<ChangeNotificationSource> notifications() {
        return provider.notifications();
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        return provider.connect(request, context);
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return provider.open(account, context);
    }

    @Override
    public void close() {
        provider.close();
    }

    /** Hands every question on to another session. For one thread at a time, like any session. */
    public abstract static class Session implements CalendarSession {
        private final CalendarSession session;

        /** In front of this session, which is closed with this one. */
        protected Session(CalendarSession session) {
            this.session = session;
        }

        @Override
        public List<RemoteCalendar> calendars() throws InterruptedException {
            return session.calendars();
        }

        @Override
        public Set<Capability> capabilities(String calendarId) throws InterruptedException {
            return session.capabilities(calendarId);
        }

        @Override
        public List<String> partitions(String calendarId, SyncWindow window) throws InterruptedException {
            return session.partitions(calendarId, window);
        }

        @Override
        public ChangeResult changes(ChangeQuery query) throws InterruptedException {
            return session.changes(query);
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            return session.write(calendarId, writes);
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
            return session.resolve(calendarId, write);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
