package dev.calsync.schedule;

import dev.calsync.model.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes a schedule fire. Immutable and thread-safe; every method is a pure function of its arguments and of the
 * JDK's time-zone data.
 *
 * <p>A trigger may be made with values that cannot work, so that {@link SyncSchedule#validate} can name everything that
 * is wrong at once; {@link #nextAfter} refuses such a trigger.
 */
public sealed interface Trigger {

    /**
     * The first fire time after an instant, or empty if it never fires again by the clock (an event trigger never
     * does). Fire times lie in the years 1970 to 9999.
     *
     * @param id the schedule's id; it decides the phase of an interval
     * @param after exclusive: the answer is always later
     * @throws dev.calsync.error.InvalidConfigurationException if the trigger has {@link #faults}
     */
    Optional<Instant> nextAfter(ScheduleId id, Instant after);

    /** What is wrong with the trigger for a host with these bounds, one sentence each; empty if nothing is. */
    List<String> faults(ScheduleBounds bounds);

    /** What is allowed but is probably not what was meant, one sentence each; empty if nothing is. */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * The next fire times after an instant, earliest first; fewer than {@code n} if there are no more.
     *
     * @param n 1 to 1000
     * @throws IllegalArgumentException if {@code n} is out of range
     * @throws dev.calsync.error.InvalidConfigurationException if the trigger has {@link #faults}
     */
    default List<Instant> preview(ScheduleId id, Instant after, int n) {
        return FireTimes.preview(time -> nextAfter(id, time), after, n);
    }

    /**
     * Fires again and again, a fixed time apart. The fires of a schedule lie on a grid that its id alone decides: on
     * whole multiples of the interval since 1970-01-01T00:00Z, shifted by a hash of the id. So fires of many schedules
     * spread evenly over the interval, and every node of a fleet computes the same times.
     *
     * @param interval the time from one fire to the next; a valid schedule has whole milliseconds within its host's
     *     {@link ScheduleBounds}
     */
    record Interval(Duration interval) implements Trigger {

        @Override
        public Optional<Instant> nextAfter(ScheduleId id, Instant after) {
            FireLimits.refuse(IntervalGrid.faults(interval));
            return IntervalGrid.nextAfter(interval, id, after);
        }

        @Override
        public List<String> faults(ScheduleBounds bounds) {
            List<String> faults = new ArrayList<>(IntervalGrid.faults(interval));
            if (faults.isEmpty() && interval.compareTo(bounds.floor()) < 0) {
                faults.add("interval " + interval + " is below the shortest allowed, " + bounds.floor());
            } else if (interval.compareTo(bounds.ceiling()) > 0) {
                faults.add("interval " + interval + " is above the longest allowed, " + bounds.ceiling());
            }
            return List.copyOf(faults);
        }
    }

    /**
     * Fires at the local times that a cron expression names: five fields (minute, hour, day-of-month, month,
     * day-of-week) as UNIX reads them, six or seven (second first, year last) as Quartz does. Two triggers are equal if
     * they have the same text, zone and policies.
     *
     * <p>The expression names times on an unbroken local time line. A time that the zone passes once fires then. Times
     * inside a gap fire together at its end, or not at all: {@link GapPolicy}. Times inside an overlap fire in its
     * first pass, its second or both: {@link OverlapPolicy}; an expression that allows every hour, like
     * <code>*&#47;15 * * * *</code>, fires in both passes whatever the policy, because it asks for a rhythm and not for
     * an hour. In UNIX expressions that restrict day-of-month and day-of-week, either is enough.
     */
    final class Cron implements Trigger {
        private final String expression;
        private final ZoneId zone;
        private final GapPolicy gap;
        private final OverlapPolicy overlap;
        private final CronReading reading;

        /** Reads the expression; what is wrong with it is told by {@link #faults}. */
        public Cron(String expression, ZoneId zone, GapPolicy gap, OverlapPolicy overlap) {
            this(expression, zone, gap, overlap, CronReading.of(expression));
        }

        private Cron(String expression, ZoneId zone, GapPolicy gap, OverlapPolicy overlap, CronReading reading) {
            this.expression = expression;
            this.zone = zone;
            this.gap = gap;
            this.overlap = overlap;
            this.reading = reading;
        }

        /** The expression as it was written. */
        public String expression() {
            return expression;
        }

        /** The zone whose local time is meant. */
        public ZoneId zone() {
            return zone;
        }

        /** What happens to times that do not exist. */
        public GapPolicy gap() {
            return gap;
        }

        /** What happens to times that exist twice. */
        public OverlapPolicy overlap() {
            return overlap;
        }

        /** The same with this gap policy. */
        public Cron gap(GapPolicy policy) {
            return new Cron(expression, zone, policy, overlap, reading);
        }

        /** The same with this overlap policy. */
        public Cron overlap(OverlapPolicy policy) {
            return new Cron(expression, zone, gap, policy, reading);
        }

        @Override
        public Optional<Instant> nextAfter(ScheduleId id, Instant after) {
            FireLimits.refuse(reading.faults());
            return new CronTimes(reading.fields(), zone.getRules(), gap, overlap).nextAfter(after);
        }

        @Override
        public List<String> faults(ScheduleBounds bounds) {
            if (!reading.faults().isEmpty()) {
                return reading.faults();
            }
            Duration spacing = reading.fields().shortestSpacing();
            return spacing.compareTo(bounds.floor()) >= 0
                    ? List.of()
                    : List.of("cron expression \"" + expression + "\" fires as often as every " + spacing
                            + ", the shortest allowed is " + bounds.floor());
        }

        /** Clock changes aside; empty if the expression has faults. */
        Optional<Duration> shortestSpacing() {
            return reading.faults().isEmpty() ? Optional.of(reading.fields().shortestSpacing()) : Optional.empty();
        }

        @Override
        public List<String> warnings() {
            return reading.faults().isEmpty() ? CronWarnings.of(expression, reading.fields()) : List.of();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Cron that
                    && expression.equals(that.expression)
                    && zone.equals(that.zone)
                    && gap == that.gap
                    && overlap == that.overlap;
        }

        @Override
        public int hashCode() {
            return Objects.hash(expression, zone, gap, overlap);
        }

        @Override
        public String toString() {
            return "Cron[" + expression + ", " + zone + ", " + gap + ", " + overlap + "]";
        }
    }

    /**
     * Fires when an event of this kind arrives whose attributes meet every condition; never by the clock.
     *
     * @param kind where the event comes from
     * @param conditions what must hold of it, all of them; empty for any event
     */
    record Event(EventKind kind, List<Condition> conditions) implements Trigger {
        /** Copies the conditions. */
        public Event {
            conditions = List.copyOf(conditions);
        }

        /** The same with these conditions added. */
        public Event when(Condition... more) {
            List<Condition> all = new ArrayList<>(conditions);
            all.addAll(List.of(more));
            return new Event(kind, all);
        }

        /** Whether an event of this kind with these attributes fires. */
        public boolean accepts(EventKind arrived, Map<String, String> attributes) {
            return arrived == kind && conditions.stream().allMatch(condition -> condition.holds(attributes));
        }

        @Override
        public Optional<Instant> nextAfter(ScheduleId id, Instant after) {
            return Optional.empty();
        }

        @Override
        public List<String> faults(ScheduleBounds bounds) {
            List<String> faults = new ArrayList<>();
            ConditionForm.INSTANCE.faults(conditions, "conditions", faults);
            return List.copyOf(faults);
        }
    }

    /** Fires again and again, this far apart. */
    static Interval every(Duration interval) {
        return new Interval(interval);
    }

    /** Fires at the local times of a cron expression, at the end of gaps and in the first pass of overlaps. */
    static Cron cron(String expression, ZoneId zone) {
        return new Cron(expression, zone, GapPolicy.RUN_AT_GAP_END, OverlapPolicy.FIRST);
    }

    /** Fires when the provider says that something changed: when a host that receives webhooks publishes them. */
    static Event webhook() {
        return new Event(EventKind.WEBHOOK, List.of());
    }

    /** Fires when the host publishes an event. */
    static Event api() {
        return new Event(EventKind.API, List.of());
    }

    /** Fires when the user did something in the host's application. */
    static Event userAction() {
        return new Event(EventKind.USER_ACTION, List.of());
    }
}
