package dev.calsync.memory;

import dev.calsync.memory.UserShelf.JobRow;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.JobId;
import dev.calsync.model.UserId;
import dev.calsync.store.JobStore;
import dev.calsync.store.StoredJob;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class MemoryJobStore extends MemoryDrawer implements JobStore {
    MemoryJobStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void add(StoredJob job) {
        for (CalendarRef ref : job.asked().keySet()) {
            if (!shelf(ref).user.id.equals(job.job().userId())) {
                throw new IllegalArgumentException(
                        ref + " is not user " + job.job().userId() + "'s");
            }
        }
        UserShelf user = state().user(journal(), job.job().userId());
        if (user.jobs.containsKey(job.job().id())) {
            throw new IllegalArgumentException("job " + job.job().id() + " is kept already");
        }
        put(tx(), user, new JobRow(state().nextNumber(), job, finalAt(tx(), job)));
    }

    @Override
    public void put(StoredJob job) {
        UserShelf user = state().users.get(job.job().userId());
        JobRow row = user == null ? null : user.jobs.get(job.job().id());
        if (user != null && row != null && row.finalAt() == null) {
            put(tx(), user, new JobRow(row.ordinal(), job, finalAt(tx(), job)));
        }
    }

    @Override
    public Optional<StoredJob> find(UserId user, JobId id) {
        UserShelf shelf = state().users.get(user);
        JobRow row = shelf == null ? null : shelf.jobs.get(id);
        return row == null ? Optional.empty() : Optional.of(asOfNow(row));
    }

    @Override
    public List<StoredJob> ofUser(UserId user, int limit) {
        UserShelf shelf = state().users.get(user);
        return shelf == null
                ? List.of()
                : shelf.jobsInOrder.descendingMap().values().stream()
                        .limit(limit)
                        .map(this::asOfNow)
                        .toList();
    }

    @Override
    public List<StoredJob> ofCalendar(CalendarRef calendar, int limit) {
        CalendarShelf shelf = shelfOf(calendar);
        return shelf == null
                ? List.of()
                : shelf.user.jobsInOrder.descendingMap().values().stream()
                        .filter(row -> row.job().asked().containsKey(calendar))
                        .limit(limit)
                        .map(this::asOfNow)
                        .toList();
    }

    @Override
    public void settle(List<Settlement> settlements) {
        for (Settlement settlement : settlements) {
            CalendarShelf calendar = shelfOf(settlement.calendar());
            if (calendar == null) {
                continue;
            }
            for (JobId id : List.copyOf(calendar.waitingJobs)) {
                JobRow row = calendar.user.jobs.get(id);
                StoredJob settled = row == null ? null : row.job().settled(settlement);
                if (row != null && settled != null && !settled.equals(row.job())) {
                    put(tx(), calendar.user, new JobRow(row.ordinal(), settled, finalAt(tx(), settled)));
                }
            }
        }
    }

    @Override
    public int prune(Instant before, int limit) {
        List<JobRow> old = new ArrayList<>();
        for (JobRow row : state().finalJobs
                .headMap(new Moment(before, Long.MIN_VALUE), false)
                .values()) {
            if (old.size() >= limit) {
                break;
            }
            old.add(row);
        }
        for (JobRow row : old) {
            UserShelf user = state().user(journal(), row.job().job().userId());
            remove(tx(), user, row);
        }
        return old.size();
    }

    /** Takes a calendar out of the jobs that name it; a job that has none left is forgotten. */
    static void forget(MemoryTransaction tx, CalendarShelf calendar) {
        UserShelf user = calendar.user;
        for (JobRow row : List.copyOf(user.jobs.values())) {
            if (row.job().asked().containsKey(calendar.ref)) {
                remove(tx, user, row);
                row.job().without(calendar.ref).ifPresent(rest -> {
                    Moment finalAt = row.finalAt() == null ? finalAt(tx, rest) : row.finalAt();
                    put(tx, user, new JobRow(row.ordinal(), rest, finalAt));
                });
            }
        }
    }

    private static @Nullable Moment finalAt(MemoryTransaction tx, StoredJob job) {
        return job.isFinal() ? new Moment(tx.now(), tx.state.nextNumber()) : null;
    }

    private StoredJob asOfNow(JobRow row) {
        return row.job().asOf(ref -> {
            CalendarShelf calendar = shelfOf(ref);
            WorkRow<NodeRow> work = calendar == null ? null : calendar.work;
            return calendar == null || work == null ? Optional.<WorkItem>empty() : Optional.of(calendar.item(work));
        });
    }

    private static void put(MemoryTransaction tx, UserShelf user, JobRow row) {
        tx.journal.put(user.jobs, row.job().job().id(), row);
        tx.journal.put(user.jobsInOrder, row.ordinal(), row);
        if (row.finalAt() != null) {
            tx.journal.put(tx.state.finalJobs, row.finalAt(), row);
        }
        for (CalendarRef ref : row.job().asked().keySet()) {
            CalendarShelf calendar = tx.state.calendars.get(ref);
            if (calendar != null && row.job().outcomes().containsKey(ref)) {
                tx.journal.remove(calendar.waitingJobs, row.job().job().id());
            } else if (calendar != null) {
                tx.journal.add(calendar.waitingJobs, row.job().job().id());
            }
        }
    }

    private static void remove(MemoryTransaction tx, UserShelf user, JobRow row) {
        JobId id = row.job().job().id();
        tx.journal.remove(user.jobs, id);
        tx.journal.remove(user.jobsInOrder, row.ordinal());
        if (row.finalAt() != null) {
            tx.journal.remove(tx.state.finalJobs, row.finalAt());
        }
        for (CalendarRef ref : row.job().asked().keySet()) {
            CalendarShelf calendar = tx.state.calendars.get(ref);
            if (calendar != null) {
                tx.journal.remove(calendar.waitingJobs, id);
            }
        }
    }
}
