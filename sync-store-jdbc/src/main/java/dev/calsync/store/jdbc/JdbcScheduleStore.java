package dev.calsync.store.jdbc;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.store.Buckets;
import dev.calsync.store.ScheduleStore;
import dev.calsync.store.SkippedFire;
import dev.calsync.store.StoredSchedule;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schedules in two rows each: the wish as it was written, and what changes with every fire. A fire writes the narrow one only.
 * The lock on the narrow row is the schedule's.
 */
final class JdbcScheduleStore extends JdbcDrawer implements ScheduleStore {
    private static final String COLUMNS = """
            SELECT s.schedule_key, s.user_key, u.user_id, s.schedule_id, s.wish, t.next_fire_at, t.paused, t.make_up_runs,
                t.make_up_at, t.skipped_at, t.skipped_calendar, t.skipped_why
            FROM {schedules} s JOIN {schedule_times} t ON t.schedule_key = s.schedule_key
            JOIN {users} u ON u.user_key = s.user_key""";

    private static final Columns<Kept> TIMES = new Columns.Builder<Kept>()
            .number("schedule_key", Kept::key)
            .time("wake_at", kept -> kept.schedule.wakeAt())
            .time("next_fire_at", kept -> kept.schedule.nextFireAt())
            .text("paused", kept -> kept.schedule.paused())
            .integer(
                    "make_up_runs",
                    kept -> kept.schedule.makeUp() == null
                            ? null
                            : kept.schedule.makeUp().runs())
            .time(
                    "make_up_at",
                    kept -> kept.schedule.makeUp() == null
                            ? null
                            : kept.schedule.makeUp().at())
            .time(
                    "skipped_at",
                    kept -> kept.schedule.skipped() == null
                            ? null
                            : kept.schedule.skipped().at())
            .text("skipped_calendar", JdbcScheduleStore::skippedCalendar)
            .text(
                    "skipped_why",
                    kept -> kept.schedule.skipped() == null
                            ? null
                            : kept.schedule.skipped().why())
            .of("schedule_times", 1);

    /** What this transaction has read and nobody else can change meanwhile: numbers and wishes. */
    private final Map<Name, Known> known;

    JdbcScheduleStore(JdbcTransaction transaction) {
        super(transaction);
        this.known = transaction.schedules;
    }

    /** What a schedule is called by its host. */
    record Name(UserId user, ScheduleId id) {
        static Name of(StoredSchedule schedule) {
            return new Name(schedule.user(), schedule.id());
        }
    }

    /** What a schedule is called here, and the text that is kept of it. */
    record Known(long key, String wish) {}

    private record Kept(long key, long userKey, StoredSchedule schedule) {}

    private static @Nullable String skippedCalendar(Kept kept) {
        SkippedFire skipped = kept.schedule.skipped();
        CalendarRef calendar = skipped == null ? null : skipped.calendar();
        return calendar == null ? null : calendar.toString();
    }

    private static String wish(StoredSchedule schedule) {
        ScheduleReading reading = schedule.reading();
        return reading instanceof ScheduleReading.Parked parked
                ? parked.json()
                : schedule.schedule().toJson();
    }

    @Override
    public void put(List<StoredSchedule> schedules) {
        Map<Name, StoredSchedule> latest = new LinkedHashMap<>();
        schedules.forEach(schedule -> latest.put(Name.of(schedule), schedule));
        learn(latest.keySet());
        List<Kept> changed = new ArrayList<>();
        List<Kept> rewritten = new ArrayList<>();
        for (StoredSchedule schedule : latest.values()) {
            Known before = known.get(Name.of(schedule));
            if (before == null) {
                before = create(schedule);
            }
            Kept kept = new Kept(before.key, 0, schedule);
            String wish = wish(schedule);
            if (!wish.equals(before.wish)) {
                known.put(Name.of(schedule), new Known(before.key, wish));
                rewritten.add(kept);
            }
            changed.add(kept);
        }
        batch(
                "UPDATE {schedules} SET wish = ? WHERE schedule_key = ?",
                rewritten,
                (call, kept) -> call.text(wish(kept.schedule)).number(kept.key));
        changed.sort(Comparator.comparing(Kept::key));
        TIMES.update(tx(), changed);
    }

    private void learn(Set<Name> names) {
        Set<Name> missing = new LinkedHashSet<>(names);
        missing.removeAll(known.keySet());
        if (missing.isEmpty()) {
            return;
        }
        call("""
                        SELECT u.user_id, s.schedule_id, s.schedule_key, s.wish
                        FROM {users} u JOIN {schedules} s ON s.user_key = u.user_key
                        WHERE u.user_id IN (?*) AND s.schedule_id IN (?*)""")
                .texts(missing.stream()
                        .map(name -> name.user.value())
                        .distinct()
                        .toList())
                .texts(missing.stream().map(name -> name.id.value()).distinct().toList())
                .list(row -> Map.entry(
                        new Name(UserId.of(row.text()), ScheduleId.of(row.text())),
                        new Known(row.number(), row.text())))
                .stream()
                .filter(entry -> missing.contains(entry.getKey()))
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
    }

