package dev.calsync.store.jdbc;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param statement one statement
 * @param idle a transaction whose process does nothing, frozen or gone: then the database ends it, and what it locked is free
 * @param network an answer of the database, before the connection counts as dead
 */
record Bounds(Duration statement, Duration idle, Duration network) {

    static Bounds of(Duration statement) {
        return new Bounds(statement, statement, statement.plusSeconds(5));
    }
}
