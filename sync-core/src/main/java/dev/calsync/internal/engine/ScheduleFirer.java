package dev.calsync.internal.engine;

import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.pacing.RecoveryRamp;
import dev.calsync.schedule.EventKind;
import dev.calsync.schedule.MisfirePolicy;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.SkippedFire;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.SyncStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns fire times that have come, and events of the host, into owed work.
 *
 * <p><b>Nothing is lost or doubled.</b> What a fire asks for and when its schedule fires next are one transaction, so a
 * crash neither loses a fire nor repeats it.
 *
 * <p><b>After downtime.</b> How many runs are owed for what was missed is the schedule's misfire policy's business. Runs
 * that each make up for one missed fire are kept apart by asking for the next one only when the calendars have been served:
 * work rows join what is asked for meanwhile. And late fires ask for work that is due in slots, so that they start one
 * after the other. The slots are this node's memory and the due times are rows: after a crash what was asked for keeps its
 * slot, and what was not is given a new one.
 *
 * <p><b>One bad schedule.</b> One that cannot be read or cannot tell when it fires is paused with the reason, and the
 * others fire.
 */
public final class ScheduleFirer {
    private static final Logger log = LoggerFactory.getLogger(ScheduleFirer.class);
    private static final int BATCH = 200;
    private static final int BATCHES_MAX = 10;
    private static final Duration NEXT_MISSED = Duration.ofSeconds(1);
    private static final String TOO_LATE = "it was more than a minute late, and missed fires are skipped";

    private final SyncStore store;
    private final EngineSettings settings;
    private final SettingsRows rows;
    private final Listeners listeners;
    private final boolean builtInReplica;
    private final RecoveryRamp ramp;
    /** Since when there was always more to fire; null when there is not. What was not late then is not late by downtime. */
    private @Nullable Instant firingSince;

    private Instant firedAt = Instant.MIN;

    ScheduleFirer(SyncStore store, EngineSettings settings, Listeners listeners, boolean builtInReplica) {
        this.store = store;
        this.settings = settings;
        this.rows = new SettingsRows(settings);
        this.listeners = listeners;
        this.builtInReplica = builtInReplica;
        this.ramp = new RecoveryRamp(settings.firing().lateRunsPerSecond());
    }

    /**
     * Fires what is due in these buckets, some thousands at most, so that what they ask for can begin meanwhile. For one
     * thread at a time.
     *
     * @return whether more is due
     */
    boolean fireDue(Set<Integer> buckets) {
        for (int batch = 0; batch < BATCHES_MAX; batch++) {
            List<SyncEvent> parked = new ArrayList<>();
            int woken = store.inTransaction(tx -> {
                parked.clear();
                return fireDue(tx, buckets, parked);
            });
            parked.forEach(listeners::tell);
            if (woken < BATCH) {
                firingSince = null;
                return false;
            }
        }
        return true;
    }

    private int fireDue(StoreTransaction tx, Set<Integer> buckets, List<SyncEvent> parked) {
        List<StoredSchedule> due = tx.schedules().due(buckets, tx.now(), BATCH);
        if (due.isEmpty()) {
            return 0;
        }
        if (firingSince == null
                || firedAt.isAfter(tx.now())
                || firedAt.plus(RecoveryRamp.LATE_AFTER).isBefore(tx.now())) {
            firingSince = tx.now();
        }
        firedAt = tx.now();
        FireRound round = FireRound.read(tx, settings, builtInReplica, due);
        List<StoredSchedule> changed = new ArrayList<>(due.size());
        for (StoredSchedule stored : due) {
            StoredSchedule next = fireOrPark(tx, round, stored);
            if (next == null) {
                tx.users().changed(stored.user());
                tx.schedules().delete(stored.user(), stored.id());
            } else {
                changed.add(next);
                if (next.paused() != null) {
                    tx.users().changed(stored.user());
                    parked.add(new SyncEvent.ScheduleChanged(
                            stored.user(), tx.now(), stored.id(), SyncEvent.ScheduleChanged.Change.PAUSED));
                }
            }
        }
        round.end();
        tx.schedules().put(changed);
        return due.size();
    }

    private @Nullable StoredSchedule fireOrPark(StoreTransaction tx, FireRound round, StoredSchedule stored) {
        if (stored.reading() instanceof ScheduleReading.Parked unreadable) {
            return parked(stored, "this version cannot read it: " + String.join("; ", unreadable.reasons()));
        }
        try {
            return fire(tx, round, stored);
        } catch (CannotFire broken) {
            return parked(stored, broken.reason());
        }
    }

    private static StoredSchedule parked(StoredSchedule stored, String reason) {
        log.error("schedule {} of user {} is paused: {}", stored.id(), stored.user(), reason);
        return stored.pausedFor(reason);
    }

