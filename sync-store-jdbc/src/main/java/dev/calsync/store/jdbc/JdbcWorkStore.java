package dev.calsync.store.jdbc;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.store.Buckets;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkRow;
import dev.calsync.store.WorkStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is owed. Each change locks the rows it is about, in the order of their keys, lets {@link WorkRow} say what becomes of
 * them, and writes them back with one statement. What is due is read along one index, in the order of {@link
 * WorkItem#readAt}, and never from its beginning, where the entries of served work wait to be cleaned away.
 */
final class JdbcWorkStore extends JdbcDrawer implements WorkStore {
    private static final String IDENTITY_COLUMNS = "a.account_id, c.calendar_id, u.user_id, a.provider";
    private static final String IDENTITY_TABLES = """
             JOIN {calendars} c ON c.calendar_key = w.calendar_key
            JOIN {accounts} a ON a.account_key = c.account_key
            JOIN {users} u ON u.user_key = w.user_key""";

    JdbcWorkStore(JdbcTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<Long> request(List<WorkRequest> requests) {
        Map<CalendarRef, CalendarKey> keys = tx().calendarKeys()
                .find(requests.stream().map(WorkRequest::calendar).toList());
        for (WorkRequest request : requests) {
            CalendarKey key = keys.get(request.calendar());
            if (key != null && !key.user().equals(request.user())) {
                throw new IllegalArgumentException(request.calendar() + " is not user " + request.user() + "'s");
            }
        }
        Locked rows = new Locked(keys.values());
        List<Long> generations = new ArrayList<>(requests.size());
        for (WorkRequest request : requests) {
            WorkRows.Kept kept = rows.of(request.calendar(), keys.get(request.calendar()));
            WorkRow<Long> next = kept.row().requested(request, tx().now());
            rows.put(kept, next);
            generations.add(next.generation());
        }
        rows.save();
        return generations;
    }

    @Override
    public void change(List<WorkChange> changes) {
        Map<CalendarRef, CalendarKey> keys = tx().calendarKeys()
                .find(changes.stream().map(WorkChange::calendar).toList());
        Locked rows = new Locked(keys.values());
        rows.readClaims();
        for (WorkChange change : changes) {
            WorkRows.Kept kept = rows.of(change.calendar(), keys.get(change.calendar()));
            rows.put(kept, kept.row().changed(change, tx().now()));
        }
        rows.save();
    }

    /** Rows that are locked, as they were and as they will be. */
    private final class Locked {
        private final WorkRows work = new WorkRows(tx());
        private final Map<Long, WorkRows.Kept> rows = new TreeMap<>();
        private final Set<Long> changed = new HashSet<>();

        Locked(Collection<CalendarKey> keys) {
            work.lock(keys.stream().map(CalendarKey::key).toList()).forEach(row -> rows.put(row.key(), row));
        }

        /** Runs under way, in full. */
        void readClaims() {
            List<Long> running = rows.values().stream()
                    .filter(kept -> kept.row().claim() != null)
                    .map(WorkRows.Kept::key)
                    .toList();
            if (!running.isEmpty()) {
                call("SELECT " + WorkRows.CLAIM_COLUMNS + ", " + WorkRows.COLUMNS
                                + " FROM {claims} c JOIN {work} w ON w.calendar_key = c.calendar_key"
                                + " WHERE c.calendar_key IN (?*)")
                        .numbers(running)
                        .list(WorkRows::readClaimed)
                        .forEach(row -> rows.put(row.key(), row));
            }
        }

        WorkRows.Kept of(CalendarRef calendar, @Nullable CalendarKey key) {
            WorkRows.Kept kept = key == null ? null : rows.get(key.key());
            if (kept == null) {
                throw new IllegalArgumentException("nothing can be kept for " + calendar
                        + ": the calendar is not kept. Put it into calendars() first");
            }
            return kept;
        }

        void put(WorkRows.Kept kept, WorkRow<Long> next) {
            if (!next.equals(kept.row())) {
                tx().changes().work(kept.bucket());
                rows.put(kept.key(), kept.row(next));
                changed.add(kept.key());
            }
        }

        void save() {
            work.update(rows.values().stream()
                    .filter(kept -> changed.contains(kept.key()))
                    .toList());
        }
    }

    @Override
    public List<WorkItem> due(Set<Integer> buckets, DueCursor after, Instant now, int limit) {
        tx().inbox().empty(tx(), buckets);
        List<WorkItem> due = new ArrayList<>();
        if (limit > 0) {
            byRegion(buckets).forEach((region, own) -> due.addAll(due(region, own, after, now, limit)));
        }
        due.sort(Comparator.comparing(WorkItem::readAt));
        return due.size() <= limit ? due : List.copyOf(due.subList(0, limit));
    }

    private List<WorkItem> due(int region, Set<Integer> buckets, DueCursor after, Instant now, int limit) {
        boolean all = buckets.size() == Buckets.COUNT;
        Call call = call("SELECT " + WorkRows.COLUMNS + " FROM {work} w "
                        + "WHERE w.region = ? AND w.read_at >= ? AND (w.read_at, w.calendar_key) > (?, ?) "
                        + "AND w.read_at <= ? " + (all ? "" : "AND w.bucket IN (?*) ")
                        + "ORDER BY w.region, w.read_at, w.calendar_key LIMIT ?")
                .integer(region)
                .time(after.at())
                .time(after.at())
                .number(after.number())
                .time(now);
        return named((all ? call : call.integers(buckets)).integer(limit).list(WorkRows::read));
    }

    /** What is owed to whom: most calendars run again and again, and are remembered. */
    private List<WorkItem> named(List<WorkRows.Kept> rows) {
        KnownCalendars known = tx().knownCalendars();
        Map<Long, KnownCalendars.Named> calendars = new HashMap<>();
        List<Long> unknown = new ArrayList<>();
        for (WorkRows.Kept row : rows) {
            known.find(row.key())
                    .ifPresentOrElse(calendar -> calendars.put(row.key(), calendar), () -> unknown.add(row.key()));
        }
        tx().calendarKeys().named(unknown).forEach(calendar -> {
            known.note(calendar);
            calendars.put(calendar.key().key(), calendar);
        });
        List<WorkItem> items = new ArrayList<>(rows.size());
        for (WorkRows.Kept row : rows) {
            KnownCalendars.Named calendar = calendars.get(row.key());
            if (calendar != null) {
                items.add(item(
                        calendar.calendar(),
                        calendar.key().user(),
                        calendar.key().provider(),
                        row));
            }
        }
        return items;
    }

    @Override
    public Optional<Instant> nextDue(Set<Integer> buckets, DueCursor after) {
        tx();
        return byRegion(buckets).entrySet().stream()
                .flatMap(entry -> nextDue(entry.getKey(), entry.getValue(), after).stream())
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> nextDue(int region, Set<Integer> buckets, DueCursor after) {
        boolean all = buckets.size() == Buckets.COUNT;
        Call call = call("SELECT read_at FROM {work} "
                        + "WHERE region = ? AND read_at >= ? AND (read_at, calendar_key) > (?, ?) "
                        + (all ? "" : "AND bucket IN (?*) ") + "ORDER BY region, read_at, calendar_key LIMIT 1")
                .integer(region)
                .time(after.at())
                .time(after.at())
                .number(after.number());
        return (all ? call : call.integers(buckets)).first(Row::time);
    }

    /** Buckets by their regions' numbers. */
    static Map<Integer, Set<Integer>> byRegion(Set<Integer> buckets) {
        Map<Integer, Set<Integer>> byRegion = new TreeMap<>();
        buckets.forEach(bucket -> byRegion.computeIfAbsent(Regions.of(bucket), region -> new HashSet<>())
                .add(bucket));
        return byRegion;
    }

    private WorkItem item(Row row) throws SQLException {
        CalendarRef calendar = new CalendarRef(AccountId.of(row.text()), row.text());
        UserId user = UserId.of(row.text());
        ProviderId provider = ProviderId.of(row.text());
        return item(calendar, user, provider, WorkRows.read(row));
    }

    private WorkItem item(CalendarRef calendar, UserId user, ProviderId provider, WorkRows.Kept kept) {
        tx().calendarKeys().note(calendar, kept.of(user, provider));
        return kept.row().item(calendar, user, provider, kept.bucket(), kept.key());
    }

    @Override
    public List<Lease> claim(NodeLease held, Collection<CalendarRef> calendars, Instant dueBy) {
        if (!new NodeRows(tx()).holdLive(held)) {
            throw new LeaseLostException(
                    "node " + held.node() + " cannot claim work: its lease is lost. Stop its runs and join anew");
        }
        List<WorkRows.Kept> begun = new ArrayList<>();
        List<Lease> leases = new ArrayList<>();
        for (Owned owned : lockOwned(held, calendars)) {
            WorkRows.Kept kept = owned.kept();
            WorkRow<Long> row = kept.row();
            if (row.claimable(dueBy, tx().now())) {
                WorkRow.Claim<Long> claim = new WorkRow.Claim<>(
                        held.epoch(), kept.token() + 1, row.generation(), Objects.requireNonNull(row.waiting()));
                begun.add(new WorkRows.Kept(
                        kept.key(), kept.userKey(), kept.bucket(), claim.token(), row.begun(claim, tx().now())));
                leases.add(lease(owned, held, claim));
            }
        }
        WorkRows rows = new WorkRows(tx());
        rows.update(begun);
        rows.insertClaims(begun);
        return leases;
    }

    private record Owned(CalendarRef calendar, CalendarKey key, WorkRows.Kept kept) {}

    /** The rows of those that this node owns, locked in the order of their keys. */
    private List<Owned> lockOwned(NodeLease held, Collection<CalendarRef> calendars) {
        Map<CalendarRef, CalendarKey> keys = new HashMap<>();
        List<CalendarRef> unknown = new ArrayList<>();
        for (CalendarRef calendar : calendars) {
            tx().knownCalendars()
                    .find(calendar)
                    .ifPresentOrElse(key -> keys.put(calendar, key), () -> unknown.add(calendar));
        }
        keys.putAll(asked(unknown));
        List<Owned> owned = lockOwned(held, keys);
        if (owned.size() < keys.size()) {
            // They are another node's by now, or gone; or kept anew, under another number.
            owned.forEach(one -> keys.remove(one.calendar()));
            keys.keySet().forEach(tx().knownCalendars()::forget);
            Map<CalendarRef, CalendarKey> anew = asked(keys.keySet());
            anew.values().removeAll(keys.values());
            owned.addAll(lockOwned(held, anew));
        }
        return owned;
    }

    private Map<CalendarRef, CalendarKey> asked(Collection<CalendarRef> calendars) {
        Map<CalendarRef, CalendarKey> keys = tx().calendarKeys().find(calendars);
        keys.forEach((calendar, key) -> tx().knownCalendars().note(new KnownCalendars.Named(calendar, key)));
        return keys;
    }

    private List<Owned> lockOwned(NodeLease held, Map<CalendarRef, CalendarKey> keys) {
        Map<Long, CalendarRef> named = new TreeMap<>();
        keys.forEach((calendar, key) -> named.put(key.key(), calendar));
        List<Owned> owned = new ArrayList<>(named.size());
        for (WorkRows.Kept kept : lockOwned(held, named.keySet())) {
            CalendarRef calendar = Objects.requireNonNull(named.get(kept.key()));
            owned.add(new Owned(calendar, Objects.requireNonNull(keys.get(calendar)), kept));
        }
        return owned;
    }

    private List<WorkRows.Kept> lockOwned(NodeLease held, Set<Long> keys) {
        return keys.isEmpty()
                ? List.of()
                : call("SELECT " + WorkRows.COLUMNS + " FROM {work} w"
                                + dialect().byKey()
                                + " WHERE w.calendar_key IN (?*) AND EXISTS ("
                                + "SELECT 1 FROM {buckets} b WHERE b.bucket = w.bucket AND b.owner = ?) "
                                + "ORDER BY w.calendar_key" + dialect().forChange("w"))
                        .numbers(keys)
                        .number(held.epoch())
                        .list(WorkRows::read);
    }

    private static Lease lease(Owned owned, NodeLease held, WorkRow.Claim<Long> claim) {
        return new Lease(
                owned.calendar(),
                owned.key().user(),
                owned.key().provider(),
                held,
                claim.token(),
                claim.generation(),
                claim.demand(),
                owned.kept().row().attempts(),
                owned.kept().row().abandoned());
    }

    @Override
    public List<Lease> complete(List<WorkCompletion> completions) {
        WorkRows work = new WorkRows(tx());
        Set<NodeLease> live = new NodeRows(tx())
                .live(completions.stream()
                        .map(completion -> completion.lease().node())
                        .toList());
        Map<Long, WorkRows.Kept> running = new LinkedHashMap<>();
        if (!live.isEmpty()) {
            Set<Long> keys = new HashSet<>();
            completions.forEach(completion ->
                    keys.add(WorkRows.calendarOf(completion.lease().fencingToken())));
            work.lockClaimed(keys).forEach(kept -> running.put(kept.key(), kept));
        }
        List<Lease> lost = new ArrayList<>();
        List<WorkRows.Kept> ended = new ArrayList<>();
        for (WorkCompletion completion : completions) {
            Lease lease = completion.lease();
            WorkRows.Kept kept = running.get(WorkRows.calendarOf(lease.fencingToken()));
            if (kept == null || !live.contains(lease.node()) || !isOf(lease, kept)) {
                lost.add(lease);
            } else {
                running.remove(kept.key());
                tx().calendarKeys().note(lease.calendar(), kept.of(lease.user(), lease.provider()));
                ended.add(kept.row(kept.row().completed(completion, tx().now())));
            }
        }
        work.update(ended);
        work.deleteClaims(ended.stream().map(WorkRows.Kept::key).toList());
        return lost;
    }

    private static boolean isOf(Lease lease, WorkRows.Kept kept) {
        return kept.claim().token() == lease.fencingToken()
                && kept.claim().node() == lease.node().epoch();
    }

    /** See {@link dev.calsync.store.StoreTransaction#fence}: the lock conflicts with whoever ends the claim. */
    boolean fence(Lease lease) {
        long key = WorkRows.calendarOf(lease.fencingToken());
        Optional<CalendarKey> held = call("SELECT c.calendar_key, c.user_key, c.bucket FROM {claims} c "
                        + "WHERE c.calendar_key = ? AND c.token = ? AND c.epoch = ? AND EXISTS ("
                        + "SELECT 1 FROM {nodes} n WHERE n.epoch = ? AND n.node_name = ? AND n.expires_at > ?)"
                        + dialect().forKeyShare("c"))
                .number(key)
                .number(lease.fencingToken())
                .number(lease.node().epoch())
                .number(lease.node().epoch())
                .text(lease.node().node())
                .time(tx().now())
                .first(row ->
                        new CalendarKey(row.number(), row.number(), lease.user(), lease.provider(), row.integer()));
        held.ifPresent(calendar -> tx().calendarKeys().fenced(lease.calendar(), calendar));
        return held.isPresent();
    }

    @Override
    public Optional<WorkItem> find(CalendarRef calendar) {
        return find(List.of(calendar)).stream().findFirst();
    }

    /** The rows of those calendars that were ever owed anything, put off or blocked. */
    List<WorkItem> find(Collection<CalendarRef> calendars) {
        List<byte[]> hashes = calendars.stream().map(Hash::of).toList();
        return call("SELECT " + IDENTITY_COLUMNS + ", " + WorkRows.COLUMNS + " FROM {work} w" + IDENTITY_TABLES
                        + " WHERE c.ref_hash IN (?*) AND w.changed_at IS NOT NULL")
                .hashes(hashes)
                .list(this::item);
    }
}
