package dev.calsync.memory;

import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.MirrorId;
import dev.calsync.model.Region;
import dev.calsync.model.UserId;
import dev.calsync.pacing.BudgetKey;
import dev.calsync.pacing.TokenBucket;
import dev.calsync.store.AuditRow;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkRow;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that a store holds, and the changes that reach across drawers. Guarded by the store's lock. */
final class MemoryState {
    final Map<UserId, UserShelf> users = new HashMap<>();
    final Map<AccountId, AccountShelf> accounts = new HashMap<>();
    final Map<CalendarRef, CalendarShelf> calendars = new HashMap<>();
    final NavigableMap<DueCursor, CalendarShelf> dueWork = new TreeMap<>();
    final DueIndex<StoredSchedule> dueSchedules = new DueIndex<>();
    final Map<String, MemoryChannelStore.Row> channels = new HashMap<>();
    final Map<String, MemoryChannelStore.Row> channelsByPath = new HashMap<>();
    final NavigableMap<Moment, MemoryChannelStore.Row> dueChannels = new TreeMap<>();
    final NavigableMap<String, NavigableMap<Long, AuditRow>> audit = new TreeMap<>();
    final Map<Integer, Long> changes = new HashMap<>();
    final Map<MirrorId, MirrorShelf> mirrors = new HashMap<>();
    final Map<BudgetKey, TokenBucket> budgets = new HashMap<>();
    final NavigableMap<String, MemoryBreakerStore.Row> breakers = new TreeMap<>();
    final Map<String, NodeRow> nodes = new HashMap<>();
    /** Replaced as a whole, never changed. */
    BitSet freeBuckets = new BitSet();
    /** Each region's place; its buckets are the {@link Buckets#COUNT} from there on. Never taken back, like a number. */
    private final Map<Region, Integer> regions = new LinkedHashMap<>();

    final NavigableMap<Moment, CalendarShelf> runs = new TreeMap<>();
    /** Calendars that have runs, by how many: those with too many are found without a look at the others. */
    final NavigableMap<MemoryRunStore.RunCount, CalendarShelf> runCounts = new TreeMap<>();

    final NavigableMap<Moment, CalendarShelf> journal = new TreeMap<>();
    final NavigableMap<Moment, CalendarShelf> revisions = new TreeMap<>();
    final NavigableMap<Moment, UserShelf> deadLetters = new TreeMap<>();
    final NavigableMap<Moment, UserShelf.JobRow> finalJobs = new TreeMap<>();

    /** Never taken back, so that no token, epoch or ordinal comes twice, whatever becomes of its transaction. */
    private long lastNumber;

    MemoryState() {
        region(Region.DEFAULT);
    }

    /** The first bucket of a region; a region that is named for the first time gets its own. */
    int region(Region region) {
        Integer known = regions.get(region);
        if (known != null) {
            return known;
        }
        int first = regions.size() * Buckets.COUNT;
        regions.put(region, first);
        BitSet more = (BitSet) freeBuckets.clone();
        more.set(first, first + Buckets.COUNT);
        freeBuckets = more;
        return first;
    }

    /** The regions there are, each with its first bucket. */
    Map<Region, Integer> regions() {
        return regions;
    }

    void freeBuckets(Journal journal, BitSet next) {
        BitSet before = freeBuckets;
        journal.note(() -> freeBuckets = before);
        freeBuckets = next;
    }

    long nextNumber() {
        return ++lastNumber;
    }

    UserShelf user(Journal journal, UserId id) {
        UserShelf known = users.get(id);
        if (known != null) {
            return known;
        }
        UserShelf created = new UserShelf(id);
        journal.put(users, id, created);
        return created;
    }

    void dropIfEmpty(Journal journal, UserShelf user) {
        if (user.isEmpty()) {
            journal.remove(users, user.id);
        }
    }

    /** Changes a calendar's work row, and keeps the index of what is due and the nodes' running work in step with it. */
    void work(Journal journal, CalendarShelf calendar, @Nullable WorkRow<NodeRow> next) {
        WorkRow<NodeRow> before = calendar.work;
        if (Objects.equals(before, next)) {
            return;
        }
        Instant readBefore = before == null ? null : before.readableAt();
        Instant readNext = next == null ? null : next.readableAt();
        if (!Objects.equals(readBefore, readNext)) {
            if (readBefore != null) {
                journal.remove(dueWork, new DueCursor(readBefore, calendar.ordinal));
            }
            if (readNext != null) {
                journal.put(dueWork, new DueCursor(readNext, calendar.ordinal), calendar);
            }
        }
        WorkRow.Claim<NodeRow> ended = before == null ? null : before.claim();
        WorkRow.Claim<NodeRow> begun = next == null ? null : next.claim();
        if (!Objects.equals(ended, begun)) {
            if (ended != null) {
                journal.remove(ended.node().running, calendar);
            }
            if (begun != null) {
                journal.add(begun.node().running, calendar);
            }
        }
        journal.note(() -> calendar.work = before);
        calendar.work = next;
    }

    /** Forgets a calendar and everything that hangs on it. */
    void drop(MemoryTransaction tx, CalendarShelf calendar) {
        Journal journal = tx.journal;
        work(journal, calendar, null);
        MemoryJobStore.forget(tx, calendar);
        MemoryDeadLetterStore.forget(tx, calendar);
        MemoryRunStore.forget(tx, calendar);
        MemoryChannelStore.forget(tx, calendar);
        MemoryMirrorStore.forget(tx, calendar);
        calendar.revisions.keySet().forEach(revision -> journal.remove(revisions, revision));
        calendar.journal.keySet().forEach(entry -> journal.remove(this.journal, entry));
        AccountShelf account = accounts.get(calendar.ref.account());
        if (account != null) {
            journal.remove(account.calendars, calendar.ordinal);
        }
        journal.remove(calendar.user.calendars, calendar.ordinal);
        journal.remove(calendars, calendar.ref);
    }
}
