package dev.calsync.internal.engine;

import dev.calsync.job.OnFailure;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.MergeRules;
import dev.calsync.schedule.CalendarSelector;
import dev.calsync.schedule.QuietHours;
import dev.calsync.schedule.ScheduleReading;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredMirror;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.StoredUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one user wants: the schedules and settings, read once in a transaction and asked about many calendars. This is the
 * one place that knows which schedule decides about a calendar, and what a calendar's, a user's and the engine's settings
 * are together.
 *
 * <p>Schedules are looked up by what they name, so that an answer costs the same however many a user has. Those that are
 * paused or cannot be read do not count. The engine's own frequency counts only where no schedule means a calendar.
 */
public final class UserWishes {
    private final EngineSettings engine;
    private final StoredUser user;
    private final List<StoredSchedule> schedules;
    private final Map<CalendarRef, List<StoredSchedule>> ofCalendar = new HashMap<>();
    private final Map<AccountId, List<StoredSchedule>> ofAccount = new HashMap<>();
    private final List<StoredSchedule> ofAll = new ArrayList<>();
    private final List<StoredSchedule> byDefault = new ArrayList<>();
    private final List<StoredMirror> mirrors;

    private UserWishes(
            EngineSettings engine, StoredUser user, List<StoredSchedule> schedules, List<StoredMirror> mirrors) {
        this.engine = engine;
        this.user = user;
        this.mirrors = mirrors;
        this.schedules = List.copyOf(schedules);
        this.schedules.stream().filter(StoredSchedule::active).forEach(this::index);
    }

    /** What these users want, by user; with their mirrors. */
    static Map<UserId, UserWishes> read(StoreTransaction tx, EngineSettings engine, Collection<UserId> users) {
        Map<UserId, List<StoredMirror>> mirrors = new HashMap<>();
        for (StoredMirror mirror : tx.mirrors().ofUsers(users)) {
            mirrors.computeIfAbsent(mirror.user(), user -> new ArrayList<>()).add(mirror);
        }
        return read(tx, engine, users, users, mirrors);
    }

    /**
     * What these users want, by user; without their mirrors.
     *
     * @param compared whose schedules are read; of the others only settings can be asked
     */
    static Map<UserId, UserWishes> read(
            StoreTransaction tx, EngineSettings engine, Collection<UserId> users, Collection<UserId> compared) {
        return read(tx, engine, users, compared, Map.of());
    }

    private static Map<UserId, UserWishes> read(
            StoreTransaction tx,
            EngineSettings engine,
            Collection<UserId> users,
            Collection<UserId> compared,
            Map<UserId, List<StoredMirror>> mirrors) {
        Map<UserId, StoredUser> known = new HashMap<>();
        tx.users().find(users).forEach(user -> known.put(user.user(), user));
        Map<UserId, List<StoredSchedule>> schedules = new HashMap<>();
        List<StoredSchedule> read =
                compared.isEmpty() ? List.of() : tx.schedules().ofUsers(compared);
        for (StoredSchedule schedule : read) {
            schedules
                    .computeIfAbsent(schedule.user(), user -> new ArrayList<>())
                    .add(schedule);
        }
        Map<UserId, UserWishes> wishes = new HashMap<>();
        for (UserId user : users) {
            wishes.put(
                    user,
                    new UserWishes(
                            engine,
                            known.getOrDefault(user, new StoredUser(user)),
                            schedules.getOrDefault(user, List.of()),
                            mirrors.getOrDefault(user, List.of())));
        }
        return wishes;
    }

    /** What a user wants; without the mirrors. */
    public static UserWishes read(StoreTransaction tx, EngineSettings engine, UserId user) {
        return new UserWishes(
                engine,
                tx.users().find(user).orElseGet(() -> new StoredUser(user)),
                tx.schedules().ofUser(user),
                List.of());
    }

