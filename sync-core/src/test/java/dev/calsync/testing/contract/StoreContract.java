package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.calsync.auth.Sealed;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.Region;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkRequest;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of the drawers have in common: an empty store on manual time, and short words to fill it. */
public abstract class StoreContract {
    protected static final UserId ALICE = UserId.of("alice");
    protected static final UserId BOB = UserId.of("bob");
    protected static final Duration LEASE = Duration.ofHours(1);
    protected static final Set<Integer> ALL_BUCKETS =
            IntStream.range(0, Buckets.COUNT).boxed().collect(Collectors.toUnmodifiableSet());

    protected final ManualTime time = ManualTime.atNewYear();
    protected SyncStore store;

    /** An empty store that goes by this time. Closed after the test. */
    protected abstract SyncStore open(TimeSource time);

    @BeforeEach
    final void openStore() {
        store = open(time);
        store.open();
    }

    /** There is none where the test was skipped for want of a database. */
    @AfterEach
    final void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    /** Reads or writes in a transaction of its own. */
    protected final <T> T in(Function<StoreTransaction, T> work) {
        return store.inTransaction(work);
    }

    /** Writes in a transaction of its own. */
    protected final void run(Consumer<StoreTransaction> work) {
        store.inTransaction(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** Reads a number, or how many rows a write concerned, in a transaction of its own. */
    protected final int count(ToIntFunction<StoreTransaction> work) {
        return in(tx -> (Integer) work.applyAsInt(tx));
    }

    protected final Instant now() {
        return time.now();
    }

    protected final Instant in(Duration span) {
        return time.now().plus(span);
    }

    protected static Duration minutes(long count) {
        return Duration.ofMinutes(count);
    }

    protected static StoredAccount account(UserId user, String id) {
        Account account = new Account(
                AccountId.of(id), user, ProviderId.of("caldav"), user + "@example.com", Map.of("home", "/dav/" + id));
        return new StoredAccount(account, sealed("key-1", 1));
    }

    /** A sealed secret; what is in it is nobody's business here. */
    protected static Sealed sealed(String keyId, int content) {
        return Sealed.of(keyId, new byte[] {1, (byte) content, 0, -1});
    }

    protected static StoredCalendar stored(UserId user, CalendarRef ref) {
        return new StoredCalendar(user, new RemoteCalendar(ref, "Calendar", true), null);
    }

    /** What a full sync in a hurry asks for. */
    protected static WorkDemand demand(Instant at) {
        return new WorkDemand(SyncType.FULL, Priority.HIGH, at, at, EnumSet.of(WorkCause.REQUEST), null);
    }

    /** A calendar that is kept, through an account that is kept as well. */
    protected final CalendarRef calendar(UserId user, String account, String calendar) {
        CalendarRef ref = new CalendarRef(AccountId.of(account), calendar);
        run(tx -> {
            if (tx.accounts().find(ref.account()).isEmpty()) {
                tx.accounts().put(account(user, account));
            }
            tx.calendars().put(List.of(stored(user, ref)));
        });
        return ref;
    }

    /** A calendar of Alice's that is kept. */
    protected final CalendarRef calendar(String calendar) {
        return calendar(ALICE, "alice-1", calendar);
    }

    protected final NodeLease join(String node) {
        return in(tx -> tx.nodes().join(node, LEASE, Set.of(Region.DEFAULT)));
    }

    /** A node that joined and took the buckets it may have. */
    protected final NodeLease node(String name) {
        NodeLease joined = join(name);
        run(tx -> tx.nodes().balance(joined));
        return joined;
    }

    protected final long request(CalendarRef calendar, SyncType type, Priority priority, Instant dueAt) {
        return in(tx -> {
                    UserId user = tx.calendars().find(calendar).orElseThrow().user();
                    return tx.work()
                            .request(
                                    List.of(new WorkRequest(calendar, user, type, priority, dueAt, WorkCause.REQUEST)));
                })
                .get(0);
    }

    /** Asks for an incremental sync that is due now. */
    protected final long request(CalendarRef calendar) {
        return request(calendar, SyncType.INCREMENTAL, Priority.NORMAL, now());
    }

    protected final List<Lease> claimAll(NodeLease node, CalendarRef... calendars) {
        return in(tx -> tx.work().claim(node, List.of(calendars), tx.now()));
    }

    protected final Lease claim(NodeLease node, CalendarRef calendar) {
        List<Lease> leases = claimAll(node, calendar);
        assertEquals(1, leases.size(), "the calendar's work can be claimed");
        return leases.get(0);
    }

    /** Work that was asked for and claimed at once. */
    protected final Lease running(NodeLease node, CalendarRef calendar) {
        request(calendar);
        return claim(node, calendar);
    }
}
