package dev.calsync.store.jdbc;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What hosts asked for in transactions of their own. Those may be long, so they lock nothing here: they add a row, and when it is
 * committed the bucket's owner makes it a request. The owner looks when it is told, and every so often. Thread-safe.
 */
final class Inbox {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 500;

    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Instant next = Instant.MIN;

    private record Entry(long key, long calendar, SyncType type, Priority priority, Instant dueAt) {}

    /** Something may have come. */
    void tell() {
        told.set(true);
    }

    /** Puts requests in. Returns the buckets they are for. */
    static Set<Integer> add(
            JdbcTransaction tx, UserId user, Collection<CalendarRef> calendars, SyncType type, Priority priority) {
        List<CalendarKey> keys = new ArrayList<>();
        for (CalendarRef calendar : calendars) {
            CalendarKey key = tx.calendarKeys().find(calendar);
            if (key == null || !key.user().equals(user)) {
                throw new IllegalArgumentException(
                        calendar + " is not kept for user " + user + ": connect its account first");
            }
            keys.add(key);
        }
        Instant now = tx.now();
        tx.batch(
                "INSERT INTO {inbox} (calendar_key, region, bucket, type, priority, due_at) VALUES (?, ?, ?, ?, ?, ?)",
                keys,
                (call, key) -> call.number(key.key())
                        .integer(Regions.of(key.bucket()))
                        .integer(key.bucket())
                        .integer(Codes.TYPE.of(type))
                        .integer(Codes.PRIORITY.of(priority))
                        .time(now));
        Set<Integer> buckets = new TreeSet<>();
        keys.forEach(key -> buckets.add(key.bucket()));
        return buckets;
    }

    /** Makes requests of what is there for these buckets, if it is time to look. */
    void empty(JdbcTransaction tx, Set<Integer> buckets) {
        Instant now = tx.now();
        Instant planned = next;
        boolean early = now.isBefore(planned) && !planned.isAfter(now.plus(LOOK_EVERY));
        if (buckets.isEmpty() || (!told.getAndSet(false) && early)) {
            return;
        }
        next = now.plus(LOOK_EVERY);
        boolean more = false;
        for (Map.Entry<Integer, Set<Integer>> region :
                JdbcWorkStore.byRegion(buckets).entrySet()) {
            more |= empty(tx, region.getKey(), region.getValue());
        }
        if (more) {
            tell();
        }
    }

    private static boolean empty(JdbcTransaction tx, int region, Set<Integer> buckets) {
        boolean all = buckets.size() == Buckets.COUNT;
        Call call = tx.call("SELECT request_key, calendar_key, type, priority, due_at FROM {inbox} WHERE region = ? "
                        + (all ? "" : "AND bucket IN (?*) ") + "ORDER BY region, request_key LIMIT ?"
                        + tx.dialect().forUpdateSkipLocked(""))
                .integer(region);
        List<Entry> entries = (all ? call : call.integers(buckets))
                .integer(AT_ONCE)
                .list(row -> new Entry(
                        row.number(),
                        row.number(),
                        Codes.TYPE.word(row.integer()),
                        Codes.PRIORITY.word(row.integer()),
                        row.time()));
        if (!entries.isEmpty()) {
            request(tx, entries);
            tx.forKeys(
                    "DELETE FROM {inbox} WHERE region = " + region + " AND request_key IN (?*)",
                    entries.stream().map(Entry::key).toList());
        }
        return entries.size() == AT_ONCE;
    }

    /** What is for calendars that are gone meanwhile is for nobody. */
    private static void request(JdbcTransaction tx, List<Entry> entries) {
        Set<Long> calendars = new TreeSet<>();
        entries.forEach(entry -> calendars.add(entry.calendar));
        WorkRows work = new WorkRows(tx);
        Map<Long, WorkRows.Kept> rows = new HashMap<>();
        work.lock(calendars).forEach(row -> rows.put(row.key(), row));
        Map<Long, WorkRows.Kept> changed = new HashMap<>();
        Map<Long, Owner> owners = owners(tx, rows.keySet());
        for (Entry entry : entries) {
            WorkRows.Kept kept = rows.get(entry.calendar);
            Owner owner = owners.get(entry.calendar);
            if (kept != null && owner != null) {
                WorkRow<Long> next = kept.row()
                        .requested(
                                new WorkRequest(
                                        owner.calendar,
                                        owner.user,
                                        entry.type,
                                        entry.priority,
                                        entry.dueAt,
                                        WorkCause.EVENT),
                                tx.now());
                rows.put(entry.calendar, kept.row(next));
                changed.put(entry.calendar, kept.row(next));
            }
        }
        work.update(new TreeSet<>(changed.keySet()).stream().map(changed::get).toList());
    }

    private record Owner(CalendarRef calendar, UserId user) {}

    private static Map<Long, Owner> owners(JdbcTransaction tx, Set<Long> calendars) {
        Map<Long, Owner> owners = new HashMap<>();
        tx.call("""
                        SELECT c.calendar_key, a.account_id, c.calendar_id, u.user_id
                        FROM {calendars} c JOIN {accounts} a ON a.account_key = c.account_key
                        JOIN {users} u ON u.user_key = c.user_key WHERE c.calendar_key IN (?*)""")
                .numbers(calendars)
                .list(row -> Map.entry(
                        row.number(),
                        new Owner(new CalendarRef(AccountId.of(row.text()), row.text()), UserId.of(row.text()))))
                .forEach(entry -> owners.put(entry.getKey(), entry.getValue()));
        return owners;
    }
}