    private void index(StoredSchedule schedule) {
        if (isEnginesDefault(schedule)) {
            byDefault.add(schedule);
            return;
        }
        for (CalendarSelector selector : schedule.schedule().calendars()) {
            if (selector instanceof CalendarSelector.OneCalendar one) {
                ofCalendar
                        .computeIfAbsent(one.calendar(), calendar -> new ArrayList<>(1))
                        .add(schedule);
            } else if (selector instanceof CalendarSelector.AccountCalendars account) {
                ofAccount
                        .computeIfAbsent(account.account(), id -> new ArrayList<>(1))
                        .add(schedule);
            } else {
                ofAll.add(schedule);
            }
        }
    }

    /** Whether it stands for nothing but the engine's own frequency. */
    public boolean isEnginesDefault(StoredSchedule schedule) {
        return schedule.id().equals(SettingsRows.OF_USER)
                && user.settings().frequency().isEmpty();
    }

    /** The user's row, as it is kept or as it would be. */
    StoredUser user() {
        return user;
    }

    /** All schedules, those behind settings among them, oldest first. */
    public List<StoredSchedule> schedules() {
        return schedules;
    }

    /** Those that decide about a calendar, oldest first. */
    public List<StoredSchedule> deciding(CalendarRef calendar) {
        List<StoredSchedule> narrowest = ofCalendar.get(calendar);
        if (narrowest == null) {
            narrowest = ofAccount.getOrDefault(calendar.account(), ofAll);
        }
        return narrowest.isEmpty() ? byDefault : narrowest;
    }

    boolean decides(StoredSchedule schedule, CalendarRef calendar) {
        return deciding(calendar).stream().anyMatch(winner -> winner.id().equals(schedule.id()));
    }

    /** The calendar's settings over the user's over the engine's; without a calendar, what the user's calendars get. */
    public SyncSettings settings(@Nullable StoredCalendar calendar) {
        SyncSettings forAll = user.settings().over(engine.firing().defaults());
        return calendar == null ? forAll : calendar.settings().over(forAll);
    }

    /** When the quiet hours of a calendar end that contain a time; empty if none do. */
    public Optional<Instant> quietUntil(@Nullable StoredCalendar calendar, Instant at) {
        Optional<QuietHours> hours = settings(calendar).quietHours();
        return hours.flatMap(quiet -> quiet.endAfter(at));
    }

    /**
     * How a calendar's runs are made: what schedules say comes first, then settings, then what the engine does anyway. A
     * paused schedule fires no run and still says how they are made: pausing one must not let out what its filter keeps
     * in. A frequency says how often and nothing else.
     */
    CalendarOptions options(CalendarRef ref, @Nullable StoredCalendar calendar) {
        List<StoredSchedule> theirs = schedules.stream()
                .filter(stored -> stored.reading() instanceof ScheduleReading.Read && !SettingsRows.isOne(stored.id()))
                .toList();
        List<StoredSchedule> deciding = SyncSchedule.deciding(ref, theirs, StoredSchedule::schedule);
        MergeRules rules = deciding.stream()
                .flatMap(stored -> stored.schedule().conflicts().stream())
                .findFirst()
                .or(() -> settings(calendar).conflicts())
                .map(MergeRules::of)
                .orElse(engine.mergeRules());
        boolean again = deciding.isEmpty()
                || deciding.stream().anyMatch(stored -> stored.schedule().retryOnFailure());
        RetryPolicy retry = deciding.stream()
                .flatMap(stored -> stored.schedule().retry().stream())
                .findFirst()
                .orElse(engine.retry());
        OnFailure onFailure = deciding.stream()
                .flatMap(stored -> stored.schedule().onFailure().stream())
                .findFirst()
                .orElse(engine.safety().onFailure());
        return new CalendarOptions(
                rules,
                again,
                retry,
                onFailure,
                EventSelection.of(deciding),
                mirrors.stream().anyMatch(mirror -> mirror.mirror().has(ref)),
                engine.safety().resolver());
    }
}
