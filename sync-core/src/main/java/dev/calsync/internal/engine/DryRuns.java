package dev.calsync.internal.engine;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.internal.grants.Grants;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.provider.CalendarSession;
import dev.calsync.reconcile.Decision;
import dev.calsync.reconcile.ReplicaStep;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredFeed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what runs would do. Thread-safe. */
public final class DryRuns {
    private final Engine engine;
    private final Providers providers;
    private final Grants grants;

    DryRuns(Engine engine, Providers providers, Grants grants) {
        this.engine = engine;
        this.providers = providers;
        this.grants = grants;
    }

    /** Is told what would be done, series by series. */
    @FunctionalInterface
    public interface Reader {

        /**
         * A series would change or wait.
         *
         * @param series this side's id; null for one that is new here
         * @param state a state of it, for its UID
         */
        void planned(
                @Nullable SeriesId series,
                EventSeries state,
                Decision decision,
                String why,
                boolean changesHere,
                boolean changesThere);
    }

    private record Known(
            StoredAccount account, StoredCalendar calendar, List<StoredFeed> feeds, CalendarOptions options) {}

    /**
     * What a run of a calendar would do. Blocks on the provider.
     *
     * @param full whether everything is to be listed
     * @return whether everything was looked at
     */
    public boolean plan(UserId user, CalendarRef calendar, boolean full, Reader reader) throws InterruptedException {
        Known known = engine.store().inTransaction(tx -> {
            StoredCalendar stored = tx.calendars().find(calendar).orElseThrow(() -> gone(calendar));
            return new Known(
                    tx.accounts().find(calendar.account()).orElseThrow(() -> gone(calendar)),
                    stored,
                    tx.checkpoints().feeds(calendar),
                    UserWishes.read(tx, engine.settings(), user).options(calendar, stored));
        });
        DryRun run = new DryRun(
                engine,
                calendar,
                known.options(),
                (series, state, verdict) -> reader.planned(
                        series,
                        state,
                        verdict.plan().decision(),
                        verdict.why(),
                        !(verdict.plan().replica() instanceof ReplicaStep.Keep),
                        verdict.plan().remote().writes()));
        try (CalendarSession session = providers
                .require(known.account().account().provider())
                .open(
                        known.account().account(),
                        ProviderCalls.outside(engine.environment(), grants.of(known.account())))) {
            for (String partition :
                    session.partitions(calendar.calendarId(), engine.settings().window())) {
                StoredFeed feed = known.feeds().stream()
                        .filter(one -> one.partition().equals(partition))
                        .findFirst()
                        .orElseGet(() -> new StoredFeed(partition, null, 0, null));
                run.pull(session, feed, full);
            }
        }
        if (known.calendar().calendar().writable()) {
            run.push();
        }
        return run.complete();
    }

    private static UnrecoverableException gone(CalendarRef calendar) {
        return new UnrecoverableException(
                "calendar " + calendar + " is not known any more; its account was disconnected");
    }
}
