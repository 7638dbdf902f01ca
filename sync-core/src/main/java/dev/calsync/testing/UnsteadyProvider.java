package dev.calsync.testing;

import dev.calsync.auth.Credentials;
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
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider over a line that somebody else plays: at each moment of a request it may take long, or break. Thread-safe if
 * the provider and the line are.
 */
public final class UnsteadyProvider implements CalendarProvider {

    /** The moments of a request. What is thrown here reaches the engine as if the provider had thrown it. */
    public interface Line {
        /** A session begins. */
        default void opened(CalendarSession session, Account account) {}

        /** A run asks something about a calendar; one call may take several requests. */
        default void calling(CalendarSession session, String calendarId) {}

        /**
         * The request is allowed and about to be sent: it may take long, or fail.
         *
         * @throws InterruptedException as if whoever waits were interrupted
         */
        default void onTheWay(CalendarSession session) throws InterruptedException {}

        /** A write is handed over. */
        default void writing(CalendarSession session, String calendarId, EventWrite write) {}

        /**
         * The provider has done what was asked; the answer may take long, or be lost.
         *
         * @throws InterruptedException as if whoever waits were interrupted
         */
        default void answered(CalendarSession session) throws InterruptedException {}

        /** The answer to writes has arrived. */
        default void wrote(CalendarSession session, List<EventWrite> writes, List<WriteOutcome> outcomes) {}

        /** The answer has arrived as to what became of a write. */
        default void resolved(CalendarSession session, EventWrite write, WriteOutcome outcome) {}

        /** The session is closed. */
        default void hungUp(CalendarSession session) {}
    }

    private final CalendarProvider provider;
    private final Line line;

    /** This provider over that line. */
    public UnsteadyProvider(CalendarProvider provider, Line line) {
        this.provider = provider;
        this.line = line;
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
        Session session = new Session(account, context);
        line.opened(session, account);
        return session;
    }

    @Override
    public void close() {
        provider.close();
    }

    private final class Session implements CalendarSession {
        private final CalendarSession session;

        Session(Account account, ProviderContext context) {
            this.session = provider.open(account, new Context(context));
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
            line.calling(this, query.calendarId());
            ChangeResult result = session.changes(query);
            line.answered(this);
            return result;
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            line.calling(this, calendarId);
            writes.forEach(write -> line.writing(this, calendarId, write));
            List<WriteOutcome> outcomes = session.write(calendarId, writes);
            line.answered(this);
            line.wrote(this, writes, outcomes);
            return outcomes;
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
            line.calling(this, calendarId);
            WriteOutcome outcome = session.resolve(calendarId, write);
            line.answered(this);
            line.resolved(this, write, outcome);
            return outcome;
        }

        @Override
        public void close() {
            session.close();
            line.hungUp(this);
        }

        private final class Context implements ProviderContext {
            private final ProviderContext context;

            Context(ProviderContext context) {
                this.context = context;
            }

            @Override
            public TimeSource time() {
                return context.time();
            }

            @Override
            public IdGenerator ids() {
                return context.ids();
            }

            @Override
            public Credentials credentials() throws InterruptedException {
                return context.credentials();
            }

            @Override
            public boolean refused(Credentials used) throws InterruptedException {
                return context.refused(used);
            }

            @Override
            public void beforeRequest() throws InterruptedException {
                context.beforeRequest();
                line.onTheWay(Session.this);
            }

            @Override
            public void afterResponse(long bytes) {
                context.afterResponse(bytes);
            }
        }
    }
}
