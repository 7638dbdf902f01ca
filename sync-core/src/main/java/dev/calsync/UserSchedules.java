package dev.calsync;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.internal.engine.Engine;
import dev.calsync.internal.engine.SettingsRows;
import dev.calsync.job.OnFailure;
import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncEvent.ScheduleChanged.Change;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.ScheduleRegistration;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One user's schedules. */
final class UserSchedules {
    private final Engine engine;
    private final UserId user;
    private final boolean builtInReplica;

    UserSchedules(Engine engine, UserId user, boolean builtInReplica) {
        this.builtInReplica = builtInReplica;
        this.engine = engine;
        this.user = user;
    }

    private record Kept(ScheduleRegistration registration, Instant at) {}

    ScheduleRegistration add(SyncSchedule schedule) {
        check(schedule);
        ScheduleId id = ScheduleId.of(engine.environment().ids().next());
        return change(id, Change.ADDED, tx -> {
            keep(tx, new StoredSchedule(id, user, schedule, next(schedule, id, tx.now()), null));
            return schedule;
        });
    }

    ScheduleRegistration replace(ScheduleId id, SyncSchedule schedule) {
        check(schedule);
        return change(id, Change.REPLACED, tx -> {
            StoredSchedule known = require(tx, id);
            StoredSchedule changed = known.schedule(schedule);
            keep(tx, known.paused() == null ? changed.firing(next(tx, known, schedule), null, null) : changed);
            return schedule;
        });
    }

    /** A fire that is owed by the old terms stays owed, and one of the same times is not planned anew. */
    private static @Nullable Instant next(StoreTransaction tx, StoredSchedule known, SyncSchedule schedule) {
        Instant planned = known.nextFireAt();
        Instant next = next(schedule, known.id(), tx.now());
        return next != null && planned != null && !planned.isAfter(tx.now()) ? planned : next;
    }

    private static @Nullable Instant next(SyncSchedule schedule, ScheduleId id, Instant now) {
        return schedule.nextAfter(id, now).orElse(null);
    }

    void pause(ScheduleId id, String reason) {
        engine.listeners().tell(engine.store().inTransaction(tx -> {
            keep(tx, require(tx, id).pausedFor(reason));
            return event(tx, id, Change.PAUSED);
        }));
    }

    ScheduleRegistration resume(ScheduleId id) {
        return change(id, Change.RESUMED, tx -> {
            StoredSchedule known = require(tx, id);
            if (known.reading() instanceof ScheduleReading.Parked parked) {
                throw new InvalidConfigurationException("SyncSchedule", parked.reasons());
            }
            SyncSchedule schedule = known.schedule();
            if (known.paused() != null) {
                keep(tx, known.firing(next(schedule, id, tx.now()), null, known.skipped()));
            }
            return schedule;
        });
    }

    private ScheduleRegistration change(ScheduleId id, Change change, Function<StoreTransaction, SyncSchedule> work) {
        Kept kept = engine.store()
                .inTransaction(tx -> new Kept(ScheduleRegistration.of(id, work.apply(tx), tx.now()), tx.now()));
        engine.listeners().tell(new SyncEvent.ScheduleChanged(user, kept.at(), id, change));
        engine.wake();
        return kept.registration();
    }

    private SyncEvent event(StoreTransaction tx, ScheduleId id, Change change) {
        return new SyncEvent.ScheduleChanged(user, tx.now(), id, change);
    }

    private void check(SyncSchedule schedule) {
        List<String> faults = new ArrayList<>(schedule.faults(engine.settings().bounds()));
        if (schedule.userId().filter(owner -> !owner.equals(user)).isPresent()) {
            faults.add("userId names another user than the one it is scheduled for");
        }
        if (!builtInReplica && schedule.onFailure().equals(Optional.of(OnFailure.ROLL_BACK))) {
            faults.add("onFailure cannot be roll-back: this host keeps events in its own replica, and what is pending"
                    + " there is up to the host");
        }
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException("SyncSchedule", faults);
        }
    }

    private void keep(StoreTransaction tx, StoredSchedule schedule) {
        tx.users().changed(schedule.user());
        tx.schedules().put(List.of(schedule));
        engine.alignChannels(tx, user);
    }

    private StoredSchedule require(StoreTransaction tx, ScheduleId id) {
        return tx.schedules()
                .find(user, id)
                .filter(stored -> !SettingsRows.isOne(id))
                .orElseThrow(() -> new IllegalArgumentException("this user has no schedule " + id));
    }

    void remove(ScheduleId id) {
        if (SettingsRows.isOne(id)) {
            return;
        }
        SyncEvent removed = engine.store().inTransaction(tx -> {
            boolean known = tx.schedules().find(user, id).isPresent();
            tx.users().changed(user);
            tx.schedules().delete(user, id);
            engine.alignChannels(tx, user);
            return known ? event(tx, id, Change.REMOVED) : null;
        });
        if (removed != null) {
            engine.listeners().tell(removed);
        }
    }

    List<StoredSchedule> all() {
        return engine.store()
                .inTransaction(tx -> tx.schedules().ofUser(user).stream()
                        .filter(stored -> !SettingsRows.isOne(stored.id()))
                        .toList());
    }

    List<Instant> preview(ScheduleId id, int n) {
        return engine.store().inTransaction(tx -> {
            StoredSchedule stored = require(tx, id);
            return stored.active() ? stored.schedule().preview(id, tx.now(), n) : List.of();
        });
    }
}
