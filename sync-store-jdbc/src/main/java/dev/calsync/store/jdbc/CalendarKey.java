package dev.calsync.store.jdbc;

import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;

/**
 * What a calendar is called inside the store, and what never changes about it.
 *
 * @param key its number, which no other calendar ever gets
 * @param userKey its user's number
 * @param user its user
 * @param provider its account's provider
 * @param bucket its user's bucket among those of all regions
 */
record CalendarKey(long key, long userKey, UserId user, ProviderId provider, int bucket) {}
