package dev.calsync.store.jdbc;

import java.sql.SQLException;

/** Carries a database's error out of a drawer to the transaction, which knows what happens next. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 120;

    private final transient SQLException error;

    /** @param statement which statement it was, without its values */
    SqlFailure(String statement, SQLException error) {
        super(statement, error);
        this.error = error;
    }

    SQLException error() {
        return error;
    }

    /** What the database said by number, and to which statement. */
    String where() {
        String statement = String.valueOf(getMessage()).replaceAll("\\s+", " ");
        return "(SQLSTATE " + error.getSQLState() + ", code " + error.getErrorCode() + ", at "
                + (statement.length() <= LONGEST ? statement : statement.substring(0, LONGEST) + "…") + ")";
    }
}
