package dev.calsync.store.jdbc;

import java.sql.SQLException;

/** Carries a database's error out of a drawer to the transaction, which knows what happens next. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SQLException error;

    SqlFailure(SQLException error) {
        super(error);
        this.error = error;
    }

    SQLException error() {
        return error;
    }
}
