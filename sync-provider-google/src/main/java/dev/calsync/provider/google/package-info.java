/** Google Calendar API v3 as a calendar provider. */
@NullMarked
package dev.calsync.provider.google;

import org.jspecify.annotations.NullMarked;
