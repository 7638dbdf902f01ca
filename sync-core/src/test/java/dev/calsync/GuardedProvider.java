package dev.calsync;

import dev.calsync.auth.Credentials;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.model.Account;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SyncWindow;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.testing.ScriptedTokens;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider that hands out an authorization to whoever connects, and asks for an access token with every request. */
record GuardedProvider(CalendarProvider provider, ScriptedTokens tokens) implements CalendarProvider {

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
    public Optional<TokenRefresh> tokenRefresh() {
        return Optional.of(tokens);
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        ConnectedAccount connected = provider.connect(request, context);
        return new ConnectedAccount(connected.identity(), connected.settings(), tokens.authorize());
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return new Session(provider.open(account, context), context, tokens);
    }

    @Override
    public void close() {
        provider.close();
    }

    private record Session(CalendarSession session, ProviderContext context, ScriptedTokens tokens)
            implements CalendarSession {

        private void letIn() throws InterruptedException {
            Credentials first = context.credentials();
            if (!tokens.accepts(first) && !(context.refused(first) && tokens.accepts(context.credentials()))) {
                throw new AuthorizationRevokedException("the access token was refused, and so was a fresh one");
            }
        }

        @Override
        public List<RemoteCalendar> calendars() throws InterruptedException {
            letIn();
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
            letIn();
            return session.changes(query);
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            letIn();
            return session.write(calendarId, writes);
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
            letIn();
            return session.resolve(calendarId, write);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
