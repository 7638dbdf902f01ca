package dev.calsync.internal.engine;

import dev.calsync.internal.queue.QueuedWork;
import dev.calsync.store.DueCursor;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads on in what is due: each row once, and again whenever it changes. Used under the dispatcher's lock.
 *
 * <p>A store orders due work by when it last changed, so reading on behind the last row misses nothing that was committed
 * in that order. Transactions that were slow to commit may have left rows behind it; therefore every so often, and where
 * somebody says that there is something, the last few seconds are read again: to their end, however much that is, and from
 * where transactions were open when they were last read; the more it is, the longer until the next time. When more is due
 * than fits into memory, reading stops where it is; what has just been asked for is still seen, so that urgent work does
 * not wait for a backlog.
 */
final class DueReader {
    /** So long may a transaction take from its first statement until others see what it wrote. */
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    /** Whatever a clock did meanwhile, everything is read anew this often. */
    private static final Duration ANEW = Duration.ofMinutes(10);

    /** What is to come is read this often, so that it can go along with what is due. */
    private static final Duration AHEAD_EVERY = Duration.ofSeconds(1);

    private static final int PAGE = 1_000;

    /** However much there is, it is read again after so many of the usual pauses. */
    private static final int PAUSES_MAX = 10;

    private final Duration recheckEvery;
    private final Duration ahead;
    private DueCursor cursor = DueCursor.START;
    private Ahead toCome = Ahead.AT_ONCE;
    private Recheck recheck = Recheck.AT_ONCE;
    private Instant anewAt = Instant.MIN;
    private Set<Integer> buckets = Set.of();
    /** Of these the last few seconds are read again; the first are those that come from any thread. */
    private final Set<Integer> hinted = ConcurrentHashMap.newKeySet();

    private final Set<Integer> hints = new HashSet<>();

    /** @param ahead so much earlier than it is due, work is read */
    DueReader(Duration recheckEvery, Duration ahead) {
        this.recheckEvery = recheckEvery;
        this.ahead = ahead;
    }

    /**
     * How far the last few seconds are read again.
     *
     * @param from where it goes on; null between two times
     * @param floor everything before this that was ever committed has been read
     * @param began when this time began, or the last one did
     * @param pages how many were read so far
     * @param nextAt when the next time begins
     */
    private record Recheck(@Nullable DueCursor from, Instant floor, Instant began, int pages, Instant nextAt) {
        static final Recheck AT_ONCE = new Recheck(null, Instant.MAX, Instant.MIN, 0, Instant.MIN);

        boolean due(Instant now, Duration pause) {
            return from != null || !now.isBefore(nextAt) || nextAt.isAfter(now.plus(pause.multipliedBy(PAUSES_MAX)));
        }

        /** It begins, if it is not under way. */
        Recheck begun(Instant now, DueCursor cursor) {
            if (from != null) {
                return this;
            }
            Instant overlap = cursor.at().minus(OVERLAP);
            return new Recheck(DueCursor.before(floor.isBefore(overlap) ? floor : overlap), floor, now, 0, nextAt);
        }

        /** A page was read; null as what is next if it was the last. */
        Recheck read(@Nullable DueCursor next, Duration pause) {
            int read = pages + 1;
            return next != null
                    ? new Recheck(next, floor, began, read, nextAt)
                    : new Recheck(
                            null,
                            began.minus(OVERLAP),
                            began,
                            read,
                            began.plus(pause.multipliedBy(Math.min(read, PAUSES_MAX))));
        }

        /** It is put off, because there is no room for what it may find. */
        Recheck putOff(Instant until) {
            return new Recheck(null, floor, began, 0, until);
        }
    }

    /**
     * How far what is to come is read.
     *
     * @param from where it goes on, if it is under way
     * @param pages how many were read so far
     * @param nextAt when it goes on, or begins anew
     */
    private record Ahead(DueCursor from, int pages, Instant nextAt) {
        static final Ahead AT_ONCE = new Ahead(DueCursor.START, 0, Instant.MIN);

        boolean due(Instant now) {
            return !now.isBefore(nextAt) || nextAt.isAfter(now.plus(AHEAD_EVERY.multipliedBy(PAUSES_MAX)));
        }

        /** A page was read; null as what is next if it was the last. */
        Ahead read(@Nullable DueCursor next, Instant now) {
            int read = pages + 1;
            return next != null
                    ? new Ahead(next, read, now)
                    : new Ahead(DueCursor.START, 0, now.plus(AHEAD_EVERY.multipliedBy(Math.min(read, PAUSES_MAX))));
        }
    }

    /** What one look at the store shows. */
    record View(
            List<WorkItem> due,
            boolean more,
            DueCursor reached,
            Ahead toCome,
            Recheck recheck,
            Optional<Instant> nextDue,
            Optional<Instant> nextFire,
            Instant now) {
        boolean fires() {
            return nextFire.isPresent() && !nextFire.get().isAfter(now);
        }

        /**
         * Until the next known due time; what is due already waits for a free worker, and a run that ends wakes us.
         *
         * @param opening when the queue lets out what it holds back; null if it holds nothing back
         */
        Duration untilNext(Duration most, @Nullable Instant opening) {
            Duration wait = most;
            for (Optional<Instant> next : List.of(nextDue, nextFire, Optional.ofNullable(opening))) {
                if (next.isPresent() && next.get().isAfter(now)) {
                    Duration until = Duration.between(now, next.get());
                    wait = until.compareTo(wait) < 0 ? until : wait;
                }
            }
            return wait;
        }
    }

