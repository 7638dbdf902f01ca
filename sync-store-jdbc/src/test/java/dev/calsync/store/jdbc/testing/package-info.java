/**
 * Databases for tests and demos: H2 in the process, and real PostgreSQL and MariaDB servers that the first test that
 * needs one starts on loopback. They end with the JVM; what a killed JVM leaves behind, the next one clears away.
 */
@NullMarked
package dev.calsync.store.jdbc.testing;

import org.jspecify.annotations.NullMarked;
