package dev.calsync;

import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts the calls of every drawer and the rows that they gave back. Used by one thread. */
final class CountingStore implements SyncStore {

    /** How often something was called, and how many rows came back. */
    static final class Count {
        long calls;
        long rows;

        @Override
        public String toString() {
            return calls + " calls, " + rows + " rows";
        }
    }

    private final SyncStore store;
    final Map<String, Count> counts = new TreeMap<>();
    long transactions;

    CountingStore(SyncStore store) {
        this.store = store;
    }

    Count count(String call) {
        return counts.computeIfAbsent(call, name -> new Count());
    }

    @Override
    public void open() {
        store.open();
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public boolean durable() {
        return store.durable();
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<? super StoreTransaction, ? extends T> work) {
        transactions++;
        return store.<T>inTransaction(tx -> work.apply(counting(StoreTransaction.class, tx, "")));
    }

    private <T> T counting(Class<T> type, T real, String name) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (method.isDefault()) {
                // Its own calls are what counts.
                return byDefault(self, method, args);
            }
            Object result = call(real, method, args);
            if (name.isEmpty() && method.getReturnType().getPackageName().equals("dev.calsync.store")) {
                return drawer(method, result);
            }
            Count count = count((name.isEmpty() ? "tx" : name) + "." + method.getName());
            count.calls++;
            count.rows += rows(result);
            return result;
        }));
    }

    private static Object byDefault(Object self, Method method, Object[] args) throws Throwable {
        return MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
                .unreflectSpecial(method, method.getDeclaringClass())
                .bindTo(self)
                .invokeWithArguments(args == null ? new Object[0] : args);
    }

    @SuppressWarnings("unchecked")
    private Object drawer(Method accessor, Object drawer) {
        return counting((Class<Object>) accessor.getReturnType(), drawer, accessor.getName());
    }

    private static Object call(Object real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static long rows(@Nullable Object result) {
        if (result instanceof Collection<?> many) {
            return many.size();
        }
        if (result instanceof Map<?, ?> many) {
            return many.size();
        }
        return result instanceof Optional<?> one && one.isPresent() ? 1 : 0;
    }

    @Override
    public void close() {
        store.close();
    }
}
