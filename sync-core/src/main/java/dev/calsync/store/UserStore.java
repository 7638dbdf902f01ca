package dev.calsync.store;

import dev.calsync.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Users of whom something is kept beside their accounts and schedules. */
public interface UserStore {

    /**
     * Keeps a user's row, new or changed.
     *
     * @throws IllegalArgumentException if the region changes and the user has an account or a schedule: work does not
     *     move between regions
     */
    void put(StoredUser user);

    /** The rows of those of whom one was kept. */
    List<StoredUser> find(Collection<UserId> users);

    /** A user's row; empty when none was kept. */
    default Optional<StoredUser> find(UserId user) {
        return find(List.of(user)).stream().findFirst();
    }

    /**
     * Notes that something of a user was changed that nodes may remember: an account, a calendar, a schedule, settings. To
     * be called in the transaction that changes it, while something of the user is kept. Counts for the user's bucket;
     * ignored if nothing is kept of the user.
     */
    void changed(UserId user);

    /**
     * How often {@link #changed} counted for these buckets; those for which it never did may be left out. A count that was
     * read before something else was read tells, when it is read again, whether that is still so. It may also grow without
     * a change.
     */
    Map<Integer, Long> changes(Set<Integer> buckets);

    /** Forgets a user's row; accounts and schedules stay. */
    void delete(UserId user);
}
