/** The place of Google Calendar API v3 as a calendar provider. Empty so far. */
@NullMarked
package dev.calsync.provider.google;

import org.jspecify.annotations.NullMarked;
