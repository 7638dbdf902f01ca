/**
 * Microsoft Graph's calendars for tests and demos: real HTTP on loopback, state in memory, a clock that may be manual,
 * faults and oddities on demand. It shares no code with the provider, because it judges it. Where Graph's documents leave
 * something open, it does what is harder for a client.
 */
@NullMarked
package dev.calsync.provider.graph.testing;

import org.jspecify.annotations.NullMarked;
