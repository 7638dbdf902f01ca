package dev.calsync.examples.bench.queue;

import dev.calsync.auth.Sealed;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.Account;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.provider.Checkpoint;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.Buckets;
import dev.calsync.store.LiveNode;
import dev.calsync.store.StoredAccount;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredFeed;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Users with ten calendars each, as if they had connected them; calendars have numbers. It only asks for work, and runs none.
 * Thread-safe.
 */
final class Crowd {
    /** Calendars of this kind need nothing done. */
    static final ProviderId NOTHING = ProviderId.of("nothing");

    /** Calendars of this kind are synchronised, and nothing has changed. */
    static final ProviderId SCRIPTED = ProviderId.of("scripted");

    /** Who owns half of everything, where somebody does. */
    static final UserId BIG = UserId.of("big");

    static final int CALENDARS_OF_A_USER = 10;

    private static final Duration NOT_YET = Duration.ofDays(1);
    private static final int ASKED_AT_ONCE = 5_000;
    private static final String PARTITION = "all";

    private final SyncStore store;
    private final int firstAccountOfBig;

    /** @param firstAccountOfBig the number of the first account that {@link #BIG} owns */
    Crowd(SyncStore store, int firstAccountOfBig) {
        this.store = store;
        this.firstAccountOfBig = firstAccountOfBig;
    }

    /** One without a big user. */
    Crowd(SyncStore store) {
        this(store, Integer.MAX_VALUE);
    }

    static String calendarId(int number) {
        return "c" + number % CALENDARS_OF_A_USER;
    }

    static CalendarRef calendar(int number) {
        return new CalendarRef(account(number / CALENDARS_OF_A_USER), calendarId(number));
    }

    static int number(CalendarRef calendar) {
        return Integer.parseInt(calendar.account().value().substring("account-".length())) * CALENDARS_OF_A_USER
                + calendar.calendarId().charAt(1)
                - '0';
    }

    private static AccountId account(int number) {
        return AccountId.of("account-" + number);
    }

    /** Whose account this is. */
    UserId owner(int account) {
        return account < firstAccountOfBig ? UserId.of("user-" + account) : BIG;
    }

    /**
     * An account with its ten calendars, and its user.
     *
     * @param account its number
     * @param kind of the calendars
     * @param wish each calendar has such a schedule of its own; null if there are no schedules
     */
    void settle(int account, ProviderId kind, @Nullable SyncSchedule wish) {
        UserId user = owner(account);
        AccountId id = account(account);
        List<CalendarRef> calendars = IntStream.range(0, CALENDARS_OF_A_USER)
                .mapToObj(number -> calendar(account * CALENDARS_OF_A_USER + number))
                .toList();
        List<StoredSchedule> schedules = wish == null ? List.of() : schedules(user, calendars, wish);
        store.inTransaction(tx -> {
            tx.accounts().put(new StoredAccount(new Account(id, user, kind, user.value(), Map.of()), Sealed.NOTHING));
            tx.calendars()
                    .put(calendars.stream()
                            .map(ref -> new StoredCalendar(user, new RemoteCalendar(ref, ref.calendarId(), true), null))
                            .toList());
            if (kind.equals(SCRIPTED)) {
                StoredFeed synced = new StoredFeed(PARTITION, new Checkpoint("0", PARTITION), 1, null);
                calendars.forEach(ref -> tx.checkpoints().put(ref, synced));
            }
            tx.schedules().put(schedules);
            return true;
        });
    }

    private List<StoredSchedule> schedules(UserId user, List<CalendarRef> calendars, SyncSchedule wish) {
        Instant later = store.now().plus(NOT_YET);
        return calendars.stream()
                .map(ref -> new StoredSchedule(
                        ScheduleId.of("schedule-" + ref.account().value() + "-" + ref.calendarId()),
                        user,
                        wish.calendars(ref),
                        later,
                        null))
                .toList();
    }

    /**
     * Asks for calendars to be synchronised, with as many statements as it takes.
     *
     * @param from the number of the first
     * @param due when; already, if that is in the past
     */
    void request(int from, int count, Instant due) {
        for (int begin = from; begin < from + count; begin += ASKED_AT_ONCE) {
            int first = begin;
            int end = Math.min(begin + ASKED_AT_ONCE, from + count);
            store.inTransaction(tx -> tx.work()
                    .request(IntStream.range(first, end)
                            .mapToObj(number -> request(number, due.isAfter(tx.now()) ? due : tx.now()))
                            .toList()));
        }
    }

    /** Asks at once for these calendars, due now, in one transaction. */
    void requestNow(List<Integer> numbers) {
        store.inTransaction(tx -> tx.work()
                .request(numbers.stream()
                        .map(number -> request(number, tx.now()))
                        .toList()));
    }

    private WorkRequest request(int number, Instant due) {
        return new WorkRequest(
                calendar(number),
                owner(number / CALENDARS_OF_A_USER),
                SyncType.INCREMENTAL,
                Priority.NORMAL,
                due,
                WorkCause.REQUEST);
    }

    Instant now() {
        return store.now();
    }

    /** Whether so many nodes share the buckets fairly. */
    boolean shared(int nodes) {
        List<LiveNode> live = store.inTransaction(tx -> tx.nodes().live());
        int fair = (Buckets.COUNT + nodes - 1) / nodes;
        return live.size() == nodes
                && live.stream().mapToInt(LiveNode::buckets).sum() == Buckets.COUNT
                && live.stream().allMatch(node -> node.buckets() <= fair);
    }
}
