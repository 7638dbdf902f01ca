package dev.calsync.internal.queue;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.store.WorkItem;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The work a node knows to be due, strongest priority first, then by due time. Each calendar is in it at most once.
 *
 * <p>Work of a user who is at the limit of runs is set aside when its turn comes and takes its turn again when one of
 * the user's runs has ended, so that it is not looked at again and again meanwhile. Not thread-safe: the dispatcher
 * alone uses it. Rebuilt from the store at any time; losing it loses nothing.
 */
public final class ReadyQueue {
    private static final Comparator<Entry> ORDER = Comparator.comparing((Entry entry) -> entry.item.priority())
            .thenComparing(entry -> entry.item.dueAt())
            .thenComparingLong(entry -> entry.order);

    private final PriorityQueue<Entry> ready = new PriorityQueue<>(ORDER);
    private final Map<UserId, Deque<Entry>> aside = new HashMap<>();
    private final Map<CalendarRef, Entry> entries = new HashMap<>();
    private long offered;

    /** Puts work in, or puts a newer state of a calendar's work in place of the older one. */
    public void offer(WorkItem item) {
        Entry known = entries.get(item.calendar());
        if (known != null && known.item.equals(item)) {
            return;
        }
        Entry entry = new Entry(item, known == null ? offered++ : known.order);
        entries.put(item.calendar(), entry);
        ready.add(entry);
    }

    /**
     * Takes the work whose turn it is.
     *
     * @param capacityLeft how many more runs each user may have at the moment
     * @return the work, or null if there is none for a user with capacity left
     */
    public @Nullable WorkItem poll(ToIntFunction<UserId> capacityLeft) {
        while (true) {
            Entry entry = ready.poll();
            if (entry == null) {
                return null;
            }
            if (entries.get(entry.item.calendar()) != entry) {
                continue;
            }
            UserId user = entry.item.user();
            if (capacityLeft.applyAsInt(user) <= 0) {
                aside.computeIfAbsent(user, key -> new ArrayDeque<>()).add(entry);
                continue;
            }
            entries.remove(entry.item.calendar());
            return entry.item;
        }
    }

    /** One of the user's runs has ended: what was set aside takes its turn again. */
    public void runEnded(UserId user) {
        Deque<Entry> waiting = aside.remove(user);
        if (waiting != null) {
            ready.addAll(waiting);
        }
    }

    /** How many calendars are in it. */
    public int size() {
        return entries.size();
    }

    /** Forgets everything. */
    public void clear() {
        ready.clear();
        aside.clear();
        entries.clear();
    }

    private static final class Entry {
        private final WorkItem item;
        private final long order;

        Entry(WorkItem item, long order) {
            this.item = item;
            this.order = order;
        }
    }
}
