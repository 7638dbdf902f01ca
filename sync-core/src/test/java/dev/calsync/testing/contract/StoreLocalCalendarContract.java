package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.SeriesId;
import dev.calsync.model.UserId;
import dev.calsync.store.LocalCalendar;
import dev.calsync.store.LocalChange;
import dev.calsync.store.LocalOutcome;
import dev.calsync.store.LocalSeries;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** {@link LocalCalendarContract} for the built-in replica of a store, each call in a transaction of its own. */
public abstract class StoreLocalCalendarContract extends LocalCalendarContract {
    private SyncStore store;

    /** An empty store that goes by this time. Closed after the test. */
    protected abstract SyncStore open(TimeSource time);

    @AfterEach
    final void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    @Override
    protected final LocalCalendar replica() {
        store = open(ManualTime.atNewYear());
        store.open();
        return new InTransactions(store);
    }

    @Override
    protected final CalendarRef calendar(int number) {
        UserId user = UserId.of("alice");
        CalendarRef ref = new CalendarRef(AccountId.of("alice-1"), "calendar-" + number);
        return store.inTransaction(tx -> {
            tx.accounts().put(StoreContract.account(user, "alice-1"));
            tx.calendars().put(List.of(new StoredCalendar(user, new RemoteCalendar(ref, "Calendar", true), null)));
            return ref;
        });
    }

    @Override
    protected final void edit(CalendarRef calendar, LocalChange edit) {
        assertTrue(
                store.<LocalOutcome>inTransaction(tx -> tx.replica().edit(calendar, edit))
                        instanceof LocalOutcome.Applied);
    }

    private record InTransactions(SyncStore store) implements LocalCalendar {

        private <T> T in(Function<StoreTransaction, T> call) {
            return store.inTransaction(call);
        }

        @Override
        public List<LocalSeries> read(CalendarRef calendar, Collection<SeriesId> ids) {
            return in(tx -> tx.replica().read(calendar, ids));
        }

        @Override
        public List<LocalSeries> findByUid(CalendarRef calendar, Collection<String> uids) {
            return in(tx -> tx.replica().findByUid(calendar, uids));
        }

        @Override
        public List<LocalOutcome> apply(CalendarRef calendar, List<LocalChange> changes) {
            return in(tx -> tx.replica().apply(calendar, changes));
        }

        @Override
        public List<LocalSeries> pending(CalendarRef calendar, @Nullable SeriesId after, int limit) {
            return in(tx -> tx.replica().pending(calendar, after, limit));
        }

        @Override
        public void acknowledge(CalendarRef calendar, SeriesId id, long version) {
            in(tx -> {
                tx.replica().acknowledge(calendar, id, version);
                return true;
            });
        }
    }
}
