package dev.calsync;

import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.OpenWork;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.Progress;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.CallLimit;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredJob;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One user's jobs. */
final class UserJobs {
    /** How many of a calendar's newest jobs are looked at for one that may be joined. */
    private static final int LOOKED_AT = 100;

    private final Engine engine;
    private final UserId user;

    UserJobs(Engine engine, UserId user) {
        this.engine = engine;
        this.user = user;
    }

    /** Asks for calendars now; for those that were asked for too often, as soon as that is allowed again. */
    SyncJob request(List<CalendarRef> calendars, SyncType type, Priority priority) {
        SyncJob job = engine.store().inTransaction(tx -> {
            calendars.forEach(calendar -> require(tx, calendar));
            Map<CalendarRef, Instant> from = new HashMap<>();
            calendars.forEach(calendar -> from.put(calendar, allowedFrom(tx, calendar)));
            boolean tooOften = from.values().stream().anyMatch(at -> at.isAfter(tx.now()));
            Optional<SyncJob> owed = tooOften ? owed(tx, calendars, type) : Optional.empty();
            return owed.orElseGet(() -> add(tx, calendars, type, priority, from::get));
        });
        engine.wake();
        return job;
    }

    /** From when on a calendar may be asked for once more: a sliding count of the jobs that asked for it. */
    private Instant allowedFrom(StoreTransaction tx, CalendarRef calendar) {
        CallLimit limit = engine.settings().limits().syncNow();
        List<Instant> recent = tx.jobs().ofCalendar(calendar, limit.calls()).stream()
                .map(StoredJob::wantedAt)
                .sorted()
                .toList();
        return limit.ask(recent, tx.now()) instanceof CallLimit.Refused refused ? refused.nextAllowedAt() : tx.now();
    }

    /** The newest job that waits for all of this and has not begun, so that it will see what made the caller ask. */
    private Optional<SyncJob> owed(StoreTransaction tx, List<CalendarRef> calendars, SyncType type) {
        return tx.jobs().ofCalendar(calendars.get(0), LOOKED_AT).stream()
                .filter(job -> job.job().status() == JobStatus.QUEUED
                        && job.open().containsAll(calendars)
                        && job.job().type().widest(type) == job.job().type())
                .filter(job -> calendars.stream().allMatch(calendar -> waits(tx, job, calendar)))
                .findFirst()
                .map(StoredJob::job);
    }

    private static boolean waits(StoreTransaction tx, StoredJob job, CalendarRef calendar) {
        long asked = job.asked().getOrDefault(calendar, 0L);
        return tx.work().find(calendar).filter(item -> item.claimed() < asked).isPresent();
    }

    /**
     * Keeps a job and asks for its calendars' work.
     *
     * @param from when each may begin
     */
    SyncJob add(
            StoreTransaction tx,
            List<CalendarRef> calendars,
            SyncType type,
            Priority priority,
            Function<CalendarRef, Instant> from) {
        Instant first = calendars.stream().map(from).min(Instant::compareTo).orElse(tx.now());
        SyncJob job = new SyncJob(
                JobId.of(engine.environment().ids().next()),
                user,
                calendars,
                type,
                priority,
                first,
                JobStatus.QUEUED,
                0,
                engine.settings().retry().maxRetries());
        calendars.forEach(calendar -> require(tx, calendar));
        List<Long> generations = tx.work()
                .request(calendars.stream()
                        .map(calendar -> new WorkRequest(
                                calendar, user, type, priority, from.apply(calendar), WorkCause.REQUEST))
                        .toList());
        Map<CalendarRef, Long> asked = new HashMap<>();
        for (int i = 0; i < calendars.size(); i++) {
            asked.put(calendars.get(i), generations.get(i));
        }
        tx.jobs().add(new StoredJob(job, asked, Map.of(), first));
        return job;
    }

    private void require(StoreTransaction tx, CalendarRef calendar) {
        Optional<StoredCalendar> stored = tx.calendars().find(calendar);
        if (stored.filter(known -> known.user().equals(user)).isEmpty()) {
            throw new IllegalArgumentException("this user has no calendar " + calendar);
        }
    }

    Optional<SyncJob> find(JobId id) {
        return engine.store().inTransaction(tx -> tx.jobs().find(user, id).map(StoredJob::job));
    }

