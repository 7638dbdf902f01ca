package dev.calsync.store;

import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Schedules, and when each fires next. A schedule that this version cannot read is given back with the text it was kept
 * as, and kept with it again.
 */
public interface ScheduleStore {

    /** Keeps schedules, new or changed, with their next fire times. */
    void put(List<StoredSchedule> schedules);

    /** One of the user's schedules. Nobody else changes it until the transaction ends. */
    Optional<StoredSchedule> find(UserId user, ScheduleId id);

    /** These users' schedules; each user's are oldest first. */
    List<StoredSchedule> ofUsers(Collection<UserId> users);

    /** A user's schedules, oldest first. */
    default List<StoredSchedule> ofUser(UserId user) {
        return ofUsers(List.of(user));
    }

    /** Forgets one of the user's schedules. */
    void delete(UserId user, ScheduleId id);

    /**
     * Schedules whose time has come, by {@link StoredSchedule#wakeAt}, earliest first. Nobody else changes them until the
     * transaction ends; those that somebody else is changing may be left out.
     *
     * @param buckets whose
     * @param now only those of this time or before
     * @param limit at most so many
     */
    List<StoredSchedule> due(Set<Integer> buckets, Instant now, int limit);

    /** When the earliest of them is due, which may be in the past; empty when time wakes none. */
    Optional<Instant> nextFire(Set<Integer> buckets);
}
