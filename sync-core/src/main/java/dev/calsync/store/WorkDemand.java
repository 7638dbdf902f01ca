package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.ScheduleId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for of one calendar. Immutable.
 *
 * @param type how much of it
 * @param priority how urgent
 * @param dueAt when at the latest it should begin
 * @param owedSince when it was first asked for
 * @param causes why, at least one
 * @param schedule the schedule that asked first, null if none did
 */
public record WorkDemand(
        SyncType type,
        Priority priority,
        Instant dueAt,
        Instant owedSince,
        Set<WorkCause> causes,
        @Nullable ScheduleId schedule) {

    /** Copies the causes. */
    public WorkDemand {
        causes = Collections.unmodifiableSet(EnumSet.copyOf(causes));
    }

    /** Both in one: the widest, the strongest, the earliest, for every cause; this one's schedule, if it has one. */
    public WorkDemand join(@Nullable WorkDemand other) {
        if (other == null) {
            return this;
        }
        Set<WorkCause> all = EnumSet.copyOf(causes);
        all.addAll(other.causes);
        boolean otherIsFirst = other.owedSince.isBefore(owedSince);
        return new WorkDemand(
                type.widest(other.type),
                priority.strongest(other.priority),
                other.dueAt.isBefore(dueAt) ? other.dueAt : dueAt,
                otherIsFirst ? other.owedSince : owedSince,
                all,
                schedule == null || (otherIsFirst && other.schedule != null) ? other.schedule : schedule);
    }

    /** The same, due then. */
    public WorkDemand dueAt(Instant at) {
        return new WorkDemand(type, priority, at, owedSince, causes, schedule);
    }

    /** The same, that urgent. */
    public WorkDemand priority(Priority value) {
        return new WorkDemand(type, value, dueAt, owedSince, causes, schedule);
    }
}
