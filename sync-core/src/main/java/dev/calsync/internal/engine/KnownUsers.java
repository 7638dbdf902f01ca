package dev.calsync.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.calsync.listener.CacheFigures;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.Lease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node remembers of its users, so that a run that finds nothing new need not ask for it again: schedules, mirrors
 * and settings, and the rows of the accounts and calendars that ran. Thread-safe.
 *
 * <p><b>Never truth.</b> Whoever changes something of a user counts in the store for the user's bucket, in the same
 * transaction. What is remembered carries the count that was read <em>before</em> it was read itself, and is used only
 * while the bucket's count is that one. Counts are read at most {@link #CLAIM_AGE} before a claim and {@link #RUN_AGE}
 * before a run; those of the buckets that are asked about, with one statement. So a change made anywhere is seen within
 * {@link #RUN_AGE}. After something was changed through this engine they are read again at once.
 *
 * <p>What a run writes is safe in any case: the fence asks the store, as does a claim whether the calendar may run. What
 * may be seconds old is how the user wants it done.
 */
final class KnownUsers {
    static final Duration CLAIM_AGE = Duration.ofSeconds(1);
    static final Duration RUN_AGE = Duration.ofSeconds(2);

    private static final int ROWS_MAX = 200_000;
    /** Longer than most users' calendars wait for their next run. */
    private static final Duration REMEMBERED = Duration.ofHours(6);

    /** How often a bucket counted, and when that was read by this node's monotonic clock. */
    private record Count(long changes, long nanos, long round) {}

    /**
     * What is known of a user.
     *
     * @param changes the bucket's count from before it was read
     */
    private record Known(
            long changes,
            UserWishes wishes,
            Map<CalendarRef, StoredCalendar> calendars,
            Map<AccountId, StoredAccount> accounts) {

        Known and(Collection<StoredCalendar> moreCalendars, Collection<StoredAccount> moreAccounts) {
            Map<CalendarRef, StoredCalendar> allCalendars = new HashMap<>(calendars);
            moreCalendars.forEach(one -> allCalendars.put(one.calendar().ref(), one));
            Map<AccountId, StoredAccount> allAccounts = new HashMap<>(accounts);
            moreAccounts.forEach(one -> allAccounts.put(one.account().id(), one));
            return new Known(changes, wishes, allCalendars, allAccounts);
        }

        int rows() {
            return 1 + wishes.schedules().size() + calendars.size() + accounts.size();
        }
    }

    private final EngineSettings engine;
    private final TimeSource time;
    private final Supplier<Set<Integer>> buckets;
    private final Cache<UserId, Known> users;
    private final AtomicReferenceArray<@Nullable Count> counts = new AtomicReferenceArray<>(Buckets.COUNT);
    /** Counts of earlier rounds are read again before they are used. */
    private final AtomicLong round = new AtomicLong();

    /** @param buckets those that this node owns */
    KnownUsers(EngineSettings engine, TimeSource time, Supplier<Set<Integer>> buckets) {
        this.engine = engine;
        this.time = time;
        this.buckets = buckets;
        this.users = Caffeine.newBuilder()
                .maximumWeight(ROWS_MAX)
                .weigher((UserId user, Known known) -> known.rows())
                .expireAfterWrite(REMEMBERED)
                .ticker(time::nanoTime)
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    /** What a claim or a run has to know of one calendar; null where nothing is kept any more. */
    record Facts(
            UserWishes wishes,
            @Nullable StoredCalendar calendar,
            @Nullable StoredAccount account) {}

    /** What is known of work that was just claimed, in its transaction. */
    Map<CalendarRef, Facts> of(StoreTransaction tx, Collection<Lease> leases) {
        return of(tx, leases, CLAIM_AGE);
    }

    /** What is known of a run's calendar, in one of its transactions. */
    Facts of(StoreTransaction tx, Lease lease) {
        return Objects.requireNonNull(of(tx, List.of(lease), RUN_AGE).get(lease.calendar()));
    }

    private Map<CalendarRef, Facts> of(StoreTransaction tx, Collection<Lease> leases, Duration age) {
        Set<UserId> wanted = new LinkedHashSet<>();
        leases.forEach(lease -> wanted.add(lease.user()));
        count(tx, wanted, age);
        Map<UserId, Known> known = known(tx, wanted);
        complete(tx, leases, known);
        Map<CalendarRef, Facts> facts = new HashMap<>();
        for (Lease lease : leases) {
            Known user = Objects.requireNonNull(known.get(lease.user()));
            CalendarRef ref = lease.calendar();
            facts.put(
                    ref,
                    new Facts(
                            user.wishes(),
                            user.calendars().get(ref),
                            user.accounts().get(ref.account())));
        }
        return facts;
    }

    private void count(StoreTransaction tx, Collection<UserId> wanted, Duration age) {
        long now = time.nanoTime();
        long asOf = round.get();
        Set<Integer> old = new HashSet<>();
        for (UserId user : wanted) {
            Count known = counts.get(Buckets.of(user));
            if (known == null || known.round() != asOf || now - known.nanos() > age.toNanos()) {
                old.add(Buckets.of(user));
            }
        }
        if (old.isEmpty()) {
            return;
        }
        // A user's bucket is one of those that the regions of this node have in its place.
        Set<Integer> mine = new HashSet<>();
        for (Integer bucket : buckets.get()) {
            if (old.contains(bucket % Buckets.COUNT)) {
                mine.add(bucket);
            }
        }
        Map<Integer, Long> sums = new HashMap<>();
        if (!mine.isEmpty()) {
            tx.users()
                    .changes(mine)
                    .forEach((bucket, changes) -> sums.merge(bucket % Buckets.COUNT, changes, Long::sum));
        }
        old.forEach(place -> counts.set(place, new Count(sums.getOrDefault(place, 0L), now, asOf)));
    }

    private Map<UserId, Known> known(StoreTransaction tx, Collection<UserId> wanted) {
        Map<UserId, Known> known = new HashMap<>();
        List<UserId> missing = new ArrayList<>();
        for (UserId user : wanted) {
            remembered(user).ifPresentOrElse(one -> known.put(user, one), () -> missing.add(user));
        }
        if (!missing.isEmpty()) {
            UserWishes.read(tx, engine, missing).forEach((user, wishes) -> {
                Count count = Objects.requireNonNull(counts.get(Buckets.of(user)));
                known.put(user, new Known(count.changes(), wishes, Map.of(), Map.of()));
            });
        }
        return known;
    }

    private Optional<Known> remembered(UserId user) {
        Count count = Objects.requireNonNull(counts.get(Buckets.of(user)));
        Known known = users.getIfPresent(user);
        return Optional.ofNullable(known).filter(one -> one.changes() == count.changes());
    }

    /** Reads the rows that are not remembered yet, and remembers them. */
    private void complete(StoreTransaction tx, Collection<Lease> leases, Map<UserId, Known> known) {
        Set<CalendarRef> calendars = new LinkedHashSet<>();
        Map<AccountId, UserId> accounts = new HashMap<>();
        for (Lease lease : leases) {
            Known user = Objects.requireNonNull(known.get(lease.user()));
            if (!user.calendars().containsKey(lease.calendar())) {
                calendars.add(lease.calendar());
            }
            if (!user.accounts().containsKey(lease.calendar().account())) {
                accounts.put(lease.calendar().account(), lease.user());
            }
        }
        Map<UserId, List<StoredCalendar>> moreCalendars = new HashMap<>();
        if (!calendars.isEmpty()) {
            tx.calendars()
                    .find(calendars)
                    .forEach(one -> moreCalendars
                            .computeIfAbsent(one.user(), user -> new ArrayList<>())
                            .add(one));
        }
        Map<UserId, List<StoredAccount>> moreAccounts = new HashMap<>();
        accounts.forEach((id, owner) -> tx.accounts()
                .find(id)
                .ifPresent(one -> moreAccounts
                        .computeIfAbsent(owner, user -> new ArrayList<>())
                        .add(one)));
        known.replaceAll((user, one) -> {
            List<StoredCalendar> theirCalendars = moreCalendars.getOrDefault(user, List.of());
            List<StoredAccount> theirAccounts = moreAccounts.getOrDefault(user, List.of());
            if (theirCalendars.isEmpty() && theirAccounts.isEmpty()) {
                return one;
            }
            Known more = one.and(theirCalendars, theirAccounts);
            users.put(user, more);
            return more;
        });
    }

    /** Something was changed through this engine: the counts are read again before anything is used. */
    void lookAgain() {
        round.incrementAndGet();
    }

    /** What is remembered of a user may be wrong. */
    void forget(UserId user) {
        users.invalidate(user);
    }

    /** How often it helped. */
    CacheFigures figures() {
        CacheStats stats = users.stats();
        return new CacheFigures(
                "users", users.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }
}
