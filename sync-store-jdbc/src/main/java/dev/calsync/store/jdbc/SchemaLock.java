package dev.calsync.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Lets one process at a time change the schema. */
interface SchemaLock {

    /**
     * Waits for the turn.
     *
     * @param identity what tells this store's tables from others in the same database
     */
    void lock(Connection connection, String identity) throws SQLException;

    /** Gives the turn on. */
    void unlock(Connection connection, String identity) throws SQLException;
}
