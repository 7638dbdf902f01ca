package dev.calsync.internal.engine;

import dev.calsync.error.UnrecoverableException;
import dev.calsync.job.SyncWorker;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredSchedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Claims due work and makes runs of it: finds out who does the work and what the user's schedules say about it. */
final class Claims implements Dispatcher.RunStarter {
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
        List<Claimed> claimed = shared.store()
                .inTransaction(tx -> tx.work().claim(node, calendars, dueBy).stream()
                        .map(lease -> new Claimed(
                                lease, worker(tx, lease), options(tx, lease.user(), lease.calendar()), tx.now()))
                        .toList());
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

    private SyncWorker worker(StoreTransaction tx, Lease lease) {
        return tx.accounts()
                .find(lease.calendar().account())
                .map(stored -> hostWorkers.getOrDefault(stored.account().provider(), calendarSync))
                .orElse((job, context) -> {
                    throw new UnrecoverableException(
                            "calendar " + lease.calendar() + " is not known any more; its account was disconnected");
                });
    }

    /** The schedules that decide about the calendar come first, the engine's settings fill in. */
    private CalendarOptions options(StoreTransaction tx, UserId user, CalendarRef calendar) {
        List<StoredSchedule> deciding =
                SyncSchedule.deciding(calendar, tx.schedules().ofUser(user), StoredSchedule::schedule);
        MergeRules rules = deciding.stream()
                .flatMap(stored -> stored.schedule().conflicts().stream())
                .findFirst()
                .map(MergeRules::of)
                .orElse(services.get().settings().mergeRules());
        boolean retry = deciding.isEmpty()
                || deciding.stream().anyMatch(stored -> stored.schedule().retryOnFailure());
        RetryPolicy policy = deciding.stream()
                .flatMap(stored -> stored.schedule().retry().stream())
                .findFirst()
                .orElse(services.get().settings().retry());
        return new CalendarOptions(rules, retry, policy, EventSelection.of(deciding));
    }
}
