package dev.calsync.store;

import dev.calsync.model.Region;
import dev.calsync.model.UserId;

/**
 * What is kept about a user beside accounts and schedules.
 *
 * @param user who
 * @param region where the user's work may run
 */
public record StoredUser(UserId user, Region region) {}
