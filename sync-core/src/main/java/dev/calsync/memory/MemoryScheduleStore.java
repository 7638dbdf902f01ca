package dev.calsync.memory;

import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.store.ScheduleStore;
import dev.calsync.store.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class MemoryScheduleStore extends MemoryDrawer implements ScheduleStore {
    MemoryScheduleStore(MemoryTransaction transaction) {
        super(transaction);
    }

    @Override
    public void put(List<StoredSchedule> schedules) {
        schedules.forEach(this::put);
    }

    private void put(StoredSchedule schedule) {
        UserShelf user = state().user(journal(), schedule.user());
        Long ordinal = user.scheduleOrdinals.get(schedule.id());
        if (ordinal == null) {
            ordinal = state().nextNumber();
            journal().put(user.scheduleOrdinals, schedule.id(), ordinal);
        }
        unplan(user, ordinal, journal().put(user.schedules, ordinal, schedule));
        Instant next = schedule.wakeAt();
        if (next != null) {
            state().dueSchedules.put(journal(), user.bucket, new Moment(next, ordinal), schedule);
        }
    }

    @Override
    public Optional<StoredSchedule> find(UserId user, ScheduleId id) {
        UserShelf shelf = state().users.get(user);
        return shelf == null
                ? Optional.empty()
                : Optional.ofNullable(shelf.scheduleOrdinals.get(id)).map(shelf.schedules::get);
    }

    @Override
    public List<StoredSchedule> ofUsers(Collection<UserId> users) {
        List<StoredSchedule> found = new ArrayList<>();
        for (UserId user : users) {
            UserShelf shelf = state().users.get(user);
            if (shelf != null) {
                found.addAll(shelf.schedules.values());
            }
        }
        return found;
    }

    @Override
    public void delete(UserId user, ScheduleId id) {
        UserShelf shelf = state().users.get(user);
        Long ordinal = shelf == null ? null : journal().remove(shelf.scheduleOrdinals, id);
        if (shelf != null && ordinal != null) {
            unplan(shelf, ordinal, journal().remove(shelf.schedules, ordinal));
            state().dropIfEmpty(journal(), shelf);
        }
    }

    @Override
    public List<StoredSchedule> due(Set<Integer> buckets, Instant now, int limit) {
        return state().dueSchedules.due(buckets, now, limit);
    }

    @Override
    public Optional<Instant> nextFire(Set<Integer> buckets) {
        return state().dueSchedules.next(buckets);
    }

    private void unplan(UserShelf user, long ordinal, @Nullable StoredSchedule before) {
        Instant planned = before == null ? null : before.wakeAt();
        if (planned != null) {
            state().dueSchedules.remove(journal(), user.bucket, new Moment(planned, ordinal));
        }
    }
}
