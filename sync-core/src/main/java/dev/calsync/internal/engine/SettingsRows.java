package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.schedule.Activity;
import dev.calsync.schedule.CalendarSelector;
import dev.calsync.schedule.SyncFrequency;
import dev.calsync.schedule.SyncPreset;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.schedule.SyncSettings;
import dev.calsync.schedule.Trigger;
import dev.calsync.store.StoreTransaction;
import dev.calsync.store.StoredCalendar;
import dev.calsync.store.StoredSchedule;
import dev.calsync.store.StoredUser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The schedules that stand behind settings. A frequency is a schedule like any other, of a reserved id: one for all of a
 * user's calendars, and one for each calendar that has a frequency of its own. So it is fired, spread, caught up and
 * explained by what fires schedules; only hosts do not see it among the user's schedules.
 *
 * <p><b>The frequency {@code auto}.</b> Each calendar has a level, which follows from three times alone, see {@link
 * Activity}. The levels' intervals share one grid, so the row is woken at the earliest of its calendars' next times, and
 * then asks for those calendars for whose level this is a time. A level that falls needs nothing but this; one that
 * rises, because the user came back or a calendar changed, wakes the row earlier, see {@link #align}.
 *
 * <p>A row is derived anew whenever it fires, so one that lags behind the settings sets itself right.
 */
public final class SettingsRows {
    static final ScheduleId OF_USER = ScheduleId.of("settings:user");

    private static final String PREFIX = "settings:";
    /** How exact it is when a user was last around. */
    private static final Duration SEEN_NOTED = Duration.ofMinutes(1);
    /** How exact it is when a calendar last changed: the levels look back days. */
    private static final Duration CHANGE_NOTED = Duration.ofMinutes(10);

    private final EngineSettings engine;

    SettingsRows(EngineSettings engine) {
        this.engine = engine;
    }

    /** Whether this is the id of such a row. */
    public static boolean isOne(ScheduleId id) {
        return id.value().startsWith(PREFIX);
    }

    static ScheduleId of(CalendarRef calendar) {
        byte[] text = calendar.toString().getBytes(StandardCharsets.UTF_8);
        return ScheduleId.of(PREFIX + UUID.nameUUIDFromBytes(text));
    }

    /** Brings a user's rows in line with the settings, the calendars there are, and how lively they are. */
    public void align(StoreTransaction tx, UserId user) {
        UserWishes wishes = UserWishes.read(tx, engine, user);
        List<StoredCalendar> calendars = tx.calendars().ofUser(user);
        Map<ScheduleId, SyncSchedule> wanted = new LinkedHashMap<>();
        if (!calendars.isEmpty()) {
            wish(wishes.settings(null), CalendarSelector.all()).ifPresent(wish -> wanted.put(OF_USER, wish));
        }
        for (StoredCalendar calendar : calendars) {
            CalendarRef ref = calendar.calendar().ref();
            wish(calendar.settings(), CalendarSelector.calendar(ref)).ifPresent(wish -> wanted.put(of(ref), wish));
        }
        wishes.schedules().stream()
                .map(StoredSchedule::id)
                .filter(id -> isOne(id) && !wanted.containsKey(id))
                .forEach(id -> {
                    tx.schedules().delete(user, id);
                    tx.users().changed(user);
                });
        wanted.forEach((id, wish) -> keep(tx, wishes, id, wish, calendars));
    }

    private void keep(
            StoreTransaction tx,
            UserWishes wishes,
            ScheduleId id,
            SyncSchedule wish,
            Collection<StoredCalendar> calendars) {
        UserId user = wishes.user().user();
        StoredSchedule fresh = new StoredSchedule(id, user, wish, null, null);
        Instant next = next(wishes, fresh, calendars, tx.now());
        StoredSchedule known = tx.schedules().find(user, id).orElse(null);
        boolean same = known != null && known.active() && known.schedule().equals(wish);
        Instant planned = known == null ? null : known.nextFireAt();
        boolean owed = planned != null && !planned.isAfter(tx.now());
        if (same && (owed || (planned != null && next != null && !next.isBefore(planned)))) {
            return;
        }
        tx.schedules().put(List.of(fresh.firing(owed ? planned : next, null, null)));
        tx.users().changed(user);
    }

    /** What a row stands for by now, given the calendars it means; empty if nothing stands behind it any more. */
    Optional<SyncSchedule> wish(UserWishes wishes, ScheduleId id, List<StoredCalendar> calendars) {
        if (calendars.isEmpty()) {
            return Optional.empty();
        }
        if (id.equals(OF_USER)) {
            return wish(wishes.settings(null), CalendarSelector.all());
        }
        StoredCalendar calendar = calendars.get(0);
        return wish(
                calendar.settings(),
                CalendarSelector.calendar(calendar.calendar().ref()));
    }

    /** The frequency alone: everything else is asked of the settings themselves. */
    private Optional<SyncSchedule> wish(SyncSettings settings, CalendarSelector calendars) {
        return settings.frequency()
                .flatMap(frequency -> SyncSettings.NONE.frequency(frequency).schedule(engine.bounds(), calendars));
    }

    /**
     * When a row wakes next.
     *
     * @param calendars those that it may mean
     */
    @Nullable
    Instant next(UserWishes wishes, StoredSchedule row, Collection<StoredCalendar> calendars, Instant now) {
        if (!isAuto(wishes, row.id(), calendars)) {
            return row.schedule().nextAfter(row.id(), now).orElse(null);
        }
        return calendars.stream()
                .filter(calendar -> isOwn(row.id(), calendar))
                .flatMap(calendar -> nextAfter(row.id(), level(wishes.user(), calendar, now), now).stream())
                .min(Instant::compareTo)
                .or(() -> nextAfter(row.id(), SyncPreset.DAILY, now))
                .orElse(null);
    }

    /** A calendar with a frequency of its own has a row of its own. */
    private static boolean isOwn(ScheduleId row, StoredCalendar calendar) {
        return !row.equals(OF_USER) || calendar.settings().frequency().isEmpty();
    }

    boolean isAuto(UserWishes wishes, ScheduleId row, Collection<StoredCalendar> calendars) {
        return isOne(row)
                && calendars.stream()
                        .findFirst()
                        .map(calendar -> wishes.settings(row.equals(OF_USER) ? null : calendar))
                        .flatMap(SyncSettings::frequency)
                        .filter(SyncFrequency.Auto.class::isInstance)
                        .isPresent();
    }

    /** The calendar's level, if one of its times lies between these two, both inclusive. */
    Optional<SyncPreset> dueLevel(
            UserWishes wishes, ScheduleId row, StoredCalendar calendar, Instant planned, Instant now) {
        SyncPreset level = level(wishes.user(), calendar, now);
        return nextAfter(row, level, planned.minusNanos(1))
                .filter(time -> !time.isAfter(now))
                .map(time -> level);
    }

    private static SyncPreset level(StoredUser user, StoredCalendar calendar, Instant now) {
        return new Activity(Optional.ofNullable(user.seenAt()), Optional.ofNullable(calendar.changedAt())).level(now);
    }

    /**
     * How often a calendar is worth a look that nobody tells of: the more often the livelier it is, as with the frequency
     * {@code auto}, within the host's bounds.
     */
    static Duration lookEvery(StoreTransaction tx, EngineSettings engine, StoredCalendar calendar) {
        StoredUser user = tx.users().find(calendar.user()).orElseGet(() -> new StoredUser(calendar.user()));
        return bounded(engine, level(user, calendar, tx.now()));
    }

    private static Duration bounded(EngineSettings engine, SyncPreset level) {
        Duration floor = engine.bounds().floor();
        Duration ceiling = engine.bounds().ceiling();
        Duration interval = level.interval().compareTo(floor) < 0 ? floor : level.interval();
        return interval.compareTo(ceiling) > 0 ? ceiling : interval;
    }

    private Optional<Instant> nextAfter(ScheduleId row, SyncPreset level, Instant after) {
        return Trigger.every(bounded(engine, level)).nextAfter(row, after);
    }

    /** The user is around. Written at most once a minute. */
    public void seen(StoreTransaction tx, UserId user) {
        StoredUser known = tx.users().find(user).orElseGet(() -> new StoredUser(user));
        if (!isRecent(known.seenAt(), SEEN_NOTED, tx.now())) {
            tx.users().put(known.seenAt(tx.now()));
            align(tx, user);
        }
    }

    /** A run found or made a change in a calendar. */
    void changed(StoreTransaction tx, CalendarRef ref) {
        StoredCalendar calendar = tx.calendars().find(ref).orElse(null);
        if (calendar == null || isRecent(calendar.changedAt(), CHANGE_NOTED, tx.now())) {
            return;
        }
        tx.calendars().changed(ref, tx.now());
        StoredUser user = tx.users().find(calendar.user()).orElseGet(() -> new StoredUser(calendar.user()));
        StoredCalendar lively = new StoredCalendar(
                calendar.user(), calendar.calendar(), calendar.paused(), calendar.settings(), tx.now());
        if (level(user, lively, tx.now()) != level(user, calendar, tx.now())) {
            align(tx, calendar.user());
        }
    }

    private static boolean isRecent(@Nullable Instant noted, Duration within, Instant now) {
        return noted != null && noted.plus(within).isAfter(now);
    }
}
