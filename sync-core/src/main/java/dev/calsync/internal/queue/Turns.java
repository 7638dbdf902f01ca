package dev.calsync.internal.queue;

import dev.calsync.job.Priority;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is.
 *
 * <p>Work lies in the line of its account and priority, ordered by due time; the lines of one user, provider and
 * priority form a lane, ordered by their first. So a lane's first is the user's oldest work of that kind, and because
 * waiting counts from the due time it is also the first to age: a whole lane has one level, that of its first. Lanes sit
 * in rings, one for each provider, level and priority, by the ticket they took when they sat down. The turn is the
 * smallest ticket of the strongest level, over the providers that are open and the priorities that may have a worker.
 * The rings are kept apart by provider and priority just so that a provider at its limit, or LOW work that has all its
 * workers, is left out without looking at anybody.
 *
 * <p>Whoever had a turn sits down last with all lanes of that level. So between two turns of one user at a level,
 * every lane that sat there all the time has one: nobody is delayed by more than one round, however much others have.
 *
 * <p>A lane whose first is not due, or whose user has no run left, sits nowhere and is not looked at. A lane has to
 * change rings by itself only when its first becomes due or older; a heap of timers tells when. Its keys are lower
 * bounds: a lane whose first went away keeps its place there and is looked at once in vain, instead of being moved at
 * every turn. So a turn costs what the user's own heaps cost, and nothing grows with the number of users.
 */
final class Turns {
    static final int LEVELS = Priority.values().length;
    private static final int NONE = LEVELS;

    private final long ageingMicros;
    private final Heap.Comparisons comparisons = new Heap.Comparisons();
    private final Heap<Lane> timers = new Heap<>(comparisons);
    private final List<Heap<Line.Oldest>> oldest = new ArrayList<>(LEVELS);
    private final List<ProviderPool> pools = new ArrayList<>();
    private final int[] seated = new int[LEVELS];
    private long nowMicros = Long.MIN_VALUE / 4;
    private long tickets;

    Turns(long ageingMicros) {
        this.ageingMicros = ageingMicros;
        for (int i = 0; i < LEVELS; i++) {
            oldest.add(new Heap<>(comparisons));
        }
    }

    /** 0 is the strongest; levels are counted like that too. */
    static int rank(Priority priority) {
        return switch (priority) {
            case HIGH -> 0;
            case NORMAL -> 1;
            case LOW -> 2;
        };
    }

    Heap.Comparisons comparisons() {
        return comparisons;
    }

    /** Pools stay: there are as many as providers. */
    void add(ProviderPool pool) {
        pools.add(pool);
    }

    /** It is so late; lanes whose time has come take their seats. */
    void advance(long now) {
        nowMicros = now;
        for (Lane lane = timers.first(); lane != null && lane.key() <= now; lane = timers.first()) {
            timers.remove(lane);
            settle(lane);
        }
    }

    /** The lane whose time comes first; null if there is none. */
    @Nullable
    Lane nextTimer() {
        return timers.first();
    }

    /** Puts the lane where it belongs now. Where it sits already, it keeps its turn. */
    void settle(Lane lane) {
        Line first = lane.first();
        int level = NONE;
        if (first != null && !lane.user.atLimit()) {
            level = level(first.key(), lane.priority);
            if (level > 0) {
                long changes = level == NONE ? first.key() : first.key() + (lane.priority - level + 1) * ageingMicros;
                wakeAt(lane, changes);
            }
        }
        Ring ring = lane.ring;
        if (ring != null && ring.level != level) {
            stand(lane, ring);
        }
        if (level != NONE && lane.ring == null) {
            sit(lane, level, ++tickets);
        }
    }

    private int level(long dueMicros, int priority) {
        long waited = nowMicros - dueMicros;
        if (waited < 0) {
            return NONE;
        }
        int level = priority;
        for (long left = waited; level > 0 && left >= ageingMicros; left -= ageingMicros) {
            level--;
        }
        return level;
    }

    private void wakeAt(Lane lane, long time) {
        if (!lane.inHeap()) {
            lane.key(time, 0);
            timers.add(lane);
        } else if (time < lane.key()) {
            lane.key(time, 0);
            timers.moved(lane);
        }
    }

    private void sit(Lane lane, int level, long ticket) {
        lane.pool.ring(level, lane.priority).append(lane, ticket);
        seated[level]++;
    }

    private void stand(Lane lane, Ring ring) {
        ring.remove(lane);
        seated[ring.level]--;
    }

    /**
     * The lane whose turn it is.
     *
     * @param weakest the weakest priority that may have a worker; every stronger one may, too
     */
    @Nullable
    Lane turn(int weakest) {
        for (int level = 0; level <= weakest; level++) {
            Lane next = seated[level] == 0 ? null : firstOf(level, weakest);
            if (next != null) {
                return oldestOf(next, level, weakest);
            }
        }
        return null;
    }

    private @Nullable Lane firstOf(int level, int weakest) {
        Lane best = null;
        for (int i = 0; i < pools.size(); i++) {
            ProviderPool pool = pools.get(i);
            if (pool.open()) {
                for (int priority = level; priority <= weakest; priority++) {
                    Lane first = pool.ring(level, priority).first();
                    if (first != null && (best == null || earlier(first, best))) {
                        best = first;
                    }
                }
            }
        }
        return best;
    }

    private boolean earlier(Lane one, Lane other) {
        comparisons.add();
        return one.ticket < other.ticket;
    }

    /** It is the user's turn; of the user's lanes at this level, the one that waits longest has it. */
    private Lane oldestOf(Lane next, int level, int weakest) {
        Lane best = next;
        for (Lane lane = next.user.lanes; lane != null; lane = lane.sibling) {
            Ring ring = lane.ring;
            if (lane != best && ring != null && ring.level == level && lane.priority <= weakest && lane.pool.open()) {
                best = older(lane, best) ? lane : best;
            }
        }
        return best;
    }

    private boolean older(Lane one, Lane other) {
        Line first = one.first();
        Line others = other.first();
        return first != null && others != null && comparisons.before(first, others);
    }

    /** The user had a turn at this level: all of the user's lanes there sit down last. */
    void passed(QueuedUser user, int level) {
        long ticket = ++tickets;
        for (Lane lane = user.lanes; lane != null; lane = lane.sibling) {
            Ring ring = lane.ring;
            if (ring != null && ring.level == level) {
                ring.remove(lane);
                ring.append(lane, ticket);
            }
        }
    }

    /** The first of a line is due at this time, earlier than its element in the heap says. */
    void age(Line.Oldest line, long dueMicros) {
        line.dueAt(dueMicros);
        Heap<Line.Oldest> heap = oldest.get(line.line.lane.priority);
        if (line.inHeap()) {
            heap.moved(line);
        } else {
            heap.add(line);
        }
    }

    void forget(Line.Oldest line) {
        if (line.inHeap()) {
            oldest.get(line.line.lane.priority).remove(line);
            line.out();
        }
    }

    /** The user has no work here any more. */
    void forget(Lane lane) {
        if (lane.inHeap()) {
            timers.remove(lane);
        }
    }

    /** The work of a priority that waits longest, startable or not. */
    @Nullable
    Entry oldest(int priority) {
        Heap<Line.Oldest> heap = oldest.get(priority);
        for (Line.Oldest line = heap.first(); line != null; line = heap.first()) {
            Entry first = line.line.first();
            if (first == null) {
                forget(line);
            } else if (line.key() < first.key()) {
                line.dueAt(first.key());
                heap.moved(line);
            } else {
                return first;
            }
        }
        return null;
    }
}