    SyncJob await(JobId id, Duration timeout) throws InterruptedException {
        require(id);
        engine.wake();
        var unused =
                engine.environment().tasks().await(() -> require(id).status().isFinal(), timeout);
        return require(id);
    }

    private SyncJob require(JobId id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    private StoredJob require(StoreTransaction tx, JobId id) {
        return tx.jobs().find(user, id).orElseThrow(() -> unknown(id));
    }

    private static IllegalArgumentException unknown(JobId id) {
        return new IllegalArgumentException("this user has no job " + id);
    }

    /** How far the runs of a job on this node are. */
    Map<CalendarRef, Progress> progress(JobId id) {
        StoredJob job = engine.store().inTransaction(tx -> require(tx, id));
        Map<CalendarRef, Progress> progress = new LinkedHashMap<>();
        job.open()
                .forEach(calendar -> engine.progress(calendar, job.asked().getOrDefault(calendar, Long.MAX_VALUE))
                        .ifPresent(now -> progress.put(calendar, now)));
        return progress;
    }

    SyncJob cancel(JobId id) {
        record Cancelled(SyncJob job, Instant at, boolean news, Map<CalendarRef, Long> stop) {}
        Cancelled done = engine.store().inTransaction(tx -> {
            StoredJob job = require(tx, id);
            if (job.isFinal()) {
                return new Cancelled(job.job(), tx.now(), false, Map.of());
            }
            StoredJob over = job.cancelled();
            tx.jobs().put(over);
            return new Cancelled(over.job(), tx.now(), true, callOff(tx, job));
        });
        done.stop().forEach(engine::callOff);
        if (done.news()) {
            engine.listeners().tell(new SyncEvent.JobCancelled(user, done.at(), id));
            engine.environment().tasks().signal();
        }
        return done.job();
    }

    /** Takes back what only this job asked for, and calls off its runs; returns which. */
    private static Map<CalendarRef, Long> callOff(StoreTransaction tx, StoredJob job) {
        Map<CalendarRef, Long> stop = new HashMap<>();
        List<WorkChange> changes = new ArrayList<>();
        for (CalendarRef calendar : job.open()) {
            WorkItem item = tx.work().find(calendar).orElse(null);
            if (item == null || !item.owed()) {
                continue;
            }
            if (isRun(item, job)) {
                stop.put(calendar, item.claimed());
                changes.add(new WorkChange.CallOff(calendar, item.claimed()));
            } else if (!stillWanted(tx, item)) {
                changes.add(new WorkChange.Withdraw(calendar, item.generation()));
            }
        }
        tx.work().change(changes);
        return stop;
    }

    private static boolean isRun(WorkItem item, StoredJob job) {
        return item.running() && job.waitsFor(item.calendar(), item.claimed());
    }

    /** Whether what waits is wanted by others than the jobs that are over. */
    private static boolean stillWanted(StoreTransaction tx, WorkItem item) {
        return OpenWork.stillWanted(
                tx, item.calendar(), item.generation(), item.demand().causes());
    }

    SyncJob prioritize(JobId id, Priority priority) {
        SyncJob job = engine.store().inTransaction(tx -> {
            StoredJob stored = require(tx, id);
            if (stored.job().status() != JobStatus.QUEUED || stored.job().priority() == priority) {
                return stored.job();
            }
            StoredJob changed = stored.withPriority(priority);
            tx.jobs().put(changed);
            List<WorkChange> changes = new ArrayList<>();
            for (CalendarRef calendar : stored.open()) {
                tx.work()
                        .find(calendar)
                        .filter(item -> item.owed() && !isRun(item, stored))
                        .map(item -> new WorkChange.Reprioritize(calendar, priority(tx, stored, item, priority)))
                        .ifPresent(changes::add);
            }
            tx.work().change(changes);
            return changed.job();
        });
        engine.wake();
        return job;
    }

    /** What waits for others as well never becomes less urgent than they asked for. */
    private static Priority priority(StoreTransaction tx, StoredJob job, WorkItem item, Priority wanted) {
        if (!item.demand().causes().equals(EnumSet.of(WorkCause.REQUEST))) {
            return wanted.strongest(item.priority());
        }
        return tx.jobs().ofCalendar(item.calendar(), LOOKED_AT).stream()
                .filter(other -> other.waitsFor(item.calendar(), item.generation())
                        && !other.job().id().equals(job.job().id()))
                .map(other -> other.job().priority())
                .reduce(wanted, Priority::strongest);
    }
}
