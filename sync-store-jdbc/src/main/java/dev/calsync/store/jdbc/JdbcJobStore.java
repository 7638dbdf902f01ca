package dev.calsync.store.jdbc;

import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import dev.calsync.store.JobStore;
import dev.calsync.store.StoredJob;
import dev.calsync.store.WorkItem;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Jobs, each with a row for every calendar it asks for. Changes lock the job's row first, in the order of the keys. */
final class JdbcJobStore extends JdbcDrawer implements JobStore {
    private static final String COLUMNS = """
            SELECT j.job_key, j.job_id, u.user_id, j.type, j.priority, j.scheduled_at, j.status, j.retry_count,
                j.max_retries, j.wanted_at, j.final_at
            FROM {jobs} j JOIN {users} u ON u.user_key = j.user_key""";

    JdbcJobStore(JdbcTransaction transaction) {
        super(transaction);
    }

    /** A job and its number. */
    private record Kept(long key, StoredJob job, @Nullable Instant finalAt) {}

    /** A job's row without its calendars. */
    private record Head(
            long key,
            JobId id,
            UserId user,
            SyncType type,
            Priority priority,
            Instant scheduledAt,
            JobStatus status,
            int retryCount,
            int maxRetries,
            Instant wantedAt,
            @Nullable Instant finalAt) {

        SyncJob of(Collection<CalendarRef> calendars) {
            return new SyncJob(
                    id, user, List.copyOf(calendars), type, priority, scheduledAt, status, retryCount, maxRetries);
        }
    }

    @Override
    public void add(StoredJob job) {
        UserId user = job.job().userId();
        Map<CalendarRef, CalendarKey> calendars =
                tx().calendarKeys().find(job.asked().keySet());
        for (CalendarRef ref : job.asked().keySet()) {
            if (!calendar(ref).user().equals(user)) {
                throw new IllegalArgumentException(ref + " is not user " + user + "'s");
            }
        }
        UserKey key = tx().userKeys().find(user);
        if (key == null) {
            throw new IllegalArgumentException("user " + user + " has no calendars that a job could ask for");
        }
        boolean kept = call("SELECT job_key FROM {jobs} WHERE user_key = ? AND job_id = ?")
                .number(key.key())
                .text(job.job().id().value())
                .any();
        if (kept) {
            throw new IllegalArgumentException("job " + job.job().id() + " is kept already");
        }
        insert(key.key(), job, calendars);
    }

