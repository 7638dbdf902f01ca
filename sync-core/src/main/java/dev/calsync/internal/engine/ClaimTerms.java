package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkCompletion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the wishes of their users say about work that was just claimed. */
final class ClaimTerms {
    private final Map<CalendarRef, KnownUsers.Facts> facts;

    /** @param facts what is known of each calendar that was claimed */
    ClaimTerms(Map<CalendarRef, KnownUsers.Facts> facts) {
        this.facts = facts;
    }

    CalendarOptions options(Lease lease) {
        return facts(lease).wishes().options(lease.calendar(), facts(lease).calendar());
    }

    /** The account that the calendar is seen through; empty if it is not kept any more. */
    Optional<StoredAccount> account(Lease lease) {
        return Optional.ofNullable(facts(lease).account());
    }

    /** What may begin now. What nobody waits for and would begin within quiet hours is put off to their end. */
    List<Lease> outsideQuietHours(StoreTransaction tx, Collection<Lease> leases) {
        List<Lease> begin = new ArrayList<>();
        List<WorkCompletion> putOff = new ArrayList<>();
        for (Lease lease : leases) {
            Optional<Instant> end = isAwaited(lease)
                    ? Optional.empty()
                    : facts(lease).wishes().quietUntil(facts(lease).calendar(), tx.now());
            if (end.isPresent()) {
                putOff.add(new WorkCompletion.Postponed(lease, end.get()));
            } else {
                begin.add(lease);
            }
        }
        if (!putOff.isEmpty()) {
            tx.work().complete(putOff);
        }
        return begin;
    }

    private static boolean isAwaited(Lease lease) {
        Set<WorkCause> causes = lease.demand().causes();
        return causes.contains(WorkCause.REQUEST) || causes.contains(WorkCause.EDIT);
    }

    private KnownUsers.Facts facts(Lease lease) {
        return Objects.requireNonNull(facts.get(lease.calendar()));
    }
}
