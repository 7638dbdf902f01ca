package dev.calsync.store;

import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.schedule.SyncSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept about a user beside accounts and schedules. Methods that take a value return a changed copy.
 *
 * @param user who
 * @param region where the user's work may run
 * @param settings what the user chose for all calendars
 * @param seenAt when the user was last around; null when that was never noted
 */
public record StoredUser(
        UserId user,
        Region region,
        SyncSettings settings,
        @Nullable Instant seenAt) {

    /** A user who chose nothing and was never seen. */
    public StoredUser(UserId user, Region region) {
        this(user, region, SyncSettings.NONE, null);
    }

    /** A user of whom nothing is kept. */
    public StoredUser(UserId user) {
        this(user, Region.DEFAULT);
    }

    /** The same in this region. */
    public StoredUser region(Region value) {
        return new StoredUser(user, value, settings, seenAt);
    }

    /** The same with these settings. */
    public StoredUser settings(SyncSettings value) {
        return new StoredUser(user, region, value, seenAt);
    }

    /** The same, seen then. */
    public StoredUser seenAt(Instant value) {
        return new StoredUser(user, region, settings, value);
    }
}
