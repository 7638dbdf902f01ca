package dev.calsync.store;

import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Schedules, and when each fires next. */
public interface ScheduleStore {

    /** Keeps schedules, new or changed, with their next fire times. */
    void put(List<StoredSchedule> schedules);

    /** One of the user's schedules. */
    Optional<StoredSchedule> find(UserId user, ScheduleId id);

    /** A user's schedules, oldest first. */
    List<StoredSchedule> ofUser(UserId user);

    /** Forgets one of the user's schedules. */
    void delete(UserId user, ScheduleId id);

    /**
     * Schedules whose time has come, earliest first.
     *
     * @param buckets whose
     * @param now only those that fire at this time or before
     * @param limit at most so many
     */
    List<StoredSchedule> due(Set<Integer> buckets, Instant now, int limit);

    /** When the earliest of them fires, which may be in the past; empty when time fires none. */
    Optional<Instant> nextFire(Set<Integer> buckets);
}
