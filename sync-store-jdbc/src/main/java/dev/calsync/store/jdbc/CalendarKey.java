package dev.calsync.store.jdbc;

/**
 * What a calendar is called inside the store.
 *
 * @param key its number, which no other calendar ever gets
 * @param userKey its user's number
 * @param bucket its user's bucket among those of all regions
 */
record CalendarKey(long key, long userKey, int bucket) {}
