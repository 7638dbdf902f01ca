/**
 * One hardened HTTP door and one OAuth token client for all providers: origins, redirects, bounds and timeouts are
 * decided here.
 */
@NullMarked
package dev.calsync.transport;

import org.jspecify.annotations.NullMarked;
