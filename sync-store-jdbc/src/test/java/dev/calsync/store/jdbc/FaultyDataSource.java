package dev.calsync.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool whose connections fail as they are told to, and that remembers what was done with them. For one thread. */
final class FaultyDataSource implements DataSource {
    final List<String> done = new ArrayList<>();
    private final @Nullable DataSource pool;
    private final @Nullable Connection only;
    private final Deque<Failure> failures = new ArrayDeque<>();

    private record Failure(String method, boolean afterwards, SQLException error) {}

    FaultyDataSource(DataSource pool) {
        this(pool, null);
    }

    private FaultyDataSource(@Nullable DataSource pool, @Nullable Connection only) {
        this.pool = pool;
        this.only = only;
    }

    /** Gives the same connection every time, and it stays open. */
    static FaultyDataSource always(Connection connection) {
        Connection open = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return new FaultyDataSource(null, open);
    }

    /** The next call of that method fails, and does nothing. */
    FaultyDataSource failing(String method, String state, int code) {
        failures.add(new Failure(method, false, new SQLException("made up", state, code)));
        return this;
    }

    /** The next call of that method does what it should, and then fails. */
    FaultyDataSource failingAfterwards(String method, String state) {
        failures.add(new Failure(method, true, new SQLException("made up", state)));
        return this;
    }

    @Override
    public Connection getConnection() throws SQLException {
        fail("getConnection", false);
        Connection connection = only != null ? only : pool.getConnection();
        return proxy(Connection.class, connection);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call(target, method, arguments)));
    }

    private @Nullable Object call(Object target, Method method, Object[] arguments) throws Throwable {
        done.add(method.getName());
        fail(method.getName(), false);
        try {
            Object result = method.invoke(target, arguments);
            fail(method.getName(), true);
            return result instanceof PreparedStatement statement ? proxy(PreparedStatement.class, statement) : result;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private void fail(String method, boolean afterwards) throws SQLException {
        Failure next = failures.peek();
        if (next != null && next.method.equals(method) && next.afterwards == afterwards) {
            failures.remove();
            throw next.error;
        }
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
