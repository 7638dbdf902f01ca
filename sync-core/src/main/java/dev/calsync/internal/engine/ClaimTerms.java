package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkCompletion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the wishes of their users say about work that was just claimed, read with few calls for all of it. */
final class ClaimTerms {
    private final Map<UserId, UserWishes> wishes;
    private final Map<CalendarRef, StoredCalendar> calendars = new HashMap<>();

    private ClaimTerms(Map<UserId, UserWishes> wishes, List<StoredCalendar> calendars) {
        this.wishes = wishes;
        calendars.forEach(calendar -> this.calendars.put(calendar.calendar().ref(), calendar));
    }

    static ClaimTerms read(StoreTransaction tx, EngineSettings engine, Collection<Lease> leases) {
        Set<UserId> users = leases.stream().map(Lease::user).collect(Collectors.toSet());
        return new ClaimTerms(
                UserWishes.read(tx, engine, users),
                tx.calendars().find(leases.stream().map(Lease::calendar).toList()));
    }

    CalendarOptions options(Lease lease) {
        return wishes(lease).options(lease.calendar(), calendars.get(lease.calendar()));
    }

    /** What may begin now. What nobody waits for and would begin within quiet hours is put off to their end. */
    List<Lease> outsideQuietHours(StoreTransaction tx, Collection<Lease> leases) {
        List<Lease> begin = new ArrayList<>();
        List<WorkCompletion> putOff = new ArrayList<>();
        for (Lease lease : leases) {
            Optional<Instant> end = isAwaited(lease)
                    ? Optional.empty()
                    : wishes(lease).quietUntil(calendars.get(lease.calendar()), tx.now());
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

    private UserWishes wishes(Lease lease) {
        return Objects.requireNonNull(wishes.get(lease.user()));
    }
}