    private void insert(long userKey, StoredJob job, Map<CalendarRef, CalendarKey> calendars) {
        SyncJob request = job.job();
        long key = call("""
                        INSERT INTO {jobs} (user_key, job_id, type, priority, scheduled_at, status, retry_count,
                            max_retries, wanted_at, final_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .number(userKey)
                .text(request.id().value())
                .integer(Codes.TYPE.of(request.type()))
                .integer(Codes.PRIORITY.of(request.priority()))
                .time(request.scheduledAt())
                .integer(Codes.JOB_STATUS.of(request.status()))
                .integer(request.retryCount())
                .integer(request.maxRetries())
                .time(job.wantedAt())
                .time(job.isFinal() ? tx().now() : null)
                .insert("job_key");
        List<CalendarRef> order = new ArrayList<>(request.calendarIds());
        job.asked().keySet().stream().filter(ref -> !order.contains(ref)).forEach(order::add);
        batch(
                "INSERT INTO {job_calendars} (job_key, calendar_key, place, asked, outcome) VALUES (?, ?, ?, ?, ?)",
                job.asked().entrySet(),
                (call, asked) -> call.number(key)
                        .number(Objects.requireNonNull(calendars.get(asked.getKey()))
                                .key())
                        .integer(order.indexOf(asked.getKey()))
                        .number(asked.getValue())
                        .numberOrNull(code(job.outcomes().get(asked.getKey()))));
    }

    private static @Nullable Long code(@Nullable JobStatus outcome) {
        return outcome == null ? null : (long) Codes.JOB_STATUS.of(outcome);
    }

    @Override
    public void put(StoredJob job) {
        Optional<Kept> kept = lock(
                        " WHERE u.user_id = ? AND j.job_id = ? AND j.final_at IS NULL",
                        call -> call.text(job.job().userId().value())
                                .text(job.job().id().value()))
                .stream()
                .findFirst();
        kept.ifPresent(before -> update(before, job));
    }

    /** Writes what can change of a job: not which calendars it asks for, nor for what. */
    private void update(Kept before, StoredJob job) {
        SyncJob request = job.job();
        call("UPDATE {jobs} SET priority = ?, scheduled_at = ?, status = ?, retry_count = ?, final_at = ? "
                        + "WHERE job_key = ?")
                .integer(Codes.PRIORITY.of(request.priority()))
                .time(request.scheduledAt())
                .integer(Codes.JOB_STATUS.of(request.status()))
                .integer(request.retryCount())
                .time(before.finalAt != null || !job.isFinal() ? before.finalAt : tx().now())
                .number(before.key)
                .update();
        Map<CalendarRef, CalendarKey> calendars =
                tx().calendarKeys().find(job.asked().keySet());
        List<CalendarRef> changed = job.asked().keySet().stream()
                .filter(ref -> calendars.containsKey(ref)
                        && !(Objects.equals(
                                        job.asked().get(ref), before.job.asked().get(ref))
                                && Objects.equals(
                                        job.outcomes().get(ref),
                                        before.job.outcomes().get(ref))))
                .toList();
        batch(
                "UPDATE {job_calendars} SET asked = ?, outcome = ? WHERE job_key = ? AND calendar_key = ?",
                changed,
                (call, ref) -> call.number(Objects.requireNonNull(job.asked().get(ref)))
                        .numberOrNull(code(job.outcomes().get(ref)))
                        .number(before.key)
                        .number(Objects.requireNonNull(calendars.get(ref)).key()));
    }

    @Override
    public Optional<StoredJob> find(UserId user, JobId id) {
        return asOfNow(read(call(COLUMNS + " WHERE u.user_id = ? AND j.job_id = ?")
                        .text(user.value())
                        .text(id.value())))
                .stream()
                .findFirst();
    }

    @Override
    public List<StoredJob> ofUser(UserId user, int limit) {
        return asOfNow(read(call(COLUMNS + " WHERE u.user_id = ? ORDER BY j.job_key DESC LIMIT ?")
                .text(user.value())
                .integer(limit)));
    }

    @Override
    public List<StoredJob> ofCalendar(CalendarRef calendar, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null
                ? List.of()
                : asOfNow(read(call(COLUMNS + " JOIN {job_calendars} a ON a.job_key = j.job_key "
                                + "WHERE a.calendar_key = ? ORDER BY a.job_key DESC LIMIT ?")
                        .number(key.key())
                        .integer(limit)));
    }

    @Override
    public void settle(List<Settlement> settlements) {
        Map<CalendarRef, CalendarKey> calendars = tx().calendarKeys()
                .find(settlements.stream().map(Settlement::calendar).toList());
        if (calendars.isEmpty()) {
            return;
        }
        Set<Long> waiting = new TreeSet<>(
                call("SELECT DISTINCT job_key FROM {job_calendars} WHERE calendar_key IN (?*) AND outcome IS NULL")
                        .numbers(calendars.values().stream()
                                .map(CalendarKey::key)
                                .toList())
                        .list(Row::number));
        if (waiting.isEmpty()) {
            return;
        }
        for (Kept kept : lock(" WHERE j.job_key IN (?*)", call -> call.numbers(waiting))) {
            StoredJob settled = kept.job;
            for (Settlement settlement : settlements) {
                settled = settled.settled(settlement);
            }
            if (!settled.equals(kept.job)) {
                update(kept, settled);
            }
        }
    }

    @Override
    public int prune(Instant before, int limit) {
        List<Long> old = call("SELECT job_key FROM {jobs} WHERE final_at < ? ORDER BY final_at, job_key LIMIT ?"
                        + dialect().forUpdateSkipLocked(""))
                .time(before)
                .integer(limit)
                .list(Row::number);
        tx().forKeys("DELETE FROM {jobs} WHERE job_key IN (?*)", old);
        return old.size();
    }

    /** Takes a calendar out of the jobs that name it; a job that has none left is forgotten. */
    void forget(CalendarRef calendar, long calendarKey) {
        Set<Long> naming = new TreeSet<>(call("SELECT job_key FROM {job_calendars} WHERE calendar_key = ?")
                .number(calendarKey)
                .list(Row::number));
        if (naming.isEmpty()) {
            return;
        }
        List<Kept> kept = lock(" WHERE j.job_key IN (?*)", call -> call.numbers(naming));
        call("DELETE FROM {job_calendars} WHERE calendar_key = ?")
                .number(calendarKey)
                .update();
        for (Kept job : kept) {
            Optional<StoredJob> rest = job.job.without(calendar);
            if (rest.isPresent()) {
                update(job, rest.get());
            } else {
                call("DELETE FROM {jobs} WHERE job_key = ?").number(job.key).update();
            }
        }
    }

    private interface Binding {
        Call to(Call call);
    }

    /** Jobs that nobody else changes until the transaction ends. */
    private List<Kept> lock(String where, Binding binding) {
        List<Long> keys = binding.to(
                        call("SELECT j.job_key FROM {jobs} j JOIN {users} u ON u.user_key = j.user_key" + where))
                .list(Row::number);
        if (keys.isEmpty()) {
            return List.of();
        }
        call("SELECT job_key FROM {jobs}" + dialect().byKey() + " WHERE job_key IN (?*) ORDER BY job_key"
                        + dialect().forUpdate(""))
                .numbers(new TreeSet<>(keys))
                .list(Row::number);
        return read(binding.to(call(COLUMNS + where + " ORDER BY j.job_key")));
    }

    /** The jobs of a query, in its order, with their calendars. */
    private List<Kept> read(Call query) {
        List<Head> heads = query.list(JdbcJobStore::head);
        if (heads.isEmpty()) {
            return List.of();
        }
        Map<Long, Map<CalendarRef, Asked>> asked = new HashMap<>();
        call("""
                        SELECT o.job_key, a.account_id, c.calendar_id, o.asked, o.outcome
                        FROM {job_calendars} o JOIN {calendars} c ON c.calendar_key = o.calendar_key
                        JOIN {accounts} a ON a.account_key = c.account_key
                        WHERE o.job_key IN (?*) ORDER BY o.job_key, o.place""")
                .numbers(heads.stream().map(Head::key).toList())
                .list(Asked::read)
                .forEach(one -> asked.computeIfAbsent(one.job, key -> new LinkedHashMap<>())
                        .put(one.calendar, one));
        return heads.stream()
                .map(head -> kept(head, asked.getOrDefault(head.key, Map.of())))
                .toList();
    }

    private record Asked(
            long job,
            CalendarRef calendar,
            long generation,
            @Nullable Integer outcome) {
        static Asked read(Row row) throws SQLException {
            return new Asked(
                    row.number(),
                    new CalendarRef(AccountId.of(row.text()), row.text()),
                    row.number(),
                    row.integerOrNull());
        }
    }

    private static Head head(Row row) throws SQLException {
        return new Head(
                row.number(),
                JobId.of(row.text()),
                UserId.of(row.text()),
                Codes.TYPE.word(row.integer()),
                Codes.PRIORITY.word(row.integer()),
                row.time(),
                Codes.JOB_STATUS.word(row.integer()),
                row.integer(),
                row.integer(),
                row.time(),
                row.timeOrNull());
    }

    private static Kept kept(Head head, Map<CalendarRef, Asked> calendars) {
        Map<CalendarRef, Long> asked = new HashMap<>();
        Map<CalendarRef, JobStatus> outcomes = new HashMap<>();
        calendars.forEach((ref, one) -> {
            asked.put(ref, one.generation);
            if (one.outcome != null) {
                outcomes.put(ref, Codes.JOB_STATUS.word(one.outcome));
            }
        });
        return new Kept(
                head.key, new StoredJob(head.of(calendars.keySet()), asked, outcomes, head.wantedAt), head.finalAt);
    }

    private List<StoredJob> asOfNow(List<Kept> jobs) {
        Set<CalendarRef> open = new LinkedHashSet<>();
        jobs.forEach(kept -> open.addAll(kept.job.open()));
        Map<CalendarRef, WorkItem> work = open.isEmpty() ? Map.of() : work(open);
        return jobs.stream()
                .map(kept -> kept.job.asOf(calendar -> Optional.ofNullable(work.get(calendar))))
                .toList();
    }

    private Map<CalendarRef, WorkItem> work(Collection<CalendarRef> calendars) {
        Map<CalendarRef, WorkItem> found = new HashMap<>();
        new JdbcWorkStore(tx()).find(calendars).forEach(item -> found.put(item.calendar(), item));
        return found;
    }
}
