package dev.calsync.testing;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The books that a {@link WatchedStore} keeps of its own: what each calendar is owed, who holds which lease, how often each
 * schedule fired. They change with commits only.
 */
final class WorkBooks {
    final Violations violations = new Violations();
    final Map<CalendarRef, CalendarBook> calendars = new LinkedHashMap<>();
    final Map<String, NodeLease> nodes = new HashMap<>();
    final Map<ScheduleId, Integer> fires = new TreeMap<>(Comparator.comparing(ScheduleId::value));
    Consumer<Occurrence> counter = occurrence -> {};
    /** Told how runs ended, after the commit. */
    Consumer<WorkCompletion> ended = completion -> {};
    /** The fencing tokens of runs whose end was refused without a reason of their own. */
    final Set<Long> refused = new HashSet<>();

    int retriesMax = Integer.MAX_VALUE;
    /** So many series may be deleted at once on this side without a person's word. */
    int deletionsMax = Integer.MAX_VALUE;
    /** How many a person let be deleted, by calendar. */
    final Map<CalendarRef, Long> approved = new HashMap<>();

    /** Whether a node's registration is still good. */
    static boolean live(Map<String, NodeLease> nodes, NodeLease lease, Instant now) {
        NodeLease known = nodes.get(lease.node());
        return known != null
                && known.epoch() == lease.epoch()
                && known.expiresAt().isAfter(now);
    }

    /** Whether a run may still write. */
    boolean holds(Lease lease, Instant now) {
        CalendarBook book = calendars.get(lease.calendar());
        return book != null && isHeldBy(book, lease) && live(nodes, lease.node(), now);
    }

    static boolean isHeldBy(CalendarBook book, Lease lease) {
        Lease holder = book.holder;
        return holder != null && holder.fencingToken() == lease.fencingToken();
    }

    /** Whether a node of this name holds a lease. */
    boolean claimedBy(String node) {
        return calendars.values().stream()
                .map(book -> book.holder)
                .anyMatch(holder -> holder != null && holder.node().node().equals(node));
    }

    /** A store that comes upon damaged rows asks for a full run by itself, which is no request that anybody has seen. */
    boolean askedByTheStore(StoreTransaction tx) {
        calendars.forEach((calendar, page) -> tx.work().find(calendar).ifPresent(row -> askedByTheStore(page, row)));
        return true;
    }

    static void askedByTheStore(CalendarBook page, WorkItem row) {
        CalendarBook.Wish full = new CalendarBook.Wish(SyncType.FULL, Priority.NORMAL);
        CalendarBook.Wish shown = new CalendarBook.Wish(row.type(), row.priority());
        if (row.generation() > page.asked
                || (page.waiting != null && full.join(page.waiting).equals(shown))) {
            page.ask(full);
        }
    }

    List<CalendarRef> owed() {
        return calendars.entrySet().stream()
                .filter(entry -> entry.getValue().asked > entry.getValue().served)
                .map(Map.Entry::getKey)
                .toList();
    }
}
