/** Durable state in a SQL database that the host owns: PostgreSQL, H2, MariaDB or MySQL. */
@NullMarked
package dev.calsync.store.jdbc;

import org.jspecify.annotations.NullMarked;
