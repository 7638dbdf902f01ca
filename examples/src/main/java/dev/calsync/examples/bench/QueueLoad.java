package dev.calsync.examples.bench;

import dev.calsync.internal.queue.FairQueue;
import dev.calsync.internal.queue.QueueLimits;
import dev.calsync.internal.queue.QueuedWork;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A ready queue under load: ten calendars of each user wait, offered in no order; nine tenths periodic work, the rest
 * resyncs. Each turn takes a calendar, ends it, and offers it again, so that as many wait as before; half of them are
 * offered in the order of their due times, half are not.
 */
final class QueueLoad {
    private static final int CALENDARS_PER_USER = 10;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FairQueue queue = new FairQueue(QueueLimits.of(64));
    private final SplittableRandom random;
    private long micros;

    QueueLoad(int calendars) {
        random = new SplittableRandom(calendars);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, calendars).boxed().toList());
        Collections.shuffle(order, new Random(calendars));
        order.forEach(calendar -> offer(calendar, calendars));
    }

    private void offer(int calendar, int calendars) {
        int user = calendar % Math.max(1, calendars / CALENDARS_PER_USER);
        Instant dueAt = START.minusMillis(random.nextInt(60_000));
        queue.offer(
                new QueuedWork(
                        new CalendarRef(AccountId.of("account-" + user), "calendar-" + calendar),
                        UserId.of("user-" + user),
                        ProviderId.of("provider-" + user % 3),
                        null,
                        random.nextInt(10) == 0 ? Priority.LOW : Priority.NORMAL,
                        SyncType.INCREMENTAL,
                        dueAt,
                        dueAt,
                        1),
                START);
    }

    /** One calendar's way through the queue: poll, ended, offer. A microsecond later than the last. */
    QueuedWork turn() {
        Instant now = START.plusNanos(1_000 * ++micros);
        QueuedWork work = queue.poll(now);
        if (work == null) {
            throw new IllegalStateException("nothing to start among " + queue.size());
        }
        queue.ended(work.calendar(), now);
        Instant dueAt = micros % 2 == 0 ? now : now.minusMillis(random.nextInt(1_000));
        queue.offer(
                new QueuedWork(
                        work.calendar(),
                        work.user(),
                        work.provider(),
                        work.host(),
                        work.priority(),
                        work.type(),
                        dueAt,
                        now,
                        work.version() + 1),
                now);
        return work;
    }

    /** Comparisons of keys a turn needs, over so many turns. */
    double comparisonsPerTurn(int turns) {
        long before = queue.comparisons();
        for (int i = 0; i < turns; i++) {
            turn();
        }
        return (double) (queue.comparisons() - before) / turns;
    }
}
