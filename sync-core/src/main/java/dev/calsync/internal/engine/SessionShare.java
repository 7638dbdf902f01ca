package dev.calsync.internal.engine;

import dev.calsync.auth.Credentials;
import dev.calsync.error.LeaseLostException;
import dev.calsync.model.Account;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.ProviderContext;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.TimeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session that runs of one account share when they follow one another: one login, one connection. Each run is the
 * one that is asked and counted while it goes on. Used by one run at a time; {@link #close} may come from anywhere.
 */
final class SessionShare {
    private static final Logger log = LoggerFactory.getLogger(SessionShare.class);

    private final Relay relay = new Relay();
    private @Nullable CalendarSession session;
    private @Nullable Object openedWith;
    private boolean closed;

    /**
     * The session, for a run that uses it from now on until the next one does.
     *
     * @param likeness what has to be the same for a session to go on, see {@code Grant#likeness}
     * @throws LeaseLostException if the last of the runs has ended
     */
    synchronized CalendarSession open(
            CalendarProvider provider, Account account, Object likeness, ProviderContext calls) {
        if (closed) {
            throw new LeaseLostException("the run has ended meanwhile; it must not call its provider any more");
        }
        relay.current = calls;
        CalendarSession open = session;
        if (open != null && likeness.equals(openedWith)) {
            return open;
        }
        if (open != null) {
            close(open);
        }
        CalendarSession opened = provider.open(account, relay);
        session = opened;
        openedWith = likeness;
        return opened;
    }

    /** Ends the session, if one is open. */
    synchronized void close() {
        closed = true;
        CalendarSession open = session;
        session = null;
        if (open != null) {
            close(open);
        }
    }

    private static void close(CalendarSession open) {
        try {
            open.close();
        } catch (RuntimeException | Error failure) {
            log.warn("a provider's session could not be closed", failure);
        }
    }

    /** Hands every question on to the run whose turn it is. */
    private static final class Relay implements ProviderContext {
        private volatile @Nullable ProviderContext current;

        private ProviderContext now() {
            ProviderContext run = current;
            if (run == null) {
                throw new IllegalStateException("no run uses this session yet");
            }
            return run;
        }

        @Override
        public TimeSource time() {
            return now().time();
        }

        @Override
        public IdGenerator ids() {
            return now().ids();
        }

        @Override
        public Credentials credentials() throws InterruptedException {
            return now().credentials();
        }

        @Override
        public boolean refused(Credentials used) throws InterruptedException {
            return now().refused(used);
        }

        @Override
        public void beforeRequest() throws InterruptedException {
            now().beforeRequest();
        }

        @Override
        public void afterResponse(long bytes) {
            now().afterResponse(bytes);
        }

        @Override
        public void inParallel(int tasksAtOnce, List<? extends Task> tasks) throws InterruptedException {
            now().inParallel(tasksAtOnce, tasks);
        }
    }
}