    /** There may be something in these buckets, behind what was read by as much as a transaction took. Thread-safe. */
    void hint(Collection<Integer> theirs) {
        hinted.addAll(theirs);
    }

    /** Whether these are other buckets than before: then everything is read from the beginning. */
    boolean moved(Set<Integer> owned) {
        if (owned.equals(buckets)) {
            return false;
        }
        buckets = owned;
        startOver();
        return true;
    }

    /** What was read was lost: everything is read from the beginning. */
    void startOver() {
        cursor = DueCursor.START;
        toCome = Ahead.AT_ONCE;
        anewAt = Instant.MIN;
    }

    /**
     * Reads on. Changes nothing here, because the transaction may fail, or be run again: what was read counts once it is
     * {@linkplain #seen seen}.
     *
     * @param room whether there is room for more than what has just been asked for
     */
    View read(StoreTransaction tx, boolean room) {
        Instant now = tx.now();
        Instant horizon = now.plus(ahead);
        hinted.forEach(bucket -> {
            hints.add(bucket);
            hinted.remove(bucket);
        });
        List<WorkItem> due = new ArrayList<>();
        Recheck rechecked = recheck;
        Set<Integer> again = new HashSet<>(hints);
        if (recheck.due(now, recheckEvery)) {
            if (room) {
                rechecked = recheckOn(tx, now, due);
            } else {
                again.addAll(buckets);
                rechecked = recheck.putOff(now.plus(recheckEvery));
            }
        }
        again.retainAll(buckets);
        if (!again.isEmpty()) {
            DueCursor recent = DueCursor.before((room ? cursor.at() : now).minus(OVERLAP));
            due.addAll(tx.work().due(again, later(recent, DueCursor.START), horizon, PAGE));
        }
        boolean more = rechecked.from() != null;
        DueCursor reached = anew(now) ? DueCursor.START : cursor;
        Ahead reachedAhead = anew(now) ? Ahead.AT_ONCE : toCome;
        if (room) {
            // What begins at this very moment may still be joined by more.
            DueCursor latest = DueCursor.before(now);
            DueCursor last = readOn(tx, reached, now, latest, due);
            more |= last.compareTo(latest) < 0;
            reached = later(last, reached);
            if (!more && !ahead.isZero() && reachedAhead.due(now)) {
                DueCursor end = DueCursor.after(horizon);
                DueCursor far = readOn(tx, later(DueCursor.after(now), reachedAhead.from()), horizon, end, due);
                reachedAhead = reachedAhead.read(far.equals(end) ? null : far, now);
            }
        }
        return new View(
                due,
                more,
                reached,
                reachedAhead,
                rechecked,
                tx.work().nextDue(buckets, DueCursor.after(now)),
                tx.schedules().nextFire(buckets),
                now);
    }

    private Recheck recheckOn(StoreTransaction tx, Instant now, Collection<WorkItem> into) {
        Recheck begun = recheck.begun(now, cursor);
        DueCursor end = DueCursor.after(now);
        DueCursor last = readOn(tx, later(Objects.requireNonNull(begun.from()), DueCursor.START), now, end, into);
        return begun.read(last.equals(end) ? null : last, recheckEvery);
    }

    /** Reads a page. Returns how far it came, which is the end if there is no more. */
    private DueCursor readOn(
            StoreTransaction tx, DueCursor from, Instant until, DueCursor end, Collection<WorkItem> into) {
        List<WorkItem> page = tx.work().due(buckets, from, until, PAGE);
        into.addAll(page);
        return page.size() == PAGE ? page.get(PAGE - 1).readAt() : end;
    }

    private static DueCursor later(DueCursor one, DueCursor other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** A clock that was set back has rows come in behind what was read. */
    private boolean anew(Instant now) {
        return !now.isBefore(anewAt) || now.isBefore(cursor.at());
    }

    /** What was read is in the queue. */
    void seen(View view) {
        if (anew(view.now())) {
            anewAt = view.now().plus(ANEW);
        }
        cursor = view.reached();
        toCome = view.toCome();
        recheck = view.recheck();
        hints.clear();
    }

    /** Work that is put off or tried again keeps its pause, and is read once more when it is due; other work may begin early. */
    static boolean mayBegin(WorkItem item, Instant now) {
        boolean keepsItsPause = item.notBefore() != null || item.attempts() > 0;
        return !keepsItsPause || !item.dueAt().isAfter(now);
    }

    static QueuedWork queued(WorkItem item, long version) {
        return new QueuedWork(
                item.calendar(),
                item.user(),
                item.provider(),
                null,
                item.priority(),
                item.type(),
                item.dueAt(),
                item.owedSince(),
                version);
    }
}
