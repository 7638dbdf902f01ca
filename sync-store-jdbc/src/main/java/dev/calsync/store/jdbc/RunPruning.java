package dev.calsync.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forgets old runs without an index by age and without ever counting a whole history; both would cost more than to write it.
 *
 * <p>What is too old is looked for calendar by calendar along the history's key, some thousand calendars at each call and on
 * from where the last one stopped. Calendars with too many runs are among those that ran lately: some of these are
 * remembered, all while there are few, and looked at. What is remembered is lost with the process and comes back with the next
 * runs. Thread-safe.
 */
final class RunPruning {
    private static final int CALENDARS_AT_ONCE = 5_000;
    /** So many calendars that ran are remembered in any case; of more, one run in 32 is, up to the most. */
    private static final int FEW = 1_000;

    private static final int MOST = 50_000;
    private static final int SAMPLE = 31;

    private final AtomicLong lookedUpTo = new AtomicLong(Long.MIN_VALUE);
    private final Set<Long> ranLately = ConcurrentHashMap.newKeySet();

    private record Run(long calendar, Instant endedAt, long key) {}

    /** A calendar ran. */
    void ran(long calendar, String run) {
        int remembered = ranLately.size();
        if (remembered < FEW || (remembered < MOST && (run.hashCode() & SAMPLE) == 0)) {
            ranLately.add(calendar);
        }
    }

    int prune(JdbcTransaction tx, Instant before, int keep, int limit) {
        int pruned = pruneOld(tx, before, limit);
        return pruned >= limit ? pruned : pruned + pruneExcess(tx, keep, limit - pruned);
    }

    private int pruneOld(JdbcTransaction tx, Instant before, int limit) {
        long from = lookedUpTo.get();
        Optional<Long> end = tx.call("SELECT calendar_key FROM {calendars} WHERE calendar_key > ? "
                        + "ORDER BY calendar_key LIMIT 1 OFFSET " + CALENDARS_AT_ONCE)
                .number(from)
                .first(Row::number);
        long upTo = end.orElse(Long.MAX_VALUE);
        List<Run> old = new ArrayList<>();
        tx.call("""
                        SELECT c.calendar_key FROM {calendars} c WHERE c.calendar_key > ? AND c.calendar_key <= ? AND EXISTS (
                            SELECT 1 FROM {runs} r WHERE r.calendar_key = c.calendar_key AND r.ended_at < ?)
                        ORDER BY c.calendar_key LIMIT ?""")
                .number(from)
                .number(upTo)
                .time(before)
                .integer(limit)
                .list(Row::number)
                .forEach(calendar -> {
                    if (old.size() < limit) {
                        old.addAll(oldest(tx, calendar, before, limit - old.size()));
                    }
                });
        if (old.size() < limit) {
            lookedUpTo.set(end.isPresent() ? upTo : Long.MIN_VALUE);
        }
        return delete(tx, old);
    }

    private static List<Run> oldest(JdbcTransaction tx, long calendar, Instant before, int limit) {
        return tx.call("SELECT calendar_key, ended_at, run_key FROM {runs} WHERE calendar_key = ? AND ended_at < ? "
                        + "ORDER BY calendar_key, ended_at, run_key LIMIT ?")
                .number(calendar)
                .time(before)
                .integer(limit)
                .list(row -> new Run(row.number(), row.time(), row.number()));
    }

    private int pruneExcess(JdbcTransaction tx, int keep, int limit) {
        int pruned = 0;
        for (Long calendar : List.copyOf(ranLately)) {
            if (pruned >= limit) {
                break;
            }
            List<Run> excess = tx.call("SELECT calendar_key, ended_at, run_key FROM {runs} WHERE calendar_key = ? "
                            + "ORDER BY calendar_key DESC, ended_at DESC, run_key DESC LIMIT ? OFFSET ?")
                    .number(calendar)
                    .integer(limit - pruned)
                    .integer(keep)
                    .list(row -> new Run(row.number(), row.time(), row.number()));
            pruned += delete(tx, excess);
            if (excess.isEmpty()) {
                // Not before: this transaction may yet fail, and what it deletes be there again.
                ranLately.remove(calendar);
            }
        }
        return pruned;
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