    private Known create(StoredSchedule schedule) {
        UserKey user = tx().userKeys().keep(schedule.user());
        String wish = wish(schedule);
        long key = call("INSERT INTO {schedules} (user_key, schedule_id, wish) VALUES (?, ?, ?)")
                .number(user.key())
                .text(schedule.id().value())
                .text(wish)
                .insert("schedule_key");
        call("INSERT INTO {schedule_times} (schedule_key, region, bucket) VALUES (?, ?, ?)")
                .number(key)
                .integer(user.region())
                .integer(user.bucket())
                .update();
        Known created = new Known(key, wish);
        known.put(Name.of(schedule), created);
        return created;
    }

    @Override
    public Optional<StoredSchedule> find(UserId user, ScheduleId id) {
        Optional<Long> key = call("""
                        SELECT s.schedule_key FROM {users} u JOIN {schedules} s ON s.user_key = u.user_key
                        WHERE u.user_id = ? AND s.schedule_id = ?""").text(user.value()).text(id.value()).first(Row::number);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        boolean locked = call("SELECT schedule_key FROM {schedule_times} WHERE schedule_key = ?"
                        + dialect().forUpdate(""))
                .number(key.get())
                .any();
        return locked ? read(List.of(key.get())).stream().findFirst() : Optional.empty();
    }

    /** Schedules that this transaction has locked, in the order of these keys. */
    private List<StoredSchedule> read(List<Long> keys) {
        Map<Long, StoredSchedule> found = new HashMap<>();
        call(COLUMNS + " WHERE s.schedule_key IN (?*)")
                .numbers(keys)
                .list(this::kept)
                .forEach(kept -> found.put(kept.key, kept.schedule));
        return keys.stream().filter(found::containsKey).map(found::get).toList();
    }

    private Kept kept(Row row) throws SQLException {
        long key = row.number();
        long userKey = row.number();
        UserId user = UserId.of(row.text());
        ScheduleId id = ScheduleId.of(row.text());
        String wish = row.text();
        Instant nextFireAt = row.timeOrNull();
        String paused = row.textOrNull();
        Integer makeUpRuns = row.integerOrNull();
        Instant makeUpAt = row.timeOrNull();
        Instant skippedAt = row.timeOrNull();
        String calendar = row.textOrNull();
        String why = row.textOrNull();
        known.put(new Name(user, id), new Known(key, wish));
        return new Kept(
                key,
                userKey,
                new StoredSchedule(
                        id,
                        user,
                        ScheduleReading.of(wish),
                        nextFireAt,
                        paused,
                        makeUpRuns == null || makeUpAt == null ? null : new StoredSchedule.MakeUp(makeUpRuns, makeUpAt),
                        skippedAt == null || why == null
                                ? null
                                : new SkippedFire(
                                        skippedAt, calendar == null ? null : CalendarRef.parse(calendar), why)));
    }

    @Override
    public List<StoredSchedule> ofUsers(Collection<UserId> users) {
        Map<UserId, List<StoredSchedule>> byUser = new LinkedHashMap<>();
        users.forEach(user -> byUser.put(user, new ArrayList<>()));
        call(COLUMNS + " WHERE u.user_id IN (?*) ORDER BY s.schedule_key")
                .texts(users.stream().map(UserId::value).toList())
                .list(this::kept)
                .forEach(kept -> byUser.computeIfAbsent(kept.schedule.user(), user -> new ArrayList<>())
                        .add(kept.schedule));
        return byUser.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void delete(UserId user, ScheduleId id) {
        UserKey key = tx().userKeys().find(user);
        if (key == null) {
            return;
        }
        int deleted = call("DELETE FROM {schedules} WHERE user_key = ? AND schedule_id = ?")
                .number(key.key())
                .text(id.value())
                .update();
        known.remove(new Name(user, id));
        if (deleted > 0) {
            tx().userKeys().dropIfEmpty(user);
        }
    }

    @Override
    public List<StoredSchedule> due(Set<Integer> buckets, Instant now, int limit) {
        tx();
        List<Long> keys = new ArrayList<>();
        JdbcWorkStore.byRegion(buckets).forEach((region, own) -> {
            int room = limit - keys.size();
            if (room > 0) {
                boolean all = own.size() == Buckets.COUNT;
                Call call = call("SELECT schedule_key FROM {schedule_times} WHERE region = ? AND wake_at <= ? "
                                + (all ? "" : "AND bucket IN (?*) ")
                                + "ORDER BY region, wake_at, schedule_key LIMIT ?"
                                + dialect().forUpdateSkipLocked(""))
                        .integer(region)
                        .time(now);
                keys.addAll((all ? call : call.integers(own)).integer(room).list(Row::number));
            }
        });
        return keys.isEmpty()
                ? List.of()
                : read(keys).stream()
                        .sorted(Comparator.comparing(schedule -> schedule.wakeAt() == null ? now : schedule.wakeAt()))
                        .toList();
    }

    @Override
    public Optional<Instant> nextFire(Set<Integer> buckets) {
        tx();
        return JdbcWorkStore.byRegion(buckets).entrySet().stream()
                .flatMap(entry -> nextFire(entry.getKey(), entry.getValue()).stream())
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> nextFire(int region, Set<Integer> buckets) {
        boolean all = buckets.size() == Buckets.COUNT;
        Call call = call("SELECT wake_at FROM {schedule_times} WHERE region = ? AND wake_at IS NOT NULL "
                        + (all ? "" : "AND bucket IN (?*) ") + "ORDER BY region, wake_at, schedule_key LIMIT 1")
                .integer(region);
        return (all ? call : call.integers(buckets)).first(Row::time);
    }
}
