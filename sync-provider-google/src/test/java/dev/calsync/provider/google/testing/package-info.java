/**
 * A Google Calendar for tests and demos: real HTTP on loopback, state in memory, faults and oddities on demand. It shares
 * no code with the provider, because it judges it; the module {@code judge} has Google's own client judge this one.
 */
@NullMarked
package dev.calsync.provider.google.testing;

import org.jspecify.annotations.NullMarked;
