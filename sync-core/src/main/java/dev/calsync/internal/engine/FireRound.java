package dev.calsync.internal.engine;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.pacing.Debounce;
import dev.calsync.schedule.CalendarSelector;
import dev.calsync.schedule.SyncPreset;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.store.SkippedFire;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.WorkCause;
import dev.calsync.store.WorkItem;
import dev.calsync.store.WorkRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the schedules that fire in one transaction ask for. Reads what it needs to know of all of them with a few calls,
 * and asks for all they want with one.
 */
final class FireRound {
    private static final Duration LOOK_AGAIN_SOON = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN_LATER = Duration.ofMinutes(1);

    private final StoreTransaction tx;
    private final EngineSettings engine;
    private final SettingsRows rows;
    private final FactsReader facts;
    private final Map<UserId, UserWishes> wishes;
    private final Map<CalendarRef, StoredCalendar> calendars = new HashMap<>();
    private final Map<UserId, List<StoredCalendar>> ofUser = new HashMap<>();
    private final Map<CalendarRef, WorkRequest> requests = new LinkedHashMap<>();

    private FireRound(StoreTransaction tx, EngineSettings engine, FactsReader facts, Map<UserId, UserWishes> wishes) {
        this.tx = tx;
        this.engine = engine;
        this.rows = new SettingsRows(engine);
        this.facts = facts;
        this.wishes = wishes;
    }

    /** What a fire has come to. */
    record Asked(List<CalendarRef> calendars, @Nullable SkippedFire skipped) {}

    static FireRound read(
            StoreTransaction tx, EngineSettings engine, boolean builtInReplica, Collection<StoredSchedule> firing) {
        Set<UserId> users = new HashSet<>();
        Set<UserId> all = new HashSet<>();
        Set<CalendarRef> single = new HashSet<>();
        for (StoredSchedule stored : firing) {
            users.add(stored.user());
            if (stored.active() && isNarrow(stored)) {
                stored.schedule().calendars().forEach(one -> single.add(calendar(one)));
            } else if (stored.active()) {
                all.add(stored.user());
            }
        }
        FireRound round =
                new FireRound(tx, engine, new FactsReader(tx, builtInReplica), UserWishes.read(tx, engine, users, all));
        round.readCalendars(single, all);
        return round;
    }

    /**
     * Whether a schedule names single calendars only. Nothing is narrower, so it decides about them whatever else there
     * is, and neither the user's other schedules nor the other calendars need to be read.
     */
    private static boolean isNarrow(StoredSchedule stored) {
        for (CalendarSelector selector : stored.schedule().calendars()) {
            if (!(selector instanceof CalendarSelector.OneCalendar)) {
                return false;
            }
        }
        return true;
    }

    private static CalendarRef calendar(CalendarSelector one) {
        return ((CalendarSelector.OneCalendar) one).calendar();
    }

    private void readCalendars(Collection<CalendarRef> single, Collection<UserId> all) {
        if (!single.isEmpty()) {
            tx.calendars()
                    .find(single)
                    .forEach(calendar -> calendars.put(calendar.calendar().ref(), calendar));
        }
        if (!all.isEmpty()) {
            tx.calendars()
                    .ofUsers(all)
                    .forEach(calendar -> ofUser.computeIfAbsent(calendar.user(), user -> new ArrayList<>())
                            .add(calendar));
        }
    }

    UserWishes wishes(UserId user) {
        return Objects.requireNonNull(wishes.get(user));
    }

    /** The user's calendars that a schedule names, whether or not it decides about them. */
    List<StoredCalendar> named(StoredSchedule stored) {
        if (isNarrow(stored)) {
            List<StoredCalendar> named = new ArrayList<>(1);
            for (CalendarSelector selector : stored.schedule().calendars()) {
                StoredCalendar calendar = calendars.get(calendar(selector));
                if (calendar != null && calendar.user().equals(stored.user())) {
                    named.add(calendar);
                }
            }
            return named;
        }
        return ofUser.getOrDefault(stored.user(), List.of()).stream()
                .filter(calendar ->
                        stored.schedule().specificity(calendar.calendar().ref()).isPresent())
                .toList();
    }

    /** Those of its calendars that a schedule decides about and that are not paused. */
    List<StoredCalendar> targets(StoredSchedule stored) {
        UserWishes theirs = wishes(stored.user());
        boolean decides = isNarrow(stored);
        return named(stored).stream()
                .filter(calendar -> calendar.paused() == null
                        && (decides
                                || theirs.decides(stored, calendar.calendar().ref())))
                .toList();
    }

    /** When to look again whether all of these have been served; empty when they have. */
    Optional<Instant> busyUntil(Collection<StoredCalendar> targets) {
        Instant now = tx.now();
        return targets.stream()
                .flatMap(calendar -> tx.work().find(calendar.calendar().ref()).stream())
                .filter(WorkItem::owed)
                .map(item -> lookAgain(item, now))
                .max(Instant::compareTo);
    }

