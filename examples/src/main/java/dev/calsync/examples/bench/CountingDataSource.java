package dev.calsync.examples.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Counts the statements that go through a data source; each row of a batch is one. Thread-safe. */
public final class CountingDataSource {
    private final LongAdder statements = new LongAdder();
    private final DataSource counted;

    /** Counts what goes to this database. */
    public CountingDataSource(DataSource database) {
        counted = counting(DataSource.class, database);
    }

    /** The database, counted. */
    public DataSource counted() {
        return counted;
    }

    /** How many so far. */
    public long statements() {
        return statements.sum();
    }

    private <T> T counting(Class<T> type, T target) {
        InvocationHandler handler = (self, method, args) -> {
            String name = method.getName();
            if (target instanceof Statement
                    && (name.equals("addBatch") || (name.startsWith("execute") && !name.equals("executeBatch")))) {
                statements.increment();
            }
            Object result = call(method, target, args);
            // Who unwraps wants the driver's own.
            return name.equals("unwrap") ? result : wrapped(result);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(java.lang.reflect.Method method, Object target, Object @Nullable [] args)
            throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof Connection connection) {
            return counting(Connection.class, connection);
        }
        if (result instanceof PreparedStatement statement) {
            return counting(PreparedStatement.class, statement);
        }
        return result instanceof Statement statement ? counting(Statement.class, statement) : result;
    }
}
