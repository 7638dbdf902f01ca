package dev.calsync.internal.engine;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.AccountChange;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.WorkBlock;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** What happens to an account's calendars when the account stops or starts working. */
final class Accounts {
    private Accounts() {}

    /** Nothing of the account runs until its user has connected it again. */
    static void needsAttention(StoreTransaction tx, AccountId id, String reason) {
        tx.accounts().find(id).ifPresent(stored -> {
            if (tx.accounts().change(id, stored.version(), new AccountChange.Attention(reason))) {
                tx.users().changed(stored.account().user());
                tx.work().change(changes(tx, id, ref -> new WorkChange.Block(ref, WorkBlock.ACCOUNT)));
            }
        });
    }

    /** The account works again; what else holds its calendars back still does. */
    static void reconnected(StoreTransaction tx, AccountId id) {
        tx.work().change(changes(tx, id, ref -> new WorkChange.Lift(ref, WorkBlock.ACCOUNT)));
    }

    /** A run found its account in need of attention: nothing of the calendar begins, unless that is over by now. */
    static void blockIfNeedsAttention(StoreTransaction tx, CalendarRef calendar) {
        if (tx.accounts()
                .find(calendar.account())
                .map(StoredAccount::needsAttention)
                .isPresent()) {
            tx.work().change(List.of(new WorkChange.Block(calendar, WorkBlock.ACCOUNT)));
        }
    }

    private static List<WorkChange> changes(
            StoreTransaction tx, AccountId id, Function<CalendarRef, WorkChange> change) {
        return tx.calendars().ofAccount(id).stream()
                .map(stored -> change.apply(stored.calendar().ref()))
                .toList();
    }

    /** What is known about the calendar cannot be trusted: the next run looks at everything. */
    static void askFull(StoreTransaction tx, Lease lease, Instant at) {
        tx.work()
                .request(List.of(new WorkRequest(
                        lease.calendar(), lease.user(), SyncType.FULL, Priority.LOW, at, WorkCause.RESYNC)));
    }
}
