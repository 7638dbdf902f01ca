package dev.calsync.internal.engine;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.SyncWorker;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RunId;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Claims due work and makes runs of it: finds out who does the work and what the user's schedules say about it. */
final class Claims implements RunStarter {
    private final Supplier<RunServices> services;
    private final Map<ProviderId, SyncWorker> hostWorkers;
    private final SyncWorker calendarSync;

    /**
     * @param services what runs share
     * @param hostWorkers the host's own workers, by the provider whose calendars they work on
     * @param calendarSync who works on all other calendars
     */
    Claims(Supplier<RunServices> services, Map<ProviderId, SyncWorker> hostWorkers, SyncWorker calendarSync) {
        this.services = services;
        this.hostWorkers = Map.copyOf(hostWorkers);
        this.calendarSync = calendarSync;
    }

    private record Claimed(Lease lease, SyncWorker worker, CalendarOptions options, Instant at) {}

    @Override
    public List<ActiveRun> claim(NodeLease node, List<CalendarRef> calendars, Instant dueBy) {
        RunServices shared = services.get();
        List<Claimed> claimed = shared.store().inTransaction(tx -> {
            List<Lease> leases = tx.work().claim(node, calendars, dueBy);
            ClaimTerms terms = new ClaimTerms(shared.known().of(tx, leases));
            return terms.outsideQuietHours(tx, leases).stream()
                    .map(lease -> new Claimed(lease, worker(terms, lease), terms.options(lease), tx.now()))
                    .toList();
        });
        return claimed.stream()
                .map(one -> new ActiveRun(
                        shared,
                        RunId.of(shared.environment().ids().next()),
                        one.lease(),
                        one.worker(),
                        one.options(),
                        one.at()))
                .toList();
    }

    private SyncWorker worker(ClaimTerms terms, Lease lease) {
        return terms.account(lease)
                .map(stored -> hostWorkers.getOrDefault(stored.account().provider(), calendarSync))
                .orElse((job, context) -> {
                    throw new UnrecoverableException(
                            "calendar " + lease.calendar() + " is not known any more; its account was disconnected");
                });
    }
}
