package dev.calsync.store.jdbc.testing;

/** The databases that the SQL store runs on. */
public enum DatabaseKind {
    /** H2, in the process. */
    H2,
    /** PostgreSQL. */
    POSTGRESQL,
    /** MariaDB, and for all the store knows MySQL. */
    MARIADB
}
