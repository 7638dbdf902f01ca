package dev.calsync.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of an answer, read column by column from left to right. */
final class Row {
    private final ResultSet results;
    private int column;

    Row(ResultSet results) {
        this.results = results;
    }

    /** Turns a row into what it means. */
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    boolean next() throws SQLException {
        column = 0;
        return results.next();
    }

    /** Leaves columns out. */
    Row skip(int columns) {
        column += columns;
        return this;
    }

    long number() throws SQLException {
        return results.getLong(++column);
    }

    @Nullable
    Long numberOrNull() throws SQLException {
        long value = results.getLong(++column);
        return results.wasNull() ? null : value;
    }

    int integer() throws SQLException {
        return results.getInt(++column);
    }

    @Nullable
    Integer integerOrNull() throws SQLException {
        int value = results.getInt(++column);
        return results.wasNull() ? null : value;
    }

    boolean flag() throws SQLException {
        return results.getBoolean(++column);
    }

    String text() throws SQLException {
        return results.getString(++column);
    }

    @Nullable
    String textOrNull() throws SQLException {
        return results.getString(++column);
    }

    Instant time() throws SQLException {
        return Micros.instant(results.getLong(++column));
    }

    @Nullable
    Instant timeOrNull() throws SQLException {
        long value = results.getLong(++column);
        return results.wasNull() ? null : Micros.instant(value);
    }

    byte[] bytes() throws SQLException {
        return results.getBytes(++column);
    }

    byte @Nullable [] bytesOrNull() throws SQLException {
        return results.getBytes(++column);
    }
}
