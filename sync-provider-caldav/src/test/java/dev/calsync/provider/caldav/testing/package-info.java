/**
 * A CalDAV server for tests and demos: real HTTP on loopback, state in memory, faults and oddities on demand. It shares
 * no code with the CalDAV provider, because it judges it.
 */
@NullMarked
package dev.calsync.provider.caldav.testing;

import org.jspecify.annotations.NullMarked;
