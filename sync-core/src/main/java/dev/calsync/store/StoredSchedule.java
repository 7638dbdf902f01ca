package dev.calsync.store;

import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.SyncSchedule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is kept. Methods that take a value return a changed copy.
 *
 * @param id its id
 * @param user whose wish it is
 * @param reading the wish, or the text that this version cannot read
 * @param nextFireAt when it fires next; null when time does not fire it, it never fires again, or it is paused
 * @param paused why it is paused; null when it is not
 * @param makeUp missed fires that are still made up for; null when there are none
 * @param skipped what its last fire did not ask for, and why; null when it asked for everything
 */
public record StoredSchedule(
        ScheduleId id,
        UserId user,
        ScheduleReading reading,
        @Nullable Instant nextFireAt,
        @Nullable String paused,
        @Nullable MakeUp makeUp,
        @Nullable SkippedFire skipped) {

    /**
     * Missed fires that each get a run of their own, one after the other.
     *
     * @param runs how many are still to be asked for, at least 1
     * @param at when to look next whether the run before has ended
     */
    public record MakeUp(int runs, Instant at) {}

    /** A schedule that has not fired yet. */
    public StoredSchedule(
            ScheduleId id, UserId user, SyncSchedule schedule, @Nullable Instant nextFireAt, @Nullable String paused) {
        this(id, user, new ScheduleReading.Read(schedule), nextFireAt, paused, null, null);
    }

    /**
     * The wish.
     *
     * @throws IllegalStateException if this version cannot read it, see {@link #reading()}; then it is not {@link #active}
     */
    public SyncSchedule schedule() {
        if (reading instanceof ScheduleReading.Read read) {
            return read.schedule();
        }
        throw new IllegalStateException("schedule " + id + " cannot be read by this version; look at reading() first");
    }

    /** Whether it counts: it can be read and is not paused. */
    public boolean active() {
        return paused == null && reading instanceof ScheduleReading.Read;
    }

    /** When somebody has to look at it: it fires, or may make up for a missed fire. Null when never. */
    public @Nullable Instant wakeAt() {
        if (makeUp == null || (nextFireAt != null && nextFireAt.isBefore(makeUp.at))) {
            return nextFireAt;
        }
        return makeUp.at;
    }

    /** The same with another wish. */
    public StoredSchedule schedule(SyncSchedule value) {
        return new StoredSchedule(id, user, new ScheduleReading.Read(value), nextFireAt, paused, makeUp, skipped);
    }

    /** The same, going on like this; not paused. */
    public StoredSchedule firing(@Nullable Instant next, @Nullable MakeUp missed, @Nullable SkippedFire left) {
        return new StoredSchedule(id, user, reading, next, null, missed, left);
    }

    /** The same, paused: it does not fire, and makes up for nothing. */
    public StoredSchedule pausedFor(String reason) {
        return new StoredSchedule(id, user, reading, null, reason, null, skipped);
    }
}
