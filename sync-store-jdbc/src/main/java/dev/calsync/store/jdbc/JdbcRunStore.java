package dev.calsync.store.jdbc;

import dev.calsync.job.JobStatus;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.RunId;
import dev.calsync.model.UserId;
import dev.calsync.store.RunQuery;
import dev.calsync.store.RunRecord;
import dev.calsync.store.RunStore;
import dev.calsync.store.WorkDemand;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of runs: one row each, added and, by age, dropped. Along its key lie a calendar's runs in the order in which they
 * ended; a user's are those of the calendars, merged.
 */
final class JdbcRunStore extends JdbcDrawer implements RunStore {
    private static final String COLUMNS = """
            r.run_key, r.run_id, r.demand_bits, r.demand_due, r.demand_since, r.demand_schedule, r.attempt, r.started_at,
            r.ended_at, r.node_name, r.outcome, r.counts, r.next_at, r.detail""";

    private static final Columns<Ended> ROWS = new Columns.Builder<Ended>()
            .number("calendar_key", ended -> ended.calendar.key())
            .time("ended_at", ended -> ended.run.endedAt())
            .time("started_at", ended -> ended.run.startedAt())
            .time("next_at", ended -> ended.run.nextAt())
            .integer("demand_bits", ended -> DemandColumns.bits(ended.run.demand()))
            .time("demand_due", ended -> ended.run.demand().dueAt())
            .time("demand_since", ended -> ended.run.demand().owedSince())
            .text("demand_schedule", ended -> DemandColumns.schedule(ended.run.demand()))
            .integer("attempt", ended -> ended.run.attempt())
            .integer("outcome", ended -> Codes.JOB_STATUS.of(ended.run.outcome()))
            .text("run_id", ended -> ended.run.id().value())
            .text("node_name", ended -> ended.run.node())
            .bytes("counts", ended -> RunCounts.bytes(ended.run.report(), ended.run.cost()))
            .text("detail", ended -> ended.run.detail())
            .of("runs", 2);

    JdbcRunStore(JdbcTransaction transaction) {
        super(transaction);
    }

    private record Ended(CalendarKey calendar, RunRecord run) {}

    /** A run and its place among those that ended at the same time. */
    private record Placed(RunRecord run, long key) {}

    @Override
    public void append(List<RunRecord> runs) {
        Map<CalendarRef, CalendarKey> calendars =
                tx().calendarKeys().find(runs.stream().map(RunRecord::calendar).toList());
        List<Ended> ended = new ArrayList<>(runs.size());
        for (RunRecord run : runs) {
            CalendarKey calendar = calendars.get(run.calendar());
            if (calendar != null) {
                ended.add(new Ended(calendar, run));
                tx().runPruning().ran(calendar.key(), run.id().value());
            }
        }
        ROWS.insert(tx(), ended);
    }

    @Override
    public List<RunRecord> ofCalendar(CalendarRef calendar, int limit) {
        CalendarKey key = calendarOf(calendar);
        return key == null ? List.of() : runs(placed(calendar, key, RunQuery.newest(limit), null));
    }

    @Override
    public List<RunRecord> ofUser(UserId user, RunQuery query) {
        UserKey key = tx().userKeys().find(user);
        if (key == null || query.limit() == 0) {
            return List.of();
        }
        RunRecord after = query.after();
        Placed last = after == null ? null : place(after);
        CalendarRef only = query.calendar();
        List<Map.Entry<CalendarRef, CalendarKey>> calendars = call("""
                        SELECT a.account_id, c.calendar_id, c.calendar_key, a.provider
                        FROM {calendars} c JOIN {accounts} a ON a.account_key = c.account_key WHERE c.user_key = ?""")
                .number(key.key())
                .list(row -> Map.entry(
                        new CalendarRef(AccountId.of(row.text()), row.text()),
                        new CalendarKey(row.number(), key.key(), user, ProviderId.of(row.text()), key.bucket())));
        List<Placed> merged = new ArrayList<>();
        for (Map.Entry<CalendarRef, CalendarKey> calendar : calendars) {
            if (only == null || only.equals(calendar.getKey())) {
                merged.addAll(placed(calendar.getKey(), calendar.getValue(), query, last));
            }
        }
        merged.sort(Comparator.comparing((Placed placed) -> placed.run.endedAt())
                .thenComparing(Placed::key)
                .reversed());
        return runs(merged.size() <= query.limit() ? merged : merged.subList(0, query.limit()));
    }

