package dev.calsync.store.jdbc;

import java.time.Instant;

/** The one clock that a store goes by: its database's, or one that was given to it. No statement asks another. */
interface StoreClock {

    /**
     * The time.
     *
     * @param database asks the database what time it is; may not be needed
     */
    Instant now(Question database);

    /** A question to the database. */
    interface Question {
        /** The database's clock in microseconds since 1970. */
        long micros();
    }
}
