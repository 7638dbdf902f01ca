package dev.calsync.provider.graph;

import dev.calsync.provider.AttendeePolicy;
import java.net.URI;

/**
 * What a host decided for all accounts of a provider.
 *
 * @param base Graph's address with the version, without a slash at its end
 * @param tiles how calendars are cut into parts
 * @param attendees what becomes of writes to events with attendees
 */
record GraphOptions(URI base, Tiles tiles, AttendeePolicy attendees) {}
