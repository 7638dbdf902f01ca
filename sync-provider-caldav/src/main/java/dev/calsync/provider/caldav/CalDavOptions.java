package dev.calsync.provider.caldav;

import java.time.Duration;

/**
 * What a host decided for all accounts of a provider.
 *
 * @param auditEvery how long a cursor is good before everything is listed again
 */
record CalDavOptions(Duration auditEvery) {}
