package dev.calsync.store.jdbc;

/**
 * What a user is called inside the store.
 *
 * @param key the user's number
 * @param region the number of the user's region
 * @param bucket the user's bucket among those of all regions
 */
record UserKey(long key, int region, int bucket) {}
