package dev.calsync;

import dev.calsync.auth.Credentials;
import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.model.Account;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.ConnectedAccount;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.TokenRefresh;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.testing.ForwardingProvider;
import dev.calsync.testing.ScriptedTokens;
import java.util.List;
import java.util.Optional;

/** A provider that hands out an authorization to whoever connects, and asks for an access token with every request. */
final class GuardedProvider extends ForwardingProvider {
    private final ScriptedTokens tokens;

    GuardedProvider(CalendarProvider provider, ScriptedTokens tokens) {
        super(provider);
        this.tokens = tokens;
    }

    @Override
    public Optional<TokenRefresh> tokenRefresh() {
        return Optional.of(tokens);
    }

    @Override
    public ConnectedAccount connect(AccountRequest request, ProviderContext context) throws InterruptedException {
        ConnectedAccount connected = super.connect(request, context);
        return new ConnectedAccount(connected.identity(), connected.settings(), tokens.authorize());
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        return new Session(super.open(account, context), context, tokens);
    }

    private static final class Session extends ForwardingProvider.Session {
        private final ProviderContext context;
        private final ScriptedTokens tokens;

        Session(CalendarSession session, ProviderContext context, ScriptedTokens tokens) {
            super(session);
            this.context = context;
            this.tokens = tokens;
        }

        private void letIn() throws InterruptedException {
            Credentials first = context.credentials();
            if (!tokens.accepts(first) && !(context.refused(first) && tokens.accepts(context.credentials()))) {
                throw new AuthorizationRevokedException("the access token was refused, and so was a fresh one");
            }
        }

        @Override
        public List<RemoteCalendar> calendars() throws InterruptedException {
            letIn();
            return super.calendars();
        }

        @Override
        public ChangeResult changes(ChangeQuery query) throws InterruptedException {
            letIn();
            return super.changes(query);
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            letIn();
            return super.write(calendarId, writes);
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
            letIn();
            return super.resolve(calendarId, write);
        }
    }
}
