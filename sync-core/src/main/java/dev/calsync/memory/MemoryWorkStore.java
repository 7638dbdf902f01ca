package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.Debounce;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkDemand;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
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
        Instant now = tx().now();
        WorkDemand demand = new WorkDemand(
                request.type(),
                request.priority(),
                request.dueAt(),
                now,
                EnumSet.of(request.cause()),
                request.schedule());
        Debounce debounce = request.debounce();
        WorkRow row = row(calendar);
        WorkRow asked = debounce == null ? row.ask(demand, now) : row.hint(demand, debounce, now);
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
                due.add(row(calendar).item(calendar));
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
            if (calendar != null && node.owned.get(calendar.bucket) && isDue(calendar, dueBy)) {
                leases.add(claim(node, calendar));
            }
        }
        return leases;
    }

    private boolean isDue(CalendarShelf calendar, Instant dueBy) {
        WorkRow row = row(calendar);
        Instant putOff = row.notBefore();
        Instant claimableAt = row.claimableAt();
        return claimableAt != null && !claimableAt.isAfter(dueBy) && (putOff == null || !putOff.isAfter(tx().now()));
    }

    private Lease claim(NodeRow node, CalendarShelf calendar) {
        WorkRow row = row(calendar);
        WorkDemand demand = Objects.requireNonNull(row.waiting());
        WorkRow.Claim claim = new WorkRow.Claim(node, state().nextNumber(), row.generation(), demand);
        state().work(journal(), calendar, row.begin(claim, tx().now()));
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
                state().work(journal(), calendar, ended(row(calendar), completion));
            }
        }
        return lost;
    }

    private WorkRow ended(WorkRow row, WorkCompletion completion) {
        Instant now = tx().now();
        WorkRow.Claim claim = Objects.requireNonNull(row.claim());
        if (completion instanceof WorkCompletion.Retry retry) {
            return row.handBack(claim, retry.at(), row.attempts() + 1, now);
        }
        if (completion instanceof WorkCompletion.Deferred deferred) {
            // What was put off during the run stays so if that is for longer.
            Instant held = row.notBefore();
            boolean heldLonger = held != null && held.isAfter(deferred.until());
            WorkRow back = row.handBack(claim, now, row.attempts(), now);
            return heldLonger ? back : back.defer(deferred.until(), deferred.reason(), now);
        }
        if (completion instanceof WorkCompletion.Postponed postponed) {
            return row.handBack(claim, postponed.at(), row.attempts(), now);
        }
        if (completion instanceof WorkCompletion.Yielded) {
            return row.handBack(claim, now, row.attempts(), now);
        }
        return row.serve(claim, now);
    }

    @Override
    public void change(List<WorkChange> changes) {
        for (WorkChange change : changes) {
            CalendarShelf calendar = shelf(change.calendar());
            state().work(journal(), calendar, changed(row(calendar), change));
        }
    }

    private WorkRow changed(WorkRow row, WorkChange change) {
        Instant now = tx().now();
        if (change instanceof WorkChange.Defer defer) {
            return row.defer(defer.notBefore(), defer.reason(), now);
        }
        if (change instanceof WorkChange.Block block) {
            return row.block(block.block(), now);
        }
        if (change instanceof WorkChange.Lift lift) {
            return row.lift(lift.block(), now);
        }
        if (change instanceof WorkChange.Reprioritize reprioritize) {
            return row.reprioritize(reprioritize.priority(), now);
        }
        if (change instanceof WorkChange.CallOff callOff) {
            return row.callOff(callOff.generation(), now);
        }
        return row.withdraw(((WorkChange.Withdraw) change).generation(), now);
    }

    @Override
    public Optional<WorkItem> find(CalendarRef ref) {
        CalendarShelf calendar = shelfOf(ref);
        return calendar == null || calendar.work == null
                ? Optional.empty()
                : Optional.of(row(calendar).item(calendar));
    }

    private static WorkRow row(CalendarShelf calendar) {
        return calendar.work == null ? WorkRow.NEVER_OWED : calendar.work;
    }
}
