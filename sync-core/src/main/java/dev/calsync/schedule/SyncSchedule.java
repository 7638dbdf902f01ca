package dev.calsync.schedule;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.OnFailure;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A user's standing wish: which calendars are synchronised, when, and how. Immutable and thread-safe; methods that take
 * a value return a changed copy.
 *
 * <p>Nothing is checked while a schedule is put together, so that {@link #validate} can name every fault at once.
 *
 * <p>A schedule has a JSON form, see {@link #toJson()}.
 */
public final class SyncSchedule {
    private static final int MAX_SELECTORS = 1000;

    private final Trigger trigger;
    private final List<CalendarSelector> calendars;
    private final Optional<UserId> userId;
    private final Optional<Duration> spread;
    private final ScheduleOptions options;

    private SyncSchedule(
            Trigger trigger,
            Collection<CalendarSelector> calendars,
            Optional<UserId> userId,
            Optional<Duration> spread,
            ScheduleOptions options) {
        this.trigger = trigger;
        this.calendars = calendars.stream().distinct().toList();
        this.userId = userId;
        this.spread = spread;
        this.options = options;
    }

    /** A schedule that fires again and again, this far apart. */
    public static SyncSchedule every(Duration interval) {
        return on(Trigger.every(interval));
    }

    /** A schedule with a preset's interval, type and priority. */
    public static SyncSchedule every(SyncPreset preset) {
        return every(preset.interval()).type(preset.type()).priority(preset.priority());
    }

    /** A schedule that fires at the local times of a cron expression, see {@link Trigger.Cron}. */
    public static SyncSchedule cron(String expression, ZoneId zone) {
        return on(Trigger.cron(expression, zone));
    }

    /**
     * A schedule with this trigger: incremental, run once after a misfire, with retries, the engine's conflict policy,
     * and {@linkplain #defaultPriority the trigger's priority}.
     */
    public static SyncSchedule on(Trigger trigger) {
        return new SyncSchedule(
                trigger, List.of(), Optional.empty(), Optional.empty(), ScheduleOptions.of(defaultPriority(trigger)));
    }

    /** What a schedule's priority is unless said otherwise: high for events, normal for what fires by the clock. */
    public static Priority defaultPriority(Trigger trigger) {
        return trigger instanceof Trigger.Event ? Priority.HIGH : Priority.NORMAL;
    }

    /** What makes it fire. */
    public Trigger trigger() {
        return trigger;
    }

    /** Which calendars it is about, in the order in which they were named, each selector once. */
    public List<CalendarSelector> calendars() {
        return calendars;
    }

    /** Whose schedule it is; empty until it is handed to a user's {@code schedule}. */
    public Optional<UserId> userId() {
        return userId;
    }

    /** How much a run looks at. */
    public SyncType type() {
        return options.type();
    }

    /** How urgent its runs are. */
    public Priority priority() {
        return options.priority();
    }

    /** What becomes of missed fire times. */
    public MisfirePolicy misfire() {
        return options.misfire();
    }

    /** Its conflict policy, or empty for the one that applies to the calendar anyway. */
    public Optional<ConflictPolicy> conflicts() {
        return options.conflicts();
    }

    /** Whether a failed run is tried again. False counts whatever {@link #retry()} says. */
    public boolean retryOnFailure() {
        return options.retryOnFailure();
    }

    /** How failed runs are tried again, or empty for the engine's policy. */
    public Optional<RetryPolicy> retry() {
        return options.retry();
    }

    /** What becomes of what a failed run has written, or empty for what the engine does. */
    public Optional<OnFailure> onFailure() {
        return options.onFailure();
    }

    /** What must hold of a calendar when the schedule fires, or empty for nothing. */
    public Optional<SyncCondition> when() {
        return options.when();
    }

    /** Which events are synchronised, or empty for all. */
    public Optional<EventFilter> filter() {
        return options.filter();
    }

    /** Over how much time a cron's fires are spread, or empty for none. */
    public Optional<Duration> spread() {
        return spread;
    }

    /** The same with another trigger; everything else stays. */
    public SyncSchedule trigger(Trigger value) {
        return new SyncSchedule(value, calendars, userId, spread, options);
    }

    /** The same with these calendars added. */
    public SyncSchedule calendars(CalendarRef... more) {
        return select(Arrays.stream(more).map(CalendarSelector::calendar).toArray(CalendarSelector[]::new));
    }

    /** The same with every calendar of an account added. */
    public SyncSchedule account(AccountId account) {
        return select(CalendarSelector.account(account));
    }

    /** The same with every calendar of the user added. */
    public SyncSchedule allCalendars() {
        return select(CalendarSelector.all());
    }

    /** The same with these selectors added. */
    public SyncSchedule select(CalendarSelector... more) {
        List<CalendarSelector> all = new ArrayList<>(calendars);
        all.addAll(List.of(more));
        return new SyncSchedule(trigger, all, userId, spread, options);
    }

    /** The same for this user. */
    public SyncSchedule userId(UserId value) {
        return new SyncSchedule(trigger, calendars, Optional.of(value), spread, options);
    }

    /** The same with this type. */
    public SyncSchedule type(SyncType value) {
        return with(options.type(value));
    }

    /** The same with this priority. */
    public SyncSchedule priority(Priority value) {
        return with(options.priority(value));
    }

    /** The same with this misfire policy. */
    public SyncSchedule misfire(MisfirePolicy value) {
        return with(options.misfire(value));
    }

    /** The same with this conflict policy. */
    public SyncSchedule conflicts(ConflictPolicy value) {
        return with(options.conflicts(Optional.of(value)));
    }

    /** The same with or without retries. */
    public SyncSchedule retryOnFailure(boolean value) {
        return with(options.retryOnFailure(value));
    }

    /** The same with failed runs tried again in this way. */
    public SyncSchedule retry(RetryPolicy value) {
        return with(options.retry(Optional.of(value)));
    }

    /** The same with this done about what a failed run has written. */
    public SyncSchedule onFailure(OnFailure value) {
        return with(options.onFailure(Optional.of(value)));
    }

    /**
     * The same with this condition: for a calendar of which it does not hold at a fire time, that fire asks for nothing.
     * It does not change which schedules decide about the calendar.
     */
    public SyncSchedule when(SyncCondition value) {
        return with(options.when(Optional.of(value)));
    }

    /** The same for these events only. */
    public SyncSchedule filter(EventFilter value) {
        return with(options.filter(Optional.of(value)));
    }

    /**
     * The same with a cron's fires spread, so that many schedules with one expression, like every full hour, do not fire
     * in the same second: each fires later than its expression says, always by the same time, which a hash of its id
     * chooses below {@code value}.
     *
     * @param value exclusive; in a valid schedule whole milliseconds, more than zero and less than the shortest time
     *     between two fires. Only cron triggers have one.
     */
    public SyncSchedule spread(Duration value) {
        return new SyncSchedule(trigger, calendars, userId, Optional.of(value), options);
    }

    /** Everything that is wrong with the schedule for a host with these bounds, one sentence each; empty if nothing is. */
    public List<String> faults(ScheduleBounds bounds) {
        List<String> faults = new ArrayList<>(trigger.faults(bounds));
        if (calendars.isEmpty()) {
            faults.add("calendars is empty: name at least one calendar, account:ID/* or *");
        } else if (calendars.size() > MAX_SELECTORS) {
            faults.add("calendars has " + calendars.size() + " entries, at most " + MAX_SELECTORS + " are allowed");
        }
        spread.ifPresent(value -> faults.addAll(FireTimes.spreadFaults(value, trigger)));
        faults.addAll(options.faults());
        if (faults.isEmpty() && toJson().length() > ScheduleJson.MAX_CHARS) {
            faults.add("the schedule is too large: its JSON has more than " + ScheduleJson.MAX_CHARS + " characters");
        }
        return List.copyOf(faults);
    }

    /**
     * Checks the schedule for a host with these bounds.
     *
     * @return this
     * @throws InvalidConfigurationException if it has faults, naming all of them
     */
    public SyncSchedule validate(ScheduleBounds bounds) {
        List<String> faults = faults(bounds);
        if (!faults.isEmpty()) {
            throw new InvalidConfigurationException("SyncSchedule", faults);
        }
        return this;
    }

    /** What is allowed but is probably not what was meant, one sentence each; empty if nothing is. */
    public List<String> warnings() {
        return trigger.warnings();
    }

    /**
     * The first fire time after an instant, exclusive; empty if it never fires again by the clock.
     *
     * @throws InvalidConfigurationException if the trigger or the spread has faults
     */
    public Optional<Instant> nextAfter(ScheduleId id, Instant after) {
        return spread.isEmpty() ? trigger.nextAfter(id, after) : FireTimes.spread(trigger, id, spread.get(), after);
    }

    /**
     * The next fire times after an instant, earliest first.
     *
     * @param n 1 to 1000
     * @throws IllegalArgumentException if {@code n} is out of range
     * @throws InvalidConfigurationException if the trigger or the spread has faults
     */
    public List<Instant> preview(ScheduleId id, Instant after, int n) {
        return FireTimes.preview(time -> nextAfter(id, time), after, n);
    }

    /**
     * How many runs are owed for the fire times from a planned one up to now, by the {@linkplain #misfire() misfire
     * policy}: 0 if the planned one is still to come; 1 if nothing was missed; otherwise what the policy says, never more
     * than 100. Fire times that are still in time are one run together.
     *
     * @param id the schedule's id
     * @param planned the first fire time that nobody has fired yet
     * @param now inclusive
     * @throws InvalidConfigurationException if the trigger or the spread has faults
     */
    public int owed(ScheduleId id, Instant planned, Instant now) {
        return FireTimes.owed(time -> nextAfter(id, time), misfire(), planned, now);
    }

    /** How narrowly the schedule means the calendar, see {@link CalendarSelector#specificity}; empty if not at all. */
    public OptionalInt specificity(CalendarRef calendar) {
        return calendars.stream()
                .filter(selector -> selector.matches(calendar))
                .mapToInt(CalendarSelector::specificity)
                .max();
    }

    /**
     * Which of a user's schedules decide about a calendar: those that mean it most narrowly. One that names the calendar
     * beats one for its account, which beats one for all of the user's calendars; several on one level all decide.
     *
     * @param calendar the calendar
     * @param candidates the user's schedules, in whatever the caller keeps them
     * @param schedule tells a candidate's schedule
     * @return the winners, in the order of the candidates; empty if no schedule means the calendar
     */
    public static <T> List<T> deciding(
            CalendarRef calendar, Collection<T> candidates, Function<? super T, SyncSchedule> schedule) {
        int narrowest = -1;
        List<T> winners = new ArrayList<>();
        for (T candidate : candidates) {
            int level = schedule.apply(candidate).specificity(calendar).orElse(-1);
            if (level > narrowest) {
                narrowest = level;
                winners.clear();
            }
            if (level >= 0 && level == narrowest) {
                winners.add(candidate);
            }
        }
        return List.copyOf(winners);
    }

    /** The schedule as JSON, in the form that {@link ScheduleReading} describes. */
    public String toJson() {
        return ScheduleJson.write(this);
    }

    /**
     * Reads a schedule's JSON, see {@link ScheduleReading}. Use {@link ScheduleReading#of} to keep
     * what cannot be read.
     *
     * @throws InvalidConfigurationException if the text is not JSON, or a member is missing, unknown, of a wrong type or
     *     has a value that no schedule can have; names every fault with its path
     */
    public static SyncSchedule fromJson(String json) {
        ScheduleReading reading = ScheduleReading.of(json);
        if (reading instanceof ScheduleReading.Parked parked) {
            throw new InvalidConfigurationException("SyncSchedule", parked.reasons());
        }
        return ((ScheduleReading.Read) reading).schedule();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SyncSchedule that
                && trigger.equals(that.trigger)
                && calendars.equals(that.calendars)
                && userId.equals(that.userId)
                && spread.equals(that.spread)
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(trigger, calendars, userId, spread, options);
    }

    /** Shows neither what the event filter nor what the condition names, which may be people. */
    @Override
    public String toString() {
        ScheduleOptions shown = options.filter(Optional.empty()).when(Optional.empty());
        return "SyncSchedule" + ScheduleJson.write(with(shown))
                + when().map(condition -> " when …").orElse("")
                + filter().map(events -> " filter " + events.fingerprint()).orElse("");
    }

    private SyncSchedule with(ScheduleOptions value) {
        return new SyncSchedule(trigger, calendars, userId, spread, value);
    }
}
