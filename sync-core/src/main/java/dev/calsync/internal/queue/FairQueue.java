package dev.calsync.internal.queue;

import dev.calsync.internal.queue.Entry.Slot;
import dev.calsync.job.Priority;
import dev.calsync.model.CalendarRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work a node knows to be owed and the runs it has under way; decides what runs next. Each calendar waits in it at
 * most once and runs at most once. Not thread-safe, asks nobody for the time, rebuilt from the store at any time: losing
 * it loses nothing.
 *
 * <h2>Order</h2>
 *
 * <p>Stronger work first. Work that has waited for {@link QueueLimits#ageing} beyond its due time counts as one level
 * stronger, after twice that as two. Within a level users take turns, one slot each; within a user it goes by due time,
 * then by arrival. Work of a user, account or provider that is at its limit, or whose gate is closed, is left out and
 * costs nothing until a slot is free or the gate opens.
 *
 * <p>A user's turn comes after at most one turn of each other user of that level: work of one provider and priority that
 * could start all the time is passed by any other user at most once.
 *
 * <h2>Workers reserved</h2>
 *
 * <p>See {@link QueueLimits}. What counts is the priority the work has, not the level it aged to: a resync never fills
 * all workers, however long it has waited.
 *
 * <h2>The longest wait</h2>
 *
 * <p>Let every run last at most R, let N users have work in the strongest level, let LOW work be allowed c workers
 * ({@link QueueLimits#workersForLow}), and let user, account and provider have slots free and gates open. Then work that
 * is the k-th of its user starts at most {@code 2 × ageing + k × ⌈N / c⌉ × R} after it was due, however much stronger
 * work keeps coming. For after twice the ageing it is in the strongest level; from then on, each slot that becomes free
 * while LOW work may have it goes to the level's smallest ticket; at least c slots become free like that within each R,
 * because that many of the runs that keep LOW work from its share end within R; and at most N − 1 users have a smaller
 * ticket, who take a larger one with their turn.
 *
 * <h2>Batches</h2>
 *
 * <p>{@link #mates} adds other work of the same account to a run. A batch is one slot of a worker, the user, the account
 * and the provider, and one turn; the slot is free when the last of its calendars has ended.
 */
public final class FairQueue {
    private static final int HIGH = Turns.rank(Priority.HIGH);
    private static final int NORMAL = Turns.rank(Priority.NORMAL);
    private static final int LOW = Turns.rank(Priority.LOW);

    private final Map<CalendarRef, Entry> entries = new HashMap<>();
    private final int[] depths = new int[Turns.LEVELS];
    private final int[] running = new int[Turns.LEVELS];
    private final Turns turns;
    private final Doors doors;
    private final Owners owners;
    private QueueLimits limits;
    private long arrivals;

    /** An empty one. */
    public FairQueue(QueueLimits limits) {
        this.limits = limits;
        this.turns = new Turns(Micros.of(limits.ageing()));
        this.doors = new Doors(turns.comparisons());
        this.owners = new Owners(limits, turns, doors);
    }

    /**
     * Puts work in, or a newer state in place of an older one, which keeps its arrival; work with a version not larger
     * than the known one changes nothing. Work may be put in before it is due. For a calendar that runs it is kept until
     * the run has ended.
     *
     * @throws IllegalArgumentException if the account has work here of another user or provider; nothing is changed
     */
    public void offer(QueuedWork work, Instant now) {
        advance(now);
        Entry known = entries.get(work.calendar());
        if (known == null) {
            QueuedAccount account = owners.account(work);
            Entry entry = new Entry(account, work);
            entries.put(work.calendar(), entry);
            account.calendars++;
            enqueue(entry, work);
            return;
        }
        QueuedWork latest = known.next == null ? known.work : known.next;
        if (latest.version() < work.version()) {
            owners.confirm(known.account, work);
            if (known.slot != null) {
                known.next = work;
            } else {
                replace(known, work);
            }
        }
    }

    private void enqueue(Entry entry, QueuedWork work) {
        entry.work = work;
        entry.key(Micros.ceiling(work.dueAt()), arrivals++);
        line(entry).add(entry);
        depths[Turns.rank(work.priority())]++;
    }

    private void replace(Entry entry, QueuedWork work) {
        long dueMicros = Micros.ceiling(work.dueAt());
        if (entry.work.priority() == work.priority()) {
            entry.work = work;
            line(entry).move(entry, dueMicros);
            return;
        }
        dequeue(entry);
        entry.work = work;
        entry.key(dueMicros, entry.order());
        line(entry).add(entry);
        depths[Turns.rank(work.priority())]++;
    }

    private void dequeue(Entry entry) {
        line(entry).remove(entry);
        depths[Turns.rank(entry.work.priority())]--;
    }

    private static Line line(Entry entry) {
        return entry.account.line(Turns.rank(entry.work.priority()));
    }

    /** Forgets what a calendar waits for; a run of it goes on. Returns whether there was anything. */
    public boolean remove(CalendarRef calendar) {
        Entry entry = entries.get(calendar);
        if (entry == null) {
            return false;
        }
        if (entry.slot != null) {
            boolean owed = entry.next != null;
            entry.next = null;
            return owed;
        }
        dequeue(entry);
        forget(entry);
        return true;
    }

    private void forget(Entry entry) {
        entries.remove(entry.work.calendar());
        owners.release(entry.account);
    }

    /**
     * Takes the work whose turn it is, and with it a slot of the workers, the user, the account and the provider, until
     * {@link #ended}.
     *
     * @return null if nothing that waits may start now
     */
    public @Nullable QueuedWork poll(Instant now) {
        advance(now);
        int weakest = weakestAllowed();
        Lane lane = weakest < 0 ? null : turns.turn(weakest);
        Line line = lane == null ? null : lane.first();
        Entry entry = line == null ? null : line.first();
        Ring ring = lane == null ? null : lane.ring;
        if (lane == null || entry == null || ring == null) {
            return null;
        }
        entry.slot = new Slot(lane.priority);
        dequeue(entry);
        running[lane.priority]++;
        lane.pool.running++;
        entry.account.started();
        lane.user.started(turns);
        turns.passed(lane.user, ring.level);
        return entry.work;
    }

    /** The weakest priority that may have a worker now, or -1 if none may. */
    private int weakestAllowed() {
        int belowHigh = running[NORMAL] + running[LOW];
        if (belowHigh + running[HIGH] >= limits.workers()) {
            return -1;
        }
        if (belowHigh >= limits.workersBelowHigh()) {
            return HIGH;
        }
        return running[LOW] >= limits.workersForLow() ? NORMAL : LOW;
    }

    /**
     * Takes other work of the same account into the slot of work that was polled, to run in the same session: the work of
     * the same priority that is due first. Weaker work would sit in a stronger one's worker, stronger work would wait
     * behind weaker.
     *
     * @param first what was polled; has not ended
     * @param dueBy only work due then or before; may lie ahead, so that a session serves what is due soon
     * @param max at most so many
     * @return by due time, then by arrival
     * @throws IllegalArgumentException if {@code first} does not run
     */
    public List<QueuedWork> mates(QueuedWork first, Instant dueBy, int max) {
        Entry leader = entries.get(first.calendar());
        Slot slot = leader == null ? null : leader.slot;
        if (leader == null || slot == null) {
            throw new IllegalArgumentException(first.calendar() + " does not run");
        }
        List<QueuedWork> mates = new ArrayList<>();
        long dueByMicros = Micros.floor(dueBy);
        Line line = leader.account.line(slot.priority);
        while (mates.size() < max) {
            Entry next = line.first();
            if (next == null || next.key() > dueByMicros) {
                break;
            }
            dequeue(next);
            next.slot = slot;
            slot.calendars++;
            mates.add(next.work);
        }
        return mates;
    }

    /**
     * A calendar's run has done its work, and how it ended is still to be kept: its part of the slot is given back, and the
     * calendar waits for {@link #ended}. The slot is free when all of its batch have given theirs back.
     */
    public void released(CalendarRef calendar, Instant now) {
        advance(now);
        Entry entry = entries.get(calendar);
        if (entry != null) {
            release(entry);
        }
    }

    private void release(Entry entry) {
        Slot slot = entry.slot;
        if (slot == null || entry.released) {
            return;
        }
        entry.released = true;
        if (--slot.calendars == 0) {
            running[slot.priority]--;
            entry.account.pool.running--;
            entry.account.ended();
            entry.account.user.ended(turns);
        }
    }

    /**
     * A calendar's run has ended, or was not begun. What is owed since then waits from now on. A calendar that does not run
     * is left alone.
     */
    public void ended(CalendarRef calendar, Instant now) {
        advance(now);
        Entry entry = entries.get(calendar);
        if (entry == null || entry.slot == null) {
            return;
        }
        release(entry);
        entry.released = false;
        entry.slot = null;
        QueuedWork next = entry.next;
        if (next == null) {
            forget(entry);
        } else {
            entry.next = null;
            enqueue(entry, next);
        }
    }

    /**
     * Leaves out what is behind the gate until then. The newest word counts: a closed gate opens earlier or later if it
     * is closed again. A time that has come opens it.
     */
    public void close(QueueGate gate, Instant until, Instant now) {
        advance(now);
        long untilMicros = Micros.ceiling(until);
        if (untilMicros <= Micros.floor(now)) {
            open(gate);
        } else {
            doors.close(owners.door(gate), untilMicros);
        }
    }

    /** Opens a gate before its time. */
    public void open(QueueGate gate) {
        doors.open(owners.door(gate));
    }

    /** When more may be startable than now, because of the time alone: not later than it becomes so. Null if never. */
    public @Nullable Instant nextChange() {
        Lane lane = turns.nextTimer();
        Instant opening = nextOpening();
        Instant turn = lane == null ? null : Micros.instant(lane.key());
        return turn == null || (opening != null && opening.isBefore(turn)) ? opening : turn;
    }

    /** When the next gate opens; null if none is closed. When work becomes due is known to the store. */
    public @Nullable Instant nextOpening() {
        Door next = doors.nextToOpen();
        return next == null ? null : Micros.instant(next.key());
    }

    /**
     * So many workers from now on. Runs beyond that go on; nothing is started until there are fewer.
     *
     * @throws dev.calsync.error.InvalidConfigurationException if it is less than 1
     */
    public void workers(int workers) {
        limits = limits.workers(workers);
    }

    /** What may run at once. */
    public QueueLimits limits() {
        return limits;
    }

    /** How many calendars wait; one that runs and is owed again is not counted until its run has ended. */
    public int size() {
        return depths[HIGH] + depths[NORMAL] + depths[LOW];
    }

    /** How many calendars wait with this priority. */
    public int depth(Priority priority) {
        return depths[Turns.rank(priority)];
    }

    /** How many workers are busy; a batch is one. */
    public int running() {
        return running[HIGH] + running[NORMAL] + running[LOW];
    }

    /** How long the work of a priority that was due first has waited, whatever for; zero if none is due. */
    public Duration oldestWait(Priority priority, Instant now) {
        Entry oldest = turns.oldest(Turns.rank(priority));
        if (oldest == null || oldest.work.dueAt().isAfter(now)) {
            return Duration.ZERO;
        }
        return Duration.between(oldest.work.dueAt(), now);
    }

    /** Why a calendar's work is not started, one sentence; empty if none waits. */
    public Optional<String> waiting(CalendarRef calendar, Instant now) {
        advance(now);
        Entry entry = entries.get(calendar);
        if (entry == null || (entry.slot != null && entry.next == null)) {
            return Optional.empty();
        }
        return Optional.of(Obstacles.of(entry, now, limits, running(), weakestAllowed()));
    }

    /** Forgets all that waits. Runs keep their slots and gates stay closed. */
    public void clear() {
        for (Entry entry : List.copyOf(entries.values())) {
            remove(entry.work.calendar());
        }
    }

    /** How many keys were compared since the beginning; benchmarks watch it. */
    public long comparisons() {
        return turns.comparisons().count();
    }

    private void advance(Instant now) {
        long nowMicros = Micros.floor(now);
        doors.openUntil(nowMicros);
        turns.advance(nowMicros);
    }
}