    private static List<RunRecord> runs(List<Placed> placed) {
        return placed.stream().map(Placed::run).toList();
    }

    /** Where a run is in the order of all; where it was, if it is forgotten by now. */
    private Placed place(RunRecord run) {
        CalendarKey calendar = calendarOf(run.calendar());
        long key = calendar == null
                ? Long.MIN_VALUE
                : call("SELECT run_key FROM {runs} WHERE calendar_key = ? AND ended_at = ? AND run_id = ?")
                        .number(calendar.key())
                        .time(run.endedAt())
                        .text(run.id().value())
                        .first(Row::number)
                        .orElse(Long.MIN_VALUE);
        return new Placed(run, key);
    }

    private List<Placed> placed(CalendarRef ref, CalendarKey calendar, RunQuery query, @Nullable Placed last) {
        StringBuilder where = new StringBuilder("r.calendar_key = ?");
        if (last != null) {
            where.append(" AND r.ended_at <= ? AND (r.ended_at < ? OR r.run_key < ?)");
        }
        if (query.from() != null) {
            where.append(" AND r.ended_at >= ?");
        }
        if (query.until() != null) {
            where.append(" AND r.ended_at < ?");
        }
        if (query.schedule() != null) {
            where.append(" AND r.demand_schedule = ?");
        }
        if (!query.outcomes().isEmpty()) {
            where.append(" AND r.outcome IN (?*)");
        }
        Call call = call("SELECT " + COLUMNS + " FROM {runs} r WHERE " + where
                        + " ORDER BY r.calendar_key DESC, r.ended_at DESC, r.run_key DESC LIMIT ?")
                .number(calendar.key());
        if (last != null) {
            call.time(last.run.endedAt()).time(last.run.endedAt()).number(last.key);
        }
        if (query.from() != null) {
            call.time(query.from());
        }
        if (query.until() != null) {
            call.time(query.until());
        }
        if (query.schedule() != null) {
            call.text(query.schedule().value());
        }
        if (!query.outcomes().isEmpty()) {
            call.integers(query.outcomes().stream().map(Codes.JOB_STATUS::of).toList());
        }
        return call.integer(query.limit()).list(row -> read(row, ref, calendar));
    }

    private static Placed read(Row row, CalendarRef ref, CalendarKey calendar) throws SQLException {
        long key = row.number();
        RunId id = RunId.of(row.text());
        WorkDemand demand = DemandColumns.read(row);
        int attempt = row.integer();
        Instant startedAt = row.time();
        Instant endedAt = row.time();
        String node = row.text();
        JobStatus outcome = Codes.JOB_STATUS.word(row.integer());
        byte[] counts = row.bytesOrNull();
        return new Placed(
                new RunRecord(
                        id,
                        ref,
                        calendar.user(),
                        demand,
                        attempt,
                        startedAt,
                        endedAt,
                        node,
                        outcome,
                        RunCounts.report(counts),
                        RunCounts.cost(counts),
                        row.timeOrNull(),
                        row.textOrNull()),
                key);
    }

    @Override
    public int prune(Instant before, int keep, int limit) {
        tx();
        return tx().runPruning().prune(tx(), before, keep, limit);
    }

    /** Forgets a calendar's runs. */
    void forget(long calendarKey) {
        call("DELETE FROM {runs} WHERE calendar_key = ?").number(calendarKey).update();
    }
}
