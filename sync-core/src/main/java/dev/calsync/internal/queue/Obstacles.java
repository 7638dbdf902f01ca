package dev.calsync.internal.queue;

import dev.calsync.job.Priority;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why work does not start: the first thing found, from its own to what it shares with everybody. */
final class Obstacles {
    private Obstacles() {}

    static String of(Entry entry, Instant now, QueueLimits limits, int running, int weakestAllowed) {
        QueuedAccount account = entry.account;
        QueuedUser user = account.user;
        QueuedWork next = entry.next;
        QueuedWork work = next == null ? entry.work : next;
        if (entry.slot != null) {
            return "it runs, and runs again after that";
        }
        if (work.dueAt().isAfter(now)) {
            return "it is due at " + work.dueAt();
        }
        for (Door door : new @Nullable Door[] {account.own, account.host, account.pool.door}) {
            if (door != null && door.closed()) {
                return door.gate + " is closed until " + Micros.instant(door.key());
            }
        }
        if (account.running >= account.limit) {
            return "account " + account.id + " has " + account.running + " of " + account.limit + " runs";
        }
        if (user.atLimit()) {
            return "user " + user.id + " has " + user.running + " of " + user.limit + " runs";
        }
        if (account.pool.running >= account.pool.limit) {
            return "provider " + account.provider + " has " + account.pool.running + " of " + account.pool.limit
                    + " runs";
        }
        return ofWorkers(work.priority(), limits, running, weakestAllowed);
    }

    private static String ofWorkers(Priority priority, QueueLimits limits, int running, int weakestAllowed) {
        if (running >= limits.workers()) {
            return "all " + limits.workers() + " workers are busy";
        }
        if (Turns.rank(priority) > weakestAllowed) {
            return "the workers that are free are reserved for work stronger than "
                    + priority.name().toLowerCase(Locale.ROOT);
        }
        return "it waits for its turn";
    }
}
