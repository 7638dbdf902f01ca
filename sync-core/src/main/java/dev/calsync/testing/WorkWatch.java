package dev.calsync.testing;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.DueCursor;
import dev.calsync.store.Lease;
import dev.calsync.store.NodeLease;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkChange;
import dev.calsync.store.WorkCompletion;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import dev.calsync.store.WorkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares what a store does with what is owed to what its contract promises. */
final class WorkWatch {
    private final WatchedTransaction watched;
    private final boolean refuseEnds;
    private final List<WorkCompletion> ended = new ArrayList<>();
    private @Nullable WorkStore drawer;

    WorkWatch(WatchedTransaction watched, boolean refuseEnds) {
        this.watched = watched;
        this.refuseEnds = refuseEnds;
    }

    /** How runs ended in this transaction. */
    List<WorkCompletion> ended() {
        return ended;
    }

    WorkStore over(WorkStore work) {
        drawer = work;
        return new Watch(work);
    }

    private final class Watch implements WorkStore {
        private final WorkStore work;

        Watch(WorkStore work) {
            this.work = work;
        }

        @Override
        public List<Long> request(List<WorkRequest> requests) {
            List<Long> generations = work.request(requests);
            for (int i = 0; i < requests.size(); i++) {
                asked(requests.get(i), generations.get(i));
            }
            return generations;
        }

        @Override
        public List<WorkItem> due(Set<Integer> buckets, DueCursor after, Instant now, int limit) {
            return work.due(buckets, after, now, limit);
        }

        @Override
        public Optional<Instant> nextDue(Set<Integer> buckets, DueCursor after) {
            return work.nextDue(buckets, after);
        }

        @Override
        public List<Lease> claim(NodeLease node, Collection<CalendarRef> calendars, Instant dueBy) {
            List<Lease> leases = work.claim(node, calendars, dueBy);
            leases.forEach(WorkWatch.this::claimed);
            return leases;
        }

        @Override
        public List<Lease> complete(List<WorkCompletion> completions) {
            if (refuseEnds) {
                completions.forEach(completion ->
                        watched.books.refused.add(completion.lease().fencingToken()));
                throw new IllegalStateException("the store does not take that");
            }
            List<Lease> lost = work.complete(completions);
            for (WorkCompletion completion : completions) {
                if (lost.contains(completion.lease())) {
                    refused(completion.lease());
                } else {
                    completed(work, completion);
                }
            }
            return lost;
        }

        @Override
        public void change(List<WorkChange> changes) {
            work.change(changes);
            changes.forEach(change -> changed(work, change));
        }

        @Override
        public Optional<WorkItem> find(CalendarRef calendar) {
            return work.find(calendar);
        }
    }

    private void asked(WorkRequest request, long generation) {
        CalendarBook page = watched.page(request.calendar());
        if (page.running != null) {
            watched.happened(Occurrence.ASKED_DURING_A_RUN);
        }
        long expected = page.ask(new CalendarBook.Wish(request.type(), request.priority()));
        require(
                generation == expected,
                Invariant.ONE_RUN,
                () -> "a request for " + request.calendar() + " is to be served by generation " + generation + ", not "
                        + expected);
    }

    private void claimed(Lease lease) {
        CalendarBook page = watched.page(lease.calendar());
        Lease before = page.holder;
        if (before != null) {
            require(
                    !WorkBooks.live(watched.nodes(), before.node(), watched.tx.now()),
                    Invariant.ONE_RUN,
                    () -> "claimed twice at once: " + before + " and " + lease);
            page.handBack();
        }
        require(
                lease.fencingToken() > page.lastToken,
                Invariant.FENCING,
                () -> "a fencing token that does not grow: " + lease);
        require(
                lease.generation() == page.asked && lease.generation() > page.served,
                Invariant.ONE_RUN,
                () -> lease + " serves generation " + lease.generation() + "; asked for is " + page.asked + ", served "
                        + page.served);
        CalendarBook.Wish wish = page.waiting;
        require(
                wish != null && wish.equals(new CalendarBook.Wish(lease.type(), lease.priority())),
                Invariant.ONE_RUN,
                () -> lease + " is not what was asked for: " + wish);
        Instant earliest = page.notBefore;
        require(
                earliest == null || !watched.tx.now().isBefore(earliest),
                Invariant.FREE_DEFERRAL,
                () -> "began at " + watched.tx.now() + ", before " + earliest + ": " + lease);
        require(page.blocks.isEmpty(), Invariant.FREE_DEFERRAL, () -> "began although " + page.blocks + ": " + lease);
        require(
                lease.attempts() == page.attempts,
                Invariant.FREE_DEFERRAL,
                () -> lease + " counts " + lease.attempts() + " attempts; there were " + page.attempts);
        if (lease.demand().causes().contains(WorkCause.SCHEDULE)) {
            page.scheduledRuns++;
        }
        page.begin(lease);
        watched.happened(Occurrence.BEGAN);
    }

