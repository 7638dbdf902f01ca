package dev.calsync.store;

import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's runs to read. Immutable; methods that take a value return a changed copy.
 *
 * @param calendar only this calendar's; null for all
 * @param schedule only those that this schedule asked for; null for all
 * @param outcomes only those that ended so; empty for all
 * @param from only those that ended at this time or later; null for all
 * @param until only those that ended before this time; null for all
 * @param after the last run of the page before, to read on behind it; null to begin with the newest
 * @param limit at most so many, not negative
 */
public record RunQuery(
        @Nullable CalendarRef calendar,
        @Nullable ScheduleId schedule,
        Set<JobStatus> outcomes,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable RunRecord after,
        int limit) {

    /**
     * Copies the outcomes.
     *
     * @throws IllegalArgumentException if the limit is negative
     */
    public RunQuery {
        outcomes = outcomes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(outcomes));
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative, was " + limit);
        }
    }

    /** The newest runs, whatever they are of. */
    public static RunQuery newest(int limit) {
        return new RunQuery(null, null, Set.of(), null, null, null, limit);
    }

    /** Only this calendar's. */
    public RunQuery ofCalendar(CalendarRef value) {
        return new RunQuery(value, schedule, outcomes, from, until, after, limit);
    }

    /** Only those that this schedule asked for. */
    public RunQuery ofSchedule(ScheduleId value) {
        return new RunQuery(calendar, value, outcomes, from, until, after, limit);
    }

    /** Only those that ended in one of these ways; none named means all. */
    public RunQuery ended(JobStatus... ways) {
        return new RunQuery(calendar, schedule, Set.of(ways), from, until, after, limit);
    }

    /** Only those that ended at {@code first} or later and before {@code end}. */
    public RunQuery between(@Nullable Instant first, @Nullable Instant end) {
        return new RunQuery(calendar, schedule, outcomes, first, end, after, limit);
    }

    /** Only those behind this one: the next page. */
    public RunQuery after(RunRecord last) {
        return new RunQuery(calendar, schedule, outcomes, from, until, last, limit);
    }

    /** Whether a run is one of those that are asked for, page and limit aside. */
    public boolean matches(RunRecord run) {
        return (calendar == null || calendar.equals(run.calendar()))
                && (schedule == null || schedule.equals(run.demand().schedule()))
                && (outcomes.isEmpty() || outcomes.contains(run.outcome()))
                && (from == null || !run.endedAt().isBefore(from))
                && (until == null || run.endedAt().isBefore(until));
    }
}
