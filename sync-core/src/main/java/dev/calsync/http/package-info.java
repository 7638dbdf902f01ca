/**
 * The one HTTP door of an engine, for whatever web framework a host has: the webhooks of providers and the JSON API. The
 * names {@code HttpRequest} and {@code HttpResponse} are those of a server here; those of {@code dev.calsync.transport}
 * are a client's, which only authors of providers see.
 */
@NullMarked
package dev.calsync.http;

import org.jspecify.annotations.NullMarked;
