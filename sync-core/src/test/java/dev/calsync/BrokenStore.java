package dev.calsync;

import dev.calsync.store.StoreTransaction;
import dev.calsync.store.SyncStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store of which one call is broken, to see whether that is noticed. */
final class BrokenStore implements SyncStore {

    /** What a call does instead. */
    interface Break {
        /**
         * @param drawer the drawer that is called, without the fault
         * @param args what it is called with
         * @param call makes the call with these arguments
         */
        @Nullable
        Object instead(Object drawer, Object[] args, Call call) throws Throwable;
    }

    /** Makes a call as it is meant. */
    interface Call {
        @Nullable
        Object with(Object... args) throws Throwable;
    }

    private final SyncStore store;
    private final String drawer;
    private final String method;
    private final Break broken;

    /**
     * @param drawer the accessor of the drawer, like {@code work}; empty for the transaction itself
     * @param method which of its methods is broken
     */
    BrokenStore(SyncStore store, String drawer, String method, Break broken) {
        this.store = store;
        this.drawer = drawer;
        this.method = method;
        this.broken = broken;
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
        return store.<T>inTransaction(tx -> work.apply(over(tx)));
    }

    private StoreTransaction over(StoreTransaction tx) {
        if (drawer.isEmpty()) {
            return proxy(StoreTransaction.class, breaking(tx));
        }
        return proxy(StoreTransaction.class, (self, called, args) -> {
            Object result = invoke(tx, called, args);
            return called.getName().equals(drawer) ? proxy(called.getReturnType(), breaking(result)) : result;
        });
    }

    private InvocationHandler breaking(Object target) {
        return (self, called, args) -> called.getName().equals(method)
                ? broken.instead(target, args, changed -> invoke(target, called, changed))
                : invoke(target, called, args);
    }

    private static Object invoke(Object target, java.lang.reflect.Method called, Object @Nullable [] args)
            throws Throwable {
        try {
            return called.invoke(target, args);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public void close() {
        store.close();
    }
}