    private static Instant lookAgain(WorkItem item, Instant now) {
        Instant soon = now.plus(LOOK_AGAIN_SOON);
        Instant later = now.plus(LOOK_AGAIN_LATER);
        if (!item.blocks().isEmpty() || (!item.running() && item.dueAt().isAfter(later))) {
            return later;
        }
        return item.running() || item.dueAt().isBefore(soon) ? soon : item.dueAt();
    }

    /** A schedule fires by the clock: asks for those of the calendars that are to be synchronised now. */
    Asked fire(StoredSchedule stored, Collection<StoredCalendar> targets, Instant planned, Supplier<Instant> dueAt) {
        UserWishes theirs = wishes(stored.user());
        List<StoredCalendar> polled = targets.stream()
                .filter(calendar -> !EnginePush.spares(tx, engine, stored, calendar))
                .toList();
        if (polled.isEmpty() && !targets.isEmpty()) {
            CalendarRef first = targets.iterator().next().calendar().ref();
            return new Asked(List.of(), new SkippedFire(tx.now(), first, EnginePush.SPARED));
        }
        if (!rows.isAuto(theirs, stored.id(), targets)) {
            return ask(stored, polled, calendar -> request(stored, calendar, dueAt.get(), WorkCause.SCHEDULE));
        }
        List<StoredCalendar> due = new ArrayList<>();
        Map<CalendarRef, SyncPreset> levels = new HashMap<>();
        for (StoredCalendar calendar : polled) {
            rows.dueLevel(theirs, stored.id(), calendar, planned, tx.now()).ifPresent(level -> {
                due.add(calendar);
                levels.put(calendar.calendar().ref(), level);
            });
        }
        return ask(stored, due, calendar -> {
            SyncPreset level =
                    Objects.requireNonNull(levels.get(calendar.calendar().ref()));
            SyncSchedule leveled = stored.schedule().type(level.type()).priority(level.priority());
            return request(stored.schedule(leveled), calendar, dueAt.get(), WorkCause.SCHEDULE);
        });
    }

    /** Something happened that a schedule waits for: what it asks for is a hint, of which there may be many. */
    Asked hint(StoredSchedule stored, Collection<StoredCalendar> targets, Debounce debounce) {
        return ask(stored, targets, calendar -> {
            WorkRequest hint = request(stored, calendar, tx.now(), WorkCause.EVENT);
            return hint.dueAt().isAfter(tx.now()) ? hint : debounced(hint, debounce);
        });
    }

    private Asked ask(
            StoredSchedule stored, Collection<StoredCalendar> targets, Function<StoredCalendar, WorkRequest> request) {
        List<CalendarRef> asked = new ArrayList<>();
        List<WorkRequest> more = new ArrayList<>();
        SkippedFire skipped = null;
        for (StoredCalendar calendar : targets) {
            CalendarRef ref = calendar.calendar().ref();
            Optional<String> why = stored.schedule().when().flatMap(condition -> facts.whyNot(condition, calendar));
            if (why.isPresent()) {
                skipped = new SkippedFire(tx.now(), ref, why.get());
            } else {
                asked.add(ref);
                more.add(request.apply(calendar));
            }
        }
        more.forEach(one -> requests.merge(one.calendar(), one, FireRound::both));
        return new Asked(asked, skipped);
    }

    private WorkRequest request(StoredSchedule stored, StoredCalendar calendar, Instant dueAt, WorkCause cause) {
        Instant due = wishes(stored.user()).quietUntil(calendar, dueAt).orElse(dueAt);
        SyncSchedule schedule = stored.schedule();
        return new WorkRequest(
                calendar.calendar().ref(),
                stored.user(),
                schedule.type(),
                schedule.priority(),
                due,
                cause,
                stored.id(),
                null);
    }

    private static WorkRequest debounced(WorkRequest hint, Debounce debounce) {
        return new WorkRequest(
                hint.calendar(),
                hint.user(),
                hint.type(),
                hint.priority(),
                hint.dueAt(),
                hint.cause(),
                hint.schedule(),
                debounce);
    }

    /** Two schedules ask for one calendar at once: one request, so that they count as one hint. */
    private static WorkRequest both(WorkRequest first, WorkRequest second) {
        SyncType type = first.type().widest(second.type());
        Priority priority = first.priority().strongest(second.priority());
        Instant due = first.dueAt().isBefore(second.dueAt()) ? first.dueAt() : second.dueAt();
        return new WorkRequest(
                first.calendar(), first.user(), type, priority, due, first.cause(), first.schedule(), first.debounce());
    }

    /** Asks for everything. */
    void end() {
        if (!requests.isEmpty()) {
            tx.work().request(List.copyOf(requests.values()));
        }
    }
}
