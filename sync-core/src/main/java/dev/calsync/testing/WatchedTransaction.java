package dev.calsync.testing;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.reconcile.Side;
import dev.calsync.store.AccountStore;
import dev.calsync.store.CalendarStore;
import dev.calsync.store.IntegrityStore;
import dev.calsync.store.JournalEntry;
import dev.calsync.store.JournalStore;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.NodeStore;
import dev.calsync.store.RunStore;
import dev.calsync.store.ScheduleStore;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One transaction of a {@link WatchedStore}: what it says and does, compared with the books. */
final class WatchedTransaction {
    private static final Set<String> RUNS_WRITE = Set.of("replica", "links", "intents", "checkpoints", "quarantine");
    private static final Set<String> WRITES = Set.of(
            "apply", "acknowledge", "put", "delete", "seen", "gone", "settle", "add", "putWorkerCheckpoint", "release");

    final WorkBooks books;
    final StoreTransaction tx;
    private final Map<CalendarRef, CalendarBook> changed = new LinkedHashMap<>();
    private final Set<CalendarRef> forgotten = new HashSet<>();
    private final Set<CalendarRef> fenced = new HashSet<>();
    private final List<ScheduleId> fired = new ArrayList<>();
    private final List<Occurrence> happened = new ArrayList<>();
    private final WorkWatch work;
    private Map<String, NodeLease> nodes;
    private final List<Lease> passed = new ArrayList<>();
    private int runsAppended;
    private final Map<CalendarRef, Long> deleted = new HashMap<>();

    WatchedTransaction(WorkBooks books, StoreTransaction tx, boolean refuseEnds) {
        this.books = books;
        this.tx = tx;
        this.nodes = books.nodes;
        this.work = new WorkWatch(this, refuseEnds);
    }

    StoreTransaction proxy() {
        return proxy(StoreTransaction.class, (self, method, args) -> {
            Object result = call(tx, method, args);
            if (method.getName().equals("fence")) {
                passed((Lease) args[0]);
            }
            return result == null ? null : drawer(method, result);
        });
    }

    private Object drawer(Method accessor, Object drawer) {
        if (drawer instanceof WorkStore rows) {
            return work.over(rows);
        }
        if (drawer instanceof NodeStore rows) {
            return new NodeWatch(this, rows);
        }
        if (drawer instanceof ScheduleStore rows) {
            return schedules(rows);
        }
        if (drawer instanceof RunStore || drawer instanceof AccountStore || drawer instanceof CalendarStore) {
            return noted(accessor.getReturnType(), drawer);
        }
        if (drawer instanceof IntegrityStore rows) {
            return integrity(rows);
        }
        if (drawer instanceof JournalStore rows) {
            return journal(rows);
        }
        return RUNS_WRITE.contains(accessor.getName()) ? guarded(accessor.getReturnType(), drawer) : drawer;
    }

    /** The transaction's work is done and will be committed if the store agrees. */
    void end() {
        deleted.forEach((calendar, count) -> books.violations.require(
                count <= books.deletionsMax || count <= books.approved.getOrDefault(calendar, 0L),
                Invariant.GUARDED,
                () -> count + " series of " + calendar + " were deleted at once, and nobody has said so"));
        books.violations.require(
                runsAppended == work.ended().size(),
                Invariant.BOUNDED,
                () -> work.ended().size() + " runs ended and " + runsAppended + " were added to the history");
    }

    /** What was noted is so from now on. */
    void commit() {
        if (nodes != books.nodes) {
            books.nodes.clear();
            books.nodes.putAll(nodes);
        }
        books.calendars.putAll(changed);
        forgotten.forEach(books.calendars::remove);
        fired.forEach(schedule -> books.fires.merge(schedule, 1, Integer::sum));
        happened.forEach(books.counter);
        work.ended().forEach(books.ended);
    }

    /** The leases that passed the fence. */
    List<Lease> passed() {
        return passed;
    }

    /** The calendar's page, to be written on. */
    CalendarBook page(CalendarRef calendar) {
        forgotten.remove(calendar);
        return changed.computeIfAbsent(calendar, key -> {
            CalendarBook known = books.calendars.get(key);
            return known == null ? new CalendarBook() : known.copy();
        });
    }

    /** The calendar's page, only to be read. */
    @Nullable
    CalendarBook seen(CalendarRef calendar) {
        return forgotten.contains(calendar) ? null : changed.getOrDefault(calendar, books.calendars.get(calendar));
    }

