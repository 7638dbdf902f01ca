/** The place of webhooks, the JSON API and the dashboard. Empty so far. */
@NullMarked
package dev.calsync.http;

import org.jspecify.annotations.NullMarked;
