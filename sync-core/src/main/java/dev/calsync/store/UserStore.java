package dev.calsync.store;

import dev.calsync.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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

    /** Forgets a user's row; accounts and schedules stay. */
    void delete(UserId user);
}
