package dev.calsync.store;

import dev.calsync.model.UserId;
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

    /** A user's row; empty when none was kept. */
    Optional<StoredUser> find(UserId user);

    /** Forgets a user's row; accounts and schedules stay. */
    void delete(UserId user);
}
