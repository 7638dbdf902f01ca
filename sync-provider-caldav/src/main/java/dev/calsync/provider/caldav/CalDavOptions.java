package dev.calsync.provider.caldav;

import dev.calsync.provider.AttendeePolicy;
import dev.calsync.transport.OriginPolicy;
import java.time.Duration;

/**
 * What a host decided for all accounts of a provider.
 *
 * @param siblings which other origins belong to the one that a user named
 * @param services what DNS says of a domain
 * @param auditEvery how long a cursor is good before everything is listed again
 * @param attendees what becomes of writes to events with attendees
 */
record CalDavOptions(OriginPolicy siblings, ServiceRecords services, Duration auditEvery, AttendeePolicy attendees) {}
