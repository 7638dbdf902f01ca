package dev.calsync.provider.google;

import dev.calsync.provider.AttendeePolicy;
import java.net.URI;

/**
 * What a host decided for all accounts of a provider.
 *
 * @param root what the API's paths are below of; ends with a slash
 * @param project what Google takes this application for: all client ids of one project begin with its number
 * @param pageSize how many events a page of a list may have, 1 to 2,500
 * @param maxHeldBytes about how much of series may wait in memory while a calendar is listed
 * @param attendees what becomes of writes to events with attendees
 */
record GoogleOptions(URI root, String project, int pageSize, long maxHeldBytes, AttendeePolicy attendees) {}
