package dev.calsync.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forgets old runs. What is too old is found by its age. What is too much of one calendar is looked for calendar by calendar,
 * some at each call and on from where the last one stopped, because to count all of a history would take longer than to
 * write it. Thread-safe.
 */
final class RunPruning {
    private static final int CALENDARS_AT_ONCE = 2_000;

    private final AtomicLong lookedUpTo = new AtomicLong(Long.MIN_VALUE);

    private record Run(long calendar, Instant endedAt, long key) {}

    int prune(JdbcTransaction tx, Instant before, int keep, int limit) {
        int pruned = delete(
                tx,
                tx.call("SELECT calendar_key, ended_at, run_key FROM {runs} WHERE ended_at < ? LIMIT ?")
                        .time(before)
                        .integer(limit)
                        .list(row -> new Run(row.number(), row.time(), row.number())));
        return pruned >= limit ? pruned : pruned + pruneExcess(tx, keep, limit - pruned);
    }

    private int pruneExcess(JdbcTransaction tx, int keep, int limit) {
        long from = lookedUpTo.get();
        List<Long> calendars = next(tx, from);
        if (calendars.isEmpty() && from != Long.MIN_VALUE) {
            from = Long.MIN_VALUE;
            calendars = next(tx, from);
        }
        int pruned = 0;
        long reached = from;
        for (long calendar : calendars) {
            if (pruned >= limit) {
                break;
            }
            pruned += pruneCalendar(tx, calendar, keep, limit - pruned);
            reached = pruned < limit ? calendar : reached;
        }
        lookedUpTo.set(calendars.size() < CALENDARS_AT_ONCE && pruned < limit ? Long.MIN_VALUE : reached);
        return pruned;
    }

    private static List<Long> next(JdbcTransaction tx, long from) {
        return tx.call("SELECT calendar_key FROM {calendars} WHERE calendar_key > ? ORDER BY calendar_key LIMIT ?")
                .number(from)
                .integer(CALENDARS_AT_ONCE)
                .list(Row::number);
    }

    private static int pruneCalendar(JdbcTransaction tx, long calendar, int keep, int limit) {
        return delete(
                tx,
                tx.call("SELECT calendar_key, ended_at, run_key FROM {runs} WHERE calendar_key = ? "
                                + "ORDER BY calendar_key DESC, ended_at DESC, run_key DESC LIMIT ? OFFSET ?")
                        .number(calendar)
                        .integer(limit)
                        .integer(keep)
                        .list(row -> new Run(row.number(), row.time(), row.number())));
    }

    private static int delete(JdbcTransaction tx, List<Run> runs) {
        int deleted = 0;
        for (int count : tx.batch(
                "DELETE FROM {runs} WHERE calendar_key = ? AND ended_at = ? AND run_key = ?",
                runs,
                (call, run) -> call.number(run.calendar).time(run.endedAt).number(run.key))) {
            deleted += Math.max(0, count);
        }
        return deleted;
    }
}
