package dev.calsync;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.ScheduleFirer;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredSchedule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One user's schedules. */
final class UserSchedules {
    private final Engine engine;
    private final UserId user;

    UserSchedules(Engine engine, UserId user) {
        this.engine = engine;
        this.user = user;
    }

    ScheduleId add(SyncSchedule schedule) {
        check(schedule);
        ScheduleId id = ScheduleId.of(engine.environment().ids().next());
        engine.store().inTransaction(tx -> {
            keep(tx, id, schedule);
            return true;
        });
        engine.wake();
        return id;
    }

    void replace(ScheduleId id, SyncSchedule schedule) {
        check(schedule);
        engine.store().inTransaction(tx -> {
            if (tx.schedules().find(user, id).isEmpty()) {
                throw new IllegalArgumentException("this user has no schedule " + id);
            }
            keep(tx, id, schedule);
            return true;
        });
        engine.wake();
    }

    private void check(SyncSchedule schedule) {
        List<String> faults = new ArrayList<>(schedule.faults(engine.settings().bounds()));
        if (schedule.userId().filter(owner -> !owner.equals(user)).isPresent()) {
            faults.add("userId names another user than the one it is scheduled for");
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException("SyncSchedule", faults);
        }
    }

    private void keep(StoreTransaction tx, ScheduleId id, SyncSchedule schedule) {
        tx.schedules()
                .put(List.of(new StoredSchedule(
                        id, user, schedule, schedule.nextAfter(id, tx.now()).orElse(null), null)));
    }

    void remove(ScheduleId id) {
        engine.store().inTransaction(tx -> {
            tx.schedules().delete(user, id);
            return true;
        });
    }

    List<StoredSchedule> all() {
        return engine.store().inTransaction(tx -> tx.schedules().ofUser(user));
    }

    List<CalendarRef> publish(EventKind kind, Map<String, String> attributes) {
        Set<CalendarRef> asked = engine.store().inTransaction(tx -> {
            Set<CalendarRef> calendars = new LinkedHashSet<>();
            for (StoredSchedule stored : tx.schedules().ofUser(user)) {
                if (stored.paused() == null
                        && stored.schedule().trigger() instanceof Trigger.Event event
                        && event.accepts(kind, attributes)) {
                    calendars.addAll(ScheduleFirer.request(tx, stored));
                }
            }
            return calendars;
        });
        engine.wake();
        return List.copyOf(asked);
    }
}
