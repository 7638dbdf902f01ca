/** The place of durable state in a SQL database that the host owns. Empty so far. */
@NullMarked
package dev.calsync.store.jdbc;

import org.jspecify.annotations.NullMarked;
