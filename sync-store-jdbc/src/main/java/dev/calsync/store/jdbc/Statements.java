package dev.calsync.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one transaction on one connection. What the dialect wants in front of a transaction travels with its
 * first statement. An error ends the transaction: it is kept, so that nobody who catches it commits what is left.
 */
final class Statements {
    private final Connection connection;
    private final Dialect dialect;
    private final Names names;
    private final Bounds bounds;
    private boolean begun;
    /** How many answers come before that of the statement that is executed. */
    private int answersBefore;

    private @Nullable SqlFailure failure;

    Statements(Connection connection, Dialect dialect, Names names, Bounds bounds) {
        this.connection = connection;
        this.dialect = dialect;
        this.names = names;
        this.bounds = bounds;
    }

    Dialect dialect() {
        return dialect;
    }

    Names names() {
        return names;
    }

    /** The first error there was; null if there was none. */
    @Nullable
    SqlFailure failure() {
        return failure;
    }

    /** What is done with a statement once its parameters are bound. */
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Something that talks to the database. */
    interface Action<T> {
        T run() throws SQLException;
    }

    <T> T execute(Call call, Use<T> use) {
        String text = call.text();
        return guarded(text, () -> {
            try (PreparedStatement statement = connection.prepareStatement(withPreamble(text))) {
                limit(statement);
                call.bind(statement);
                return use.of(statement);
            }
        });
    }

    private String withPreamble(String text) {
        answersBefore = 0;
        if (begun) {
            return text;
        }
        begun = true;
        var preamble = dialect.preamble(bounds);
        answersBefore = preamble.size();
        return preamble.isEmpty() ? text : String.join(" ", preamble) + " " + text;
    }

    /** Executes a query. */
    ResultSet answer(PreparedStatement statement) throws SQLException {
        if (answersBefore == 0) {
            return statement.executeQuery();
        }
        statement.execute();
        skip(statement);
        ResultSet results = statement.getResultSet();
        if (results == null) {
            throw new SQLException("a query has no answer");
        }
        return results;
    }

    /** Executes a change. */
    int count(PreparedStatement statement) throws SQLException {
        if (answersBefore == 0) {
            return statement.executeUpdate();
        }
        statement.execute();
        skip(statement);
        return statement.getUpdateCount();
    }

    private void skip(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < answersBefore; i++) {
            statement.getMoreResults();
        }
    }

    /** A change that gives its row a key. */
    long insert(Call call, String keyColumn) {
        if (dialect.insertAnswers()) {
            return execute(call, statement -> {
                try (ResultSet results = answer(statement)) {
                    results.next();
                    return results.getLong(1);
                }
            });
        }
        begin();
        String text = call.text();
        return guarded(text, () -> {
            try (PreparedStatement statement = connection.prepareStatement(text, new String[] {keyColumn})) {
                limit(statement);
                call.bind(statement);
                statement.executeUpdate();
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    keys.next();
                    return keys.getLong(1);
                }
            }
        });
    }

    <R> int[] batch(String sql, Iterable<R> rows, BiConsumer<Call, ? super R> bind) {
        Iterator<R> remaining = rows.iterator();
        if (!remaining.hasNext()) {
            return new int[0];
        }
        begin();
        Call call = new Call(this, sql);
        String text = call.text();
        return guarded(text, () -> {
            try (PreparedStatement statement = connection.prepareStatement(text)) {
                limit(statement);
                while (remaining.hasNext()) {
                    bind.accept(call, remaining.next());
                    call.bind(statement);
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    /** Sends the preamble alone, for statements that cannot travel with it. */
    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        String preamble = String.join(" ", dialect.preamble(bounds));
        if (!preamble.isEmpty()) {
            guarded(preamble, () -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute(preamble);
                }
            });
        }
    }

    private void limit(PreparedStatement statement) throws SQLException {
        int seconds = dialect.statementSeconds(bounds);
        if (seconds > 0) {
            statement.setQueryTimeout(seconds);
        }
    }

    private <T> T guarded(String text, Action<T> action) {
        try {
            return action.run();
        } catch (SQLException error) {
            SqlFailure failed = new SqlFailure(text, error);
            if (failure == null) {
                failure = failed;
            }
            throw failed;
        }
    }
}
