package dev.calsync.examples.kills;

import dev.calsync.model.CalendarEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.store.CheckpointStore;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.SyncStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts between the engine and what it works with what would be wrong in an engine. */
final class Breakages {
    private static final Duration BETWEEN = Duration.ofMillis(400);

    private Breakages() {}

    /** What is called instead. */
    private interface Instead {
        @Nullable
        Object call(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T instead(Class<T> type, Instead instead) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> instead.call(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** What becomes of a write whose answer was lost. */
    private interface Lost {
        WriteOutcome outcome(CalendarSession session, String calendar, EventWrite write) throws InterruptedException;
    }

    static CalendarProvider of(Place.Breakage breakage, CalendarProvider provider) {
        return switch (breakage) {
            case LOST_ANSWER_IS_YES -> over(provider, Breakages::taken);
            case BLIND_RETRY -> over(provider, Breakages::again);
            case NONE, CHECKPOINT_FIRST -> provider;
        };
    }

    private static WriteOutcome taken(CalendarSession session, String calendar, EventWrite write) {
        if (write instanceof EventWrite.Update update) {
            RemoteSeries before = update.current();
            return new WriteOutcome.Written(RemoteSeries.of(before.id(), before.etag(), update.target(), null));
        }
        return write instanceof EventWrite.Delete
                ? new WriteOutcome.Deleted()
                : new WriteOutcome.Unknown("a create has an id that only its answer tells");
    }

    private static WriteOutcome again(CalendarSession session, String calendar, EventWrite write)
            throws InterruptedException {
        if (!(write instanceof EventWrite.Create create)) {
            return new WriteOutcome.Unknown("only creates are sent blindly");
        }
        CalendarEvent event = create.series().events().get(0);
        EventSeries anew = Desk.event(event.uid() + "-again", event.summary(), event.location());
        return session.write(calendar, List.of(new EventWrite.Create(create.idempotencyKey() + "-again", anew)))
                .get(0);
    }

    private static CalendarProvider over(CalendarProvider provider, Lost lost) {
        return instead(CalendarProvider.class, (method, arguments) -> {
            Object result = call(provider, method, arguments);
            return result instanceof CalendarSession session ? over(session, lost) : result;
        });
    }

    private static CalendarSession over(CalendarSession session, Lost lost) {
        return instead(CalendarSession.class, (method, arguments) -> {
            Object result = call(session, method, arguments);
            if (!method.getName().equals("write") || arguments == null || !(result instanceof List<?> answers)) {
                return result;
            }
            List<WriteOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                WriteOutcome outcome = (WriteOutcome) answers.get(i);
                outcomes.add(
                        outcome instanceof WriteOutcome.Unknown
                                ? lost.outcome(
                                        session, (String) arguments[0], (EventWrite) ((List<?>) arguments[1]).get(i))
                                : outcome);
            }
            return outcomes;
        });
    }

    static SyncStore of(Place.Breakage breakage, SyncStore store) {
        if (breakage != Place.Breakage.CHECKPOINT_FIRST) {
            return store;
        }
        return instead(SyncStore.class, (method, arguments) -> {
            if (!method.getName().equals("inTransaction") || arguments == null) {
                return call(store, method, arguments);
            }
            @SuppressWarnings("unchecked")
            Function<StoreTransaction, @Nullable Object> work =
                    (Function<StoreTransaction, @Nullable Object>) arguments[0];
            return checkpointFirst(store, work);
        });
    }

    /** Another transaction notes the places, and is committed a moment before the one with the pages is. */
    private static @Nullable Object checkpointFirst(
            SyncStore store, Function<StoreTransaction, @Nullable Object> work) {
        record Noted(CalendarRef calendar, StoredFeed feed) {}
        return store.<@Nullable Object>inTransaction(tx -> {
            List<Noted> noted = new ArrayList<>();
            Object result = work.apply(instead(StoreTransaction.class, (method, arguments) -> {
                Object drawer = call(tx, method, arguments);
                if (!(drawer instanceof CheckpointStore checkpoints)) {
                    return drawer;
                }
                return instead(CheckpointStore.class, (inner, values) -> {
                    if (!inner.getName().equals("put") || values == null) {
                        return call(checkpoints, inner, values);
                    }
                    noted.add(new Noted((CalendarRef) values[0], (StoredFeed) values[1]));
                    return null;
                });
            }));
            if (!noted.isEmpty()) {
                CompletableFuture.runAsync(() -> store.inTransaction(other -> {
                            noted.forEach(one -> other.checkpoints().put(one.calendar, one.feed));
                            return true;
                        }))
                        .join();
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
            return result;
        });
    }
}
