package dev.calsync.internal.engine;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.WorkRequest;
import java.time.Instant;
import java.util.List;

/** What happens to an account's calendars when the account stops or starts working. */
final class Accounts {
    /** As far ahead as every store can keep. */
    static final Instant UNTIL_RECONNECTED = Instant.parse("9999-01-01T00:00:00Z");

    private Accounts() {}

    /** Nothing of the account runs until its user has connected it again. */
    static void needsAttention(StoreTransaction tx, AccountId id, String reason) {
        tx.accounts().find(id).ifPresent(stored -> {
            tx.accounts().put(new StoredAccount(stored.account(), stored.credentials(), reason));
            for (StoredCalendar calendar : tx.calendars().ofAccount(id)) {
                tx.work().hold(calendar.calendar().ref(), UNTIL_RECONNECTED, reason);
            }
        });
    }

    /** The account works again; calendars that the host paused stay paused. */
    static void reconnected(StoreTransaction tx, AccountId id) {
        for (StoredCalendar calendar : tx.calendars().ofAccount(id)) {
            if (calendar.paused() == null) {
                tx.work().hold(calendar.calendar().ref(), null, null);
            }
        }
    }

    /** A run that found its account in need of attention ended after its user had connected it again. */
    static void releaseIfReconnected(StoreTransaction tx, CalendarRef calendar, Instant heldUntil) {
        boolean works = heldUntil.equals(UNTIL_RECONNECTED)
                && tx.accounts()
                        .find(calendar.account())
                        .filter(stored -> stored.needsAttention() == null)
                        .isPresent();
        boolean paused =
                tx.calendars().find(calendar).map(StoredCalendar::paused).isPresent();
        if (works && !paused) {
            tx.work().hold(calendar, null, null);
        }
    }

    /** What is known about the calendar cannot be trusted: the next run looks at everything. */
    static void askFull(StoreTransaction tx, Lease lease, Instant at) {
        tx.work().request(List.of(new WorkRequest(lease.calendar(), lease.user(), SyncType.FULL, Priority.LOW, at)));
    }
}
