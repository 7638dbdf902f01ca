package dev.calsync.store.jdbc;

/** What an error of the database means for the transaction it ended. */
enum Fault {
    /** Others were in the way: the same again may well succeed. Nothing was changed. */
    CONTENTION,
    /** The database cannot be reached or does no work now. */
    UNAVAILABLE,
    /** The database does not understand or refuses the statement, and will do so again. */
    REFUSED
}