    /** Every page as this transaction sees it, only to be read. */
    void eachPage(BiConsumer<CalendarRef, CalendarBook> reader) {
        books.calendars.forEach((calendar, page) -> {
            if (!changed.containsKey(calendar) && !forgotten.contains(calendar)) {
                reader.accept(calendar, page);
            }
        });
        changed.forEach(reader);
    }

    Map<String, NodeLease> nodes() {
        return nodes;
    }

    /** Registrations began or ended. */
    void nodes(Map<String, NodeLease> next) {
        nodes = next;
    }

    /** What those ran that are registered no longer is owed again, if the store says so too. */
    void takeBackFromTheDead() {
        work.takeBackFromTheDead();
    }

    void happened(Occurrence occurrence) {
        happened.add(occurrence);
    }

    /** The store lets this lease write. */
    void passed(Lease lease) {
        CalendarBook book = seen(lease.calendar());
        books.violations.require(
                book != null && WorkBooks.isHeldBy(book, lease) && WorkBooks.live(nodes, lease.node(), tx.now()),
                Invariant.FENCING,
                () -> "a lost lease passed the fence: " + lease);
        fenced.add(lease.calendar());
        passed.add(lease);
    }

    private Object guarded(Class<?> type, Object drawer) {
        return proxy(type, (self, method, args) -> {
            if (args != null
                    && args.length > 1
                    && WRITES.contains(method.getName())
                    && !(method.getName().equals("gone") && args.length > 3)
                    && args[0] instanceof CalendarRef calendar) {
                books.violations.require(
                        fenced.contains(calendar),
                        Invariant.FENCING,
                        () -> "written without a lease: " + type.getSimpleName() + "." + method.getName());
            }
            return call(drawer, method, args);
        });
    }

    private Object integrity(IntegrityStore drawer) {
        return proxy(IntegrityStore.class, (self, method, args) -> {
            Object result = call(drawer, method, args);
            CalendarRef calendar = (CalendarRef) args[0];
            if (seen(calendar) != null) {
                tx.work().find(calendar).ifPresent(row -> WorkBooks.askedByTheStore(page(calendar), row));
            }
            return result;
        });
    }

    /** What takes effect together was judged together. */
    private Object journal(JournalStore drawer) {
        return proxy(JournalStore.class, (self, method, args) -> {
            if (method.getName().equals("add")) {
                CalendarRef calendar = (CalendarRef) args[0];
                for (Object one : (List<?>) args[1]) {
                    JournalEntry entry = (JournalEntry) one;
                    if (entry.side() == Side.LOCAL && entry.before() != null && entry.after() == null) {
                        deleted.merge(calendar, 1L, Long::sum);
                    }
                }
            }
            return call(drawer, method, args);
        });
    }

    private Object noted(Class<?> type, Object drawer) {
        return proxy(type, (self, method, args) -> {
            Object result = call(drawer, method, args);
            if (method.getName().equals("append")) {
                runsAppended += ((List<?>) args[0]).size();
            } else if (method.getName().equals("delete")) {
                forget(args[0]);
            }
            return result;
        });
    }

    private void forget(Object accountOrCalendar) {
        List<CalendarRef> gone = new ArrayList<>();
        eachPage((ref, page) -> {
            if (ref.equals(accountOrCalendar)
                    || (accountOrCalendar instanceof AccountId account
                            && ref.account().equals(account))) {
                gone.add(ref);
            }
        });
        gone.forEach(changed::remove);
        forgotten.addAll(gone);
    }

    private Object schedules(ScheduleStore drawer) {
        return proxy(ScheduleStore.class, (self, method, args) -> {
            if (method.getName().equals("put")) {
                for (Object next : (List<?>) args[0]) {
                    noteFire(drawer, (StoredSchedule) next);
                }
            }
            return call(drawer, method, args);
        });
    }

    private void noteFire(ScheduleStore drawer, StoredSchedule next) {
        Instant planned = drawer.find(next.user(), next.id())
                .map(StoredSchedule::nextFireAt)
                .orElse(null);
        if (planned != null && !planned.isAfter(tx.now()) && !Objects.equals(planned, next.nextFireAt())) {
            fired.add(next.id());
            happened.add(Occurrence.SCHEDULE_FIRED);
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
