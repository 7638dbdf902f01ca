/** Webhooks, the JSON API and the dashboard as one framework-neutral handler, with adapters to common servers. */
@NullMarked
package dev.calsync.http;

import org.jspecify.annotations.NullMarked;