    /** The schedule as it goes on; null if nothing stands behind it any more. */
    private @Nullable StoredSchedule fire(StoreTransaction tx, FireRound round, StoredSchedule woken)
            throws CannotFire {
        StoredSchedule stored = woken;
        boolean ofSettings = SettingsRows.isOne(woken.id());
        List<StoredCalendar> named = ofSettings ? round.named(woken) : List.of();
        if (ofSettings) {
            Optional<SyncSchedule> wish = rows.wish(round.wishes(woken.user()), woken.id(), named);
            if (wish.isEmpty()) {
                return null;
            }
            stored = woken.schedule(wish.get());
        }
        Plan plan = ofSettings
                ? new Plan(1, rows.next(round.wishes(stored.user()), stored, named, tx.now()))
                : Plan.of(stored, tx.now());
        int runs = runs(stored, plan);
        if (runs == 0) {
            return stored.firing(plan.next(), null, new SkippedFire(tx.now(), null, TOO_LATE));
        }
        return ask(tx, round, stored, plan.next(), runs);
    }

    private static int runs(StoredSchedule stored, Plan plan) {
        StoredSchedule.MakeUp missed = stored.makeUp();
        int runs = plan.owed() + (missed == null ? 0 : missed.runs());
        int most = stored.schedule().misfire() instanceof MisfirePolicy.CatchUp catchUp ? catchUp.runs() : 1;
        return Math.min(runs, most);
    }

    private StoredSchedule ask(
            StoreTransaction tx, FireRound round, StoredSchedule stored, @Nullable Instant next, int runs)
            throws CannotFire {
        Instant now = tx.now();
        List<StoredCalendar> targets = round.targets(stored);
        boolean makesUp = runs > 1 || stored.makeUp() != null;
        Optional<Instant> busy = makesUp ? round.busyUntil(targets) : Optional.empty();
        if (busy.isPresent()) {
            return stored.firing(next, new StoredSchedule.MakeUp(runs, busy.get()), stored.skipped());
        }
        Instant planned = stored.nextFireAt() == null || stored.nextFireAt().isAfter(now) ? now : stored.nextFireAt();
        Instant since = stored.makeUp() == null ? planned : Instant.EPOCH;
        Instant asOf = firingSince == null ? now : firingSince;
        FireRound.Asked asked = CannotFire.guard(() -> round.fire(stored, targets, planned, () -> {
            Instant slot = ramp.slot(since, asOf, now);
            return slot.isBefore(now) ? now : slot;
        }));
        boolean more = runs > 1 && !targets.isEmpty();
        return stored.firing(
                next, more ? new StoredSchedule.MakeUp(runs - 1, now.plus(NEXT_MISSED)) : null, asked.skipped());
    }

    /**
     * Something happened in the host's application, or a provider said so: fires the user's schedules that ask for it.
     *
     * @param only the one calendar that it is about; null if it is about none in particular
     * @return the calendars that were asked for
     * @throws IllegalArgumentException if the calendar is not the user's
     */
    public List<CalendarRef> publish(
            UserId user, EventKind kind, Map<String, String> attributes, @Nullable CalendarRef only) {
        return store.inTransaction(tx -> {
            if (only != null
                    && tx.calendars()
                            .find(only)
                            .filter(calendar -> calendar.user().equals(user))
                            .isEmpty()) {
                throw new IllegalArgumentException("this user has no calendar " + only);
            }
            return publish(tx, user, kind, attributes, only);
        });
    }

    /** The same within a transaction; a calendar that is not the user's is asked for by nobody. */
    List<CalendarRef> publish(
            StoreTransaction tx,
            UserId user,
            EventKind kind,
            Map<String, String> attributes,
            @Nullable CalendarRef only) {
        List<StoredSchedule> accepting = tx.schedules().ofUser(user).stream()
                .filter(stored -> stored.active()
                        && stored.schedule().trigger() instanceof Trigger.Event event
                        && event.accepts(kind, attributes))
                .toList();
        if (accepting.isEmpty()) {
            return List.of();
        }
        FireRound round = FireRound.read(tx, settings, builtInReplica, accepting);
        Set<CalendarRef> asked = new LinkedHashSet<>();
        for (StoredSchedule stored : accepting) {
            List<StoredCalendar> targets = round.targets(stored).stream()
                    .filter(calendar ->
                            only == null || calendar.calendar().ref().equals(only))
                    .toList();
            asked.addAll(
                    round.hint(stored, targets, settings.firing().debounce()).calendars());
        }
        round.end();
        return List.copyOf(asked);
    }

    /** What the clock says: how many runs are owed, and when it fires next. */
    private record Plan(int owed, @Nullable Instant next) {

        static Plan of(StoredSchedule stored, Instant now) throws CannotFire {
            Instant planned = stored.nextFireAt();
            if (planned == null || planned.isAfter(now)) {
                return new Plan(0, planned);
            }
            SyncSchedule schedule = stored.schedule();
            return CannotFire.guard(() -> new Plan(
                    schedule.owed(stored.id(), planned, now),
                    schedule.nextAfter(stored.id(), now).orElse(null)));
        }
    }
}
