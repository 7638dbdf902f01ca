package dev.calsync.store.jdbc;

/** What {@link JdbcSyncStore#open()} does about its tables. */
public enum SchemaMode {
    /**
     * Creates and updates them. The default on H2. Safe when several processes start at once: one migrates, the others wait.
     * The database user needs the right to create tables.
     */
    MIGRATE,
    /**
     * Only checks that they are there and of this version, and says how they differ. The default everywhere else: the
     * files to run are in the jar, under {@code dev/calsync/store/jdbc/schema}.
     */
    VALIDATE,
    /** Nothing: somebody else vouches for them. */
    NONE
}
