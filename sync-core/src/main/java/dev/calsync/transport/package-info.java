/** One hardened HTTP door for all providers: origins, addresses, redirects, bounds and timeouts are decided here. */
@NullMarked
package dev.calsync.transport;

import org.jspecify.annotations.NullMarked;
