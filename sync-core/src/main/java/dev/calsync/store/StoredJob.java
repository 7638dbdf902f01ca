package dev.calsync.store;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A job as it is kept. Its status is derived: a calendar whose asked generation has been served has an outcome, and the
 * job is done when each of its calendars has one. Then it ended as badly as the worst of them: completed, partial,
 * cancelled, failed, dead, in this order.
 *
 * @param job the request, with the status as of now
 * @param asked the generation that will have served each calendar
 * @param outcomes how it ended for the calendars that are done
 * @param wantedAt when it was to begin at the earliest when it was asked for; never changes
 */
public record StoredJob(
        SyncJob job, Map<CalendarRef, Long> asked, Map<CalendarRef, JobStatus> outcomes, Instant wantedAt) {
    private static final List<JobStatus> BEST_FIRST =
            List.of(JobStatus.COMPLETED, JobStatus.PARTIAL, JobStatus.CANCELLED, JobStatus.FAILED, JobStatus.DEAD);

    /** Copies the maps. */
    public StoredJob {
        asked = Map.copyOf(asked);
        outcomes = Map.copyOf(outcomes);
    }

    /** Whether each of its calendars is done. */
    public boolean isFinal() {
        return outcomes.keySet().containsAll(asked.keySet());
    }

    /** This job after a calendar's generation came to an end. The very same if it does not wait for it. */
    public StoredJob settled(JobStore.Settlement settlement) {
        Long generation = asked.get(settlement.calendar());
        if (generation == null || generation > settlement.served() || outcomes.containsKey(settlement.calendar())) {
            return this;
        }
        Map<CalendarRef, JobStatus> more = new HashMap<>(outcomes);
        more.put(settlement.calendar(), settlement.outcome());
        return new StoredJob(job, asked, more, wantedAt).concluded();
    }

    /** This job without a calendar that is no longer kept; empty if it has no other. */
    public Optional<StoredJob> without(CalendarRef gone) {
        List<CalendarRef> rest =
                job.calendarIds().stream().filter(ref -> !ref.equals(gone)).toList();
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        Map<CalendarRef, Long> askedOfRest = new HashMap<>(asked);
        askedOfRest.remove(gone);
        Map<CalendarRef, JobStatus> outcomesOfRest = new HashMap<>(outcomes);
        outcomesOfRest.remove(gone);
        SyncJob smaller = new SyncJob(
                job.id(),
                job.userId(),
                rest,
                job.type(),
                job.priority(),
                job.scheduledAt(),
                job.status(),
                job.retryCount(),
                job.maxRetries());
        return Optional.of(new StoredJob(smaller, askedOfRest, outcomesOfRest, wantedAt).concluded());
    }

    /**
     * This job as the work rows of the calendars that it still waits for show it: in progress if a node runs one of them
     * for it, due when the earliest of them is, and tried again as often as the one that was tried most. A final job
     * does not change any more.
     *
     * @param work finds a calendar's work row
     */
    public StoredJob asOf(Function<? super CalendarRef, Optional<WorkItem>> work) {
        if (isFinal()) {
            return this;
        }
        JobStatus status = JobStatus.QUEUED;
        Optional<Instant> dueAt = Optional.empty();
        int retries = 0;
        for (CalendarRef calendar : asked.keySet()) {
            WorkItem item =
                    outcomes.containsKey(calendar) ? null : work.apply(calendar).orElse(null);
            if (item == null) {
                continue;
            }
            if (item.claimed() >= asked.getOrDefault(calendar, 0L)) {
                status = JobStatus.PROCESSING;
            }
            if (dueAt.isEmpty() || item.dueAt().isBefore(dueAt.get())) {
                dueAt = Optional.of(item.dueAt());
            }
            retries = Math.max(retries, item.attempts());
        }
        return new StoredJob(at(status, dueAt.orElse(job.scheduledAt()), retries), asked, outcomes, wantedAt);
    }

    /** The calendars that it still waits for. */
    public Set<CalendarRef> open() {
        Set<CalendarRef> open = new LinkedHashSet<>(job.calendarIds());
        open.removeAll(outcomes.keySet());
        return open;
    }

    /** Whether it waits for a calendar's generation, or for an earlier one that is served together with it. */
    public boolean waitsFor(CalendarRef calendar, long generation) {
        return !outcomes.containsKey(calendar) && asked.getOrDefault(calendar, Long.MAX_VALUE) <= generation;
    }

    /**
     * This job, called off: whatever it still waits for counts as cancelled.
     *
     * @throws IllegalStateException if it is over already
     */
    public StoredJob cancelled() {
        if (isFinal()) {
            throw new IllegalStateException(
                    "job " + job.id() + " is over (" + job.status() + ") and stays as it ended");
        }
        Map<CalendarRef, JobStatus> all = new HashMap<>(outcomes);
        open().forEach(calendar -> all.put(calendar, JobStatus.CANCELLED));
        return new StoredJob(job, asked, all, wantedAt).concluded();
    }

    /**
     * This job with another priority.
     *
     * @throws IllegalStateException if it is being worked on or over
     */
    public StoredJob withPriority(Priority priority) {
        if (job.status() != JobStatus.QUEUED || isFinal()) {
            throw new IllegalStateException(
                    "job " + job.id() + " is not queued any more (" + job.status() + "): its priority stays");
        }
        return new StoredJob(
                new SyncJob(
                        job.id(),
                        job.userId(),
                        job.calendarIds(),
                        job.type(),
                        priority,
                        job.scheduledAt(),
                        job.status(),
                        job.retryCount(),
                        job.maxRetries()),
                asked,
                outcomes,
                wantedAt);
    }

    private StoredJob concluded() {
        if (!isFinal()) {
            return this;
        }
        JobStatus worst = outcomes.values().stream()
                .max(Comparator.comparing(BEST_FIRST::indexOf))
                .orElse(JobStatus.COMPLETED);
        return new StoredJob(at(worst, job.scheduledAt(), job.retryCount()), asked, outcomes, wantedAt);
    }

    private SyncJob at(JobStatus status, Instant scheduledAt, int retryCount) {
        return new SyncJob(
                job.id(),
                job.userId(),
                job.calendarIds(),
                job.type(),
                job.priority(),
                scheduledAt,
                status,
                retryCount,
                job.maxRetries());
    }
}
