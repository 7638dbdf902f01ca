package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkRow;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

final class MemoryWorkStore extends MemoryDrawer implements WorkStore {
    MemoryWorkStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public List<Long> request(List<WorkRequest> requests) {
        return requests.stream().map(this::request).toList();
    }

    private long request(WorkRequest request) {
        CalendarShelf calendar = shelf(request.calendar());
        if (!calendar.user.id.equals(request.user())) {
            throw new IllegalArgumentException(request.calendar() + " is not user " + request.user() + "'s");
        }
        WorkRow<NodeRow> asked = row(calendar).requested(request, tx().now());
        state().work(journal(), calendar, asked);
        return asked.generation();
    }

    @Override
    public List<WorkItem> due(Set<Integer> buckets, DueCursor after, Instant now, int limit) {
        List<WorkItem> due = new ArrayList<>();
        for (Map.Entry<DueCursor, CalendarShelf> entry :
                state().dueWork.tailMap(after, false).entrySet()) {
            if (due.size() >= limit || entry.getKey().at().isAfter(now)) {
                break;
            }
            CalendarShelf calendar = entry.getValue();
            if (buckets.contains(calendar.bucket)) {
                due.add(calendar.item(row(calendar)));
            }
        }
        return due;
    }

    @Override
    public Optional<Instant> nextDue(Set<Integer> buckets, DueCursor after) {
        return state().dueWork.tailMap(after, false).entrySet().stream()
                .filter(entry -> buckets.contains(entry.getValue().bucket))
                .findFirst()
                .map(entry -> entry.getKey().at());
    }

    @Override
    public List<Lease> claim(NodeLease held, Collection<CalendarRef> calendars, Instant dueBy) {
        NodeRow node = tx().live(held);
        if (node == null) {
            throw new LeaseLostException(
                    "node " + held.node() + " cannot claim work: its lease is lost. Stop its runs and join anew");
        }
        List<Lease> leases = new ArrayList<>(calendars.size());
        for (CalendarRef ref : calendars) {
            CalendarShelf calendar = shelfOf(ref);
            if (calendar != null
                    && node.owned.get(calendar.bucket)
                    && row(calendar).claimable(dueBy, tx().now())) {
                leases.add(claim(node, calendar));
            }
        }
        return leases;
    }

    private Lease claim(NodeRow node, CalendarShelf calendar) {
        WorkRow<NodeRow> row = row(calendar);
        WorkDemand demand = Objects.requireNonNull(row.waiting());
        WorkRow.Claim<NodeRow> claim = new WorkRow.Claim<>(node, state().nextNumber(), row.generation(), demand);
        state().work(journal(), calendar, row.begun(claim, tx().now()));
        return new Lease(
                calendar.ref,
                calendar.user.id,
                calendar.provider,
                node.lease(),
                claim.token(),
                claim.generation(),
                demand,
                row.attempts(),
                row.abandoned());
    }

    @Override
    public List<Lease> complete(List<WorkCompletion> completions) {
        List<Lease> lost = new ArrayList<>();
        for (WorkCompletion completion : completions) {
            CalendarShelf calendar = tx().held(completion.lease());
            if (calendar == null) {
                lost.add(completion.lease());
            } else {
                state().work(journal(), calendar, row(calendar).completed(completion, tx().now()));
            }
        }
        return lost;
    }

    @Override
    public void change(List<WorkChange> changes) {
        for (WorkChange change : changes) {
            CalendarShelf calendar = shelf(change.calendar());
            state().work(journal(), calendar, row(calendar).changed(change, tx().now()));
        }
    }

    @Override
    public Optional<WorkItem> find(CalendarRef ref) {
        CalendarShelf calendar = shelfOf(ref);
        return calendar == null || calendar.work == null ? Optional.empty() : Optional.of(calendar.item(row(calendar)));
    }

    private static WorkRow<NodeRow> row(CalendarShelf calendar) {
        return calendar.work == null ? WorkRow.neverOwed() : calendar.work;
    }
}
