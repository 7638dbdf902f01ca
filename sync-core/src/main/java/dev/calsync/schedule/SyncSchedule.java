package dev.calsync.schedule;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ScheduleId;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.ConflictPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
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
    private final SyncType type;
    private final Priority priority;
    private final MisfirePolicy misfire;
    private final Optional<ConflictPolicy> conflicts;
    private final boolean retryOnFailure;

    private SyncSchedule(Draft draft) {
        trigger = draft.trigger;
        calendars = List.copyOf(draft.calendars);
        userId = Optional.ofNullable(draft.userId);
        type = draft.type;
        priority = draft.priority;
        misfire = draft.misfire;
        conflicts = Optional.ofNullable(draft.conflicts);
        retryOnFailure = draft.retryOnFailure;
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
        return new SyncSchedule(new Draft(trigger));
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
        return type;
    }

    /** How urgent its runs are. */
    public Priority priority() {
        return priority;
    }

    /** What becomes of missed fire times. */
    public MisfirePolicy misfire() {
        return misfire;
    }

    /** Its conflict policy, or empty for the one that applies to the calendar anyway. */
    public Optional<ConflictPolicy> conflicts() {
        return conflicts;
    }

    /** Whether a failed run is tried again. */
    public boolean retryOnFailure() {
        return retryOnFailure;
    }

    /** The same with another trigger; everything else stays. */
    public SyncSchedule trigger(Trigger value) {
        return with(draft -> draft.trigger = value);
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
        return with(draft -> draft.calendars.addAll(List.of(more)));
    }

    /** The same for this user. */
    public SyncSchedule userId(UserId value) {
        return with(draft -> draft.userId = value);
    }

    /** The same with this type. */
    public SyncSchedule type(SyncType value) {
        return with(draft -> draft.type = value);
    }

    /** The same with this priority. */
    public SyncSchedule priority(Priority value) {
        return with(draft -> draft.priority = value);
    }

    /** The same with this misfire policy. */
    public SyncSchedule misfire(MisfirePolicy value) {
        return with(draft -> draft.misfire = value);
    }

    /** The same with this conflict policy. */
    public SyncSchedule conflicts(ConflictPolicy value) {
        return with(draft -> draft.conflicts = value);
    }

    /** The same with or without retries. */
    public SyncSchedule retryOnFailure(boolean value) {
        return with(draft -> draft.retryOnFailure = value);
    }

    /** Everything that is wrong with the schedule for a host with these bounds, one sentence each; empty if nothing is. */
    public List<String> faults(ScheduleBounds bounds) {
        List<String> faults = new ArrayList<>(trigger.faults(bounds));
        if (calendars.isEmpty()) {
            faults.add("calendars is empty: name at least one calendar, account:ID/* or *");
        } else if (calendars.size() > MAX_SELECTORS) {
            faults.add("calendars has " + calendars.size() + " entries, at most " + MAX_SELECTORS + " are allowed");
        }
        if (misfire instanceof MisfirePolicy.CatchUp catchUp
                && (catchUp.runs() < 1 || catchUp.runs() > MisfirePolicy.CatchUp.MAX_RUNS)) {
            faults.add("misfire: catching up takes 1 to " + MisfirePolicy.CatchUp.MAX_RUNS + " runs, not "
                    + catchUp.runs());
        }
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
     * @throws InvalidConfigurationException if the trigger has faults
     */
    public Optional<Instant> nextAfter(ScheduleId id, Instant after) {
        return trigger.nextAfter(id, after);
    }

    /**
     * The next fire times after an instant, earliest first.
     *
     * @param n 1 to 1000
     * @throws IllegalArgumentException if {@code n} is out of range
     * @throws InvalidConfigurationException if the trigger has faults
     */
    public List<Instant> preview(ScheduleId id, Instant after, int n) {
        return trigger.preview(id, after, n);
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

    /**
     * The schedule as JSON, in one of three shapes:
     *
     * <pre>
     * {"type":"interval","interval":15,"calendars":["account:A/team"],"userId":"alice",
     *  "options":{"incremental":true,"conflictResolution":"merge","retryOnFailure":true}}
     * {"type":"time-based","schedule":"0 6 * * MON-FRI","timezone":"Europe/Berlin","calendars":["account:A/*"],…}
     * {"type":"event-driven","trigger":"webhook","conditions":[{"attribute":"a","equals":"x"}],"calendars":["*"],…}
     * </pre>
     *
     * An interval of whole minutes is their number, any other an ISO-8601 duration like {@code "PT90S"}. {@code trigger}
     * is {@code webhook}, {@code api} or {@code user-action}; all {@code conditions} must hold, see {@link Condition}.
     * {@code incremental} false means {@link SyncType#FULL}. Members that are left out have their defaults, so these
     * are only written when they differ: {@code userId}, {@code options.conflictResolution}, {@code priority}
     * ({@code high}, {@code normal}, {@code low}), {@code misfire} ({@code "run-once"}, {@code "skip"},
     * {@code {"catchUp":3}}), and for time-based schedules {@code gap} ({@code run-at-gap-end}, {@code skip}) and
     * {@code overlap} ({@code first}, {@code second}, {@code both}). A missing {@code timezone} is UTC.
     */
    public String toJson() {
        return ScheduleJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} describes, from at most 262,144 characters. Use {@link ScheduleReading#of} to keep
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
                && type == that.type
                && priority == that.priority
                && misfire.equals(that.misfire)
                && conflicts.equals(that.conflicts)
                && retryOnFailure == that.retryOnFailure;
    }

    @Override
    public int hashCode() {
        return Objects.hash(trigger, calendars, userId, type, priority, misfire, conflicts, retryOnFailure);
    }

    @Override
    public String toString() {
        return "SyncSchedule" + toJson();
    }

    private SyncSchedule with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new SyncSchedule(draft);
    }

    /** The parts of a schedule while they change. */
    private static final class Draft {
        private Trigger trigger;
        private final Set<CalendarSelector> calendars = new LinkedHashSet<>();
        private @Nullable UserId userId;
        private SyncType type = SyncType.INCREMENTAL;
        private Priority priority;
        private MisfirePolicy misfire = MisfirePolicy.runOnce();
        private @Nullable ConflictPolicy conflicts;
        private boolean retryOnFailure = true;

        private Draft(Trigger trigger) {
            this.trigger = trigger;
            this.priority = defaultPriority(trigger);
        }

        private Draft(SyncSchedule from) {
            trigger = from.trigger;
            calendars.addAll(from.calendars);
            userId = from.userId.orElse(null);
            type = from.type;
            priority = from.priority;
            misfire = from.misfire;
            conflicts = from.conflicts.orElse(null);
            retryOnFailure = from.retryOnFailure;
        }
    }
}