    /** A completion that the store says comes too late. */
    private void refused(Lease lease) {
        CalendarBook page = watched.seen(lease.calendar());
        require(
                page == null
                        || !WorkBooks.isHeldBy(page, lease)
                        || !WorkBooks.live(watched.nodes(), lease.node(), watched.tx.now()),
                Invariant.NOTHING_OWED_LOST,
                () -> "the end of a run that holds its lease is refused: " + lease);
    }

    private void completed(WorkStore work, WorkCompletion completion) {
        Lease lease = completion.lease();
        watched.passed(lease);
        CalendarBook page = watched.page(lease.calendar());
        if (!(completion instanceof WorkCompletion.Postponed)) {
            // What was claimed and put off at once never had a run.
            ended.add(completion);
            page.ends++;
        }
        if (completion instanceof WorkCompletion.Served) {
            page.serve(lease.generation());
            watched.happened(Occurrence.SERVED);
        } else {
            page.handBack();
            if (completion instanceof WorkCompletion.Retry) {
                page.failed();
                watched.happened(Occurrence.RETRIED);
                require(
                        page.attempts <= watched.books.retriesMax,
                        Invariant.BOUNDED,
                        () -> lease.calendar() + " is tried again after " + page.attempts + " failures");
            } else if (completion instanceof WorkCompletion.Deferred deferred) {
                page.notBefore = later(deferred.until(), page.notBefore);
                watched.happened(Occurrence.DEFERRED);
            } else {
                watched.happened(
                        completion instanceof WorkCompletion.Postponed ? Occurrence.POSTPONED : Occurrence.HANDED_BACK);
            }
        }
        compare(work, lease.calendar(), page, completion);
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private void changed(WorkStore work, WorkChange change) {
        CalendarBook page = watched.page(change.calendar());
        if (change instanceof WorkChange.Defer defer) {
            page.notBefore = defer.notBefore();
        } else if (change instanceof WorkChange.Block block) {
            page.blocks.add(block.block());
        } else if (change instanceof WorkChange.Lift lift) {
            page.blocks.remove(lift.block());
        } else if (change instanceof WorkChange.Reprioritize reprioritize) {
            CalendarBook.Wish wish = page.waiting;
            page.waiting = wish == null ? null : new CalendarBook.Wish(wish.type(), reprioritize.priority());
        } else if (change instanceof WorkChange.Withdraw withdraw) {
            page.withdraw(withdraw.generation());
        }
        compare(work, change.calendar(), page, change);
    }

    /** The store's row against our page. */
    private void compare(WorkStore work, CalendarRef calendar, CalendarBook page, Object after) {
        WorkItem row = work.find(calendar).orElse(null);
        long generation = row == null ? 0 : row.generation();
        long served = row == null ? 0 : row.served();
        require(
                generation == page.asked && served == page.served,
                Invariant.NOTHING_OWED_LOST,
                () -> after + " left generation " + generation + " asked and " + served + " served; it is " + page.asked
                        + " and " + page.served);
        int attempts = row == null ? 0 : row.attempts();
        require(
                attempts == page.attempts,
                attempts > page.attempts ? Invariant.FREE_DEFERRAL : Invariant.BOUNDED,
                () -> after + " left " + attempts + " attempts; there were " + page.attempts);
    }

    /** What dead nodes ran is owed again once the store says so; what live ones run stays theirs. */
    void takeBackFromTheDead() {
        List<CalendarRef> held = new ArrayList<>();
        watched.eachPage((calendar, page) -> {
            Lease holder = page.holder;
            if (holder != null && !registered(holder.node())) {
                held.add(calendar);
            }
        });
        WorkStore work = drawer == null ? watched.tx.work() : drawer;
        for (CalendarRef calendar : held) {
            if (!work.find(calendar).map(WorkItem::running).orElse(false)) {
                CalendarBook page = watched.page(calendar);
                page.handBack();
                watched.happened(Occurrence.TAKEN_BACK);
                compare(work, calendar, page, "taking over");
            }
        }
    }

    private boolean registered(NodeLease lease) {
        Map<String, NodeLease> nodes = watched.nodes();
        NodeLease known = nodes.get(lease.node());
        return known != null && known.epoch() == lease.epoch();
    }

    private void require(boolean holds, Invariant invariant, Supplier<String> otherwise) {
        watched.books.violations.require(holds, invariant, otherwise);
    }
}
