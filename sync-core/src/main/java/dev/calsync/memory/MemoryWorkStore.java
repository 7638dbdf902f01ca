package dev.calsync.memory;

import dev.calsync.error.LeaseLostException;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        WorkRow asked =
                row(calendar).ask(new WorkRow.Wish(request.type(), request.priority(), request.dueAt(), tx().now()));
        state().work(journal(), calendar, asked);
        return asked.generation();
    }

    @Override
    public List<WorkItem> due(Set<Integer> buckets, Instant now, int limit) {
        return state().dueWork.due(buckets, now, limit).stream()
                .map(calendar -> row(calendar).item(calendar))
                .toList();
    }

    @Override
    public Optional<Instant> nextDue(Set<Integer> buckets) {
        return state().dueWork.next(buckets);
    }

    @Override
    public List<Lease> claim(NodeLease held, Collection<CalendarRef> calendars) {
        NodeRow node = tx().live(held);
        if (node == null) {
            throw new LeaseLostException(
                    "node " + held.node() + " cannot claim work: its lease is lost. Stop its runs and join anew");
        }
        List<Lease> leases = new ArrayList<>(calendars.size());
        for (CalendarRef ref : calendars) {
            CalendarShelf calendar = shelfOf(ref);
            if (calendar != null && node.owned.contains(calendar.bucket) && isDue(calendar)) {
                leases.add(claim(node, calendar));
            }
        }
        return leases;
    }

    private boolean isDue(CalendarShelf calendar) {
        Instant claimableAt = row(calendar).claimableAt();
        return claimableAt != null && !claimableAt.isAfter(tx().now());
    }

    private Lease claim(NodeRow node, CalendarShelf calendar) {
        WorkRow row = row(calendar);
        WorkRow.Wish wish = Objects.requireNonNull(row.waiting());
        WorkRow.Claim claim = new WorkRow.Claim(node, state().nextNumber(), row.generation(), wish);
        state().work(journal(), calendar, row.begin(claim));
        return new Lease(
                calendar.ref,
                calendar.user.id,
                node.lease(),
                claim.token(),
                claim.generation(),
                wish.type(),
                wish.priority(),
                row.attempts(),
                wish.owedSince());
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
        WorkRow.Claim claim = Objects.requireNonNull(row.claim());
        if (completion instanceof WorkCompletion.Retry retry) {
            return row.handBack(claim, retry.at(), row.attempts() + 1);
        }
        if (completion instanceof WorkCompletion.Deferred deferred) {
            // What was put on hold during the run stays on hold if that is for longer.
            Instant held = row.notBefore();
            boolean holdIsLonger = held != null && held.isAfter(deferred.until());
            WorkRow back = row.handBack(claim, tx().now(), row.attempts());
            return holdIsLonger ? back : back.hold(deferred.until(), deferred.reason());
        }
        if (completion instanceof WorkCompletion.Yielded) {
            return row.handBack(claim, tx().now(), row.attempts());
        }
        return row.serve(claim);
    }

    @Override
    public void hold(CalendarRef ref, @Nullable Instant notBefore, @Nullable String reason) {
        if ((notBefore == null) != (reason == null)) {
            throw new IllegalArgumentException("hold needs both a time and a reason, or neither");
        }
        CalendarShelf calendar = shelf(ref);
        state().work(journal(), calendar, row(calendar).hold(notBefore, reason));
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
