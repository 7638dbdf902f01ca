package dev.calsync.testing;

import dev.calsync.auth.Credentials;
import dev.calsync.model.Account;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.ProviderContext;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider over a line that somebody else plays: at each moment of a request it may take long, or break. Thread-safe if
 * the provider and the line are.
 */
public final class UnsteadyProvider extends ForwardingProvider {

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

    private final Line line;

    /** This provider over that line. */
    public UnsteadyProvider(CalendarProvider provider, Line line) {
        super(provider);
        this.line = line;
    }

    @Override
    public CalendarSession open(Account account, ProviderContext context) {
        Context watched = new Context(context);
        Session session = new Session(super.open(account, watched));
        watched.session = session;
        line.opened(session, account);
        return session;
    }

    private final class Session extends ForwardingProvider.Session {

        Session(CalendarSession session) {
            super(session);
        }

        @Override
        public ChangeResult changes(ChangeQuery query) throws InterruptedException {
            line.calling(this, query.calendarId());
            ChangeResult result = super.changes(query);
            line.answered(this);
            return result;
        }

        @Override
        public List<WriteOutcome> write(String calendarId, List<EventWrite> writes) throws InterruptedException {
            line.calling(this, calendarId);
            writes.forEach(write -> line.writing(this, calendarId, write));
            List<WriteOutcome> outcomes = super.write(calendarId, writes);
            line.answered(this);
            line.wrote(this, writes, outcomes);
            return outcomes;
        }

        @Override
        public WriteOutcome resolve(String calendarId, EventWrite write) throws InterruptedException {
            line.calling(this, calendarId);
            WriteOutcome outcome = super.resolve(calendarId, write);
            line.answered(this);
            line.resolved(this, write, outcome);
            return outcome;
        }

        @Override
        public void close() {
            super.close();
            line.hungUp(this);
        }
    }

    private final class Context implements ProviderContext {
        private final ProviderContext context;
        /** Whose requests these are; null while it is opened. */
        private @Nullable Session session;

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
            Session whose = session;
            if (whose != null) {
                line.onTheWay(whose);
            }
        }

        @Override
        public void afterResponse(long bytes) {
            context.afterResponse(bytes);
        }
    }
}
