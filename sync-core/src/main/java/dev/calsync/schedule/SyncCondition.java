package dev.calsync.schedule;

import dev.calsync.job.JobStatus;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold of a calendar when its schedule fires; otherwise that fire asks for nothing. Judged for each calendar by
 * itself. Immutable and thread-safe; a pure function of the facts it is given.
 *
 * <p>In JSON:
 *
 * <pre>
 * {"timeOfDay":{"from":"09:00","to":"17:00","days":["monday","friday"],"timezone":"Europe/Berlin"}}
 * {"hadEventsWithin":"P30D"}
 * {"lastOutcome":["failed","partial"]}
 * {"calendar":{"attribute":"writable","equals":"true"}}
 * {"and":[…]}, {"or":[…]}, {"not":{…}}
 * </pre>
 *
 * A time of day without {@code days} means every day. What stands under {@code calendar} is a {@link Condition}.
 *
 * <p>A valid schedule nests conditions at most 8 deep and holds at most 64 of them.
 */
public sealed interface SyncCondition {

    /**
     * The time lies in a span of local time. The span belongs to the day on which it begins: Friday from 22:00 to 06:00
     * ends on Saturday morning. An end in a gap of the clock is the end of the gap, an end that exists twice is the first
     * of the two.
     *
     * @param from inclusive
     * @param to exclusive; at or before {@code from} it means the next day, so equal ends mean 24 hours
     * @param days the days on which the span begins; a valid schedule names at least one
     * @param zone whose local time is meant
     */
    record TimeOfDay(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone) implements SyncCondition {
        /** Copies the days. */
        public TimeOfDay {
            days = SyncCondition.copy(DayOfWeek.class, days);
        }

        @Override
        public boolean holds(CalendarFacts facts) {
            return new DailySpan(from, to, days, zone).contains(facts.now());
        }
    }

    /**
     * The calendar had an event in the last so much time: one that took place, wholly or in part, since then.
     *
     * @param within how far back; a valid schedule has more than zero and at most 366 days
     */
    record HadEvents(Duration within) implements SyncCondition {
        @Override
        public boolean holds(CalendarFacts facts) {
            return facts.hadEventsSince().test(facts.now().minus(within));
        }
    }

    /**
     * The calendar's last run ended in one of these ways. A calendar that was never run meets it only negated.
     *
     * @param outcomes a valid schedule names at least one, and final ones only
     */
    record LastOutcome(Set<JobStatus> outcomes) implements SyncCondition {
        /** Copies the outcomes. */
        public LastOutcome {
            outcomes = SyncCondition.copy(JobStatus.class, outcomes);
        }

        @Override
        public boolean holds(CalendarFacts facts) {
            return facts.lastOutcome().filter(outcomes::contains).isPresent();
        }
    }

    /** The calendar's properties meet a condition, see {@link CalendarFacts#attributes()}. */
    record CalendarProperty(Condition condition) implements SyncCondition {
        @Override
        public boolean holds(CalendarFacts facts) {
            return condition.holds(facts.attributes());
        }
    }

    /** Every one of these holds. */
    record And(List<SyncCondition> conditions) implements SyncCondition {
        /** Copies the conditions. */
        public And {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean holds(CalendarFacts facts) {
            return conditions.stream().allMatch(condition -> condition.holds(facts));
        }
    }

    /** At least one of these holds. */
    record Or(List<SyncCondition> conditions) implements SyncCondition {
        /** Copies the conditions. */
        public Or {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean holds(CalendarFacts facts) {
            return conditions.stream().anyMatch(condition -> condition.holds(facts));
        }
    }

    /** The condition does not hold. */
    record Not(SyncCondition condition) implements SyncCondition {
        @Override
        public boolean holds(CalendarFacts facts) {
            return !condition.holds(facts);
        }
    }

    /** Whether the condition holds. Parts are judged in their order, and only as many as are needed. */
    boolean holds(CalendarFacts facts);

    /**
     * Why the condition does not hold, in one sentence without a full stop; empty if it holds. Names times, outcomes and
     * the names of properties, never a property's value.
     */
    default Optional<String> whyNot(CalendarFacts facts) {
        return ConditionWords.whyNot(this, facts);
    }

    /** The time lies in a span of local time, every day. */
    static TimeOfDay between(LocalTime from, LocalTime to, ZoneId zone) {
        return new TimeOfDay(from, to, EnumSet.allOf(DayOfWeek.class), zone);
    }

    /** The time lies in a span of local time, from Monday to Friday. */
    static TimeOfDay officeHours(LocalTime from, LocalTime to, ZoneId zone) {
        return new TimeOfDay(from, to, EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), zone);
    }

    /** The calendar had an event in the last so much time. */
    static SyncCondition hadEvents(Duration within) {
        return new HadEvents(within);
    }

    /** The calendar's last run ended in one of these ways. */
    static SyncCondition lastOutcome(JobStatus... outcomes) {
        return new LastOutcome(Set.of(outcomes));
    }

    /** The calendar's properties meet a condition. */
    static SyncCondition calendar(Condition condition) {
        return new CalendarProperty(condition);
    }

    /** Every one of these holds. */
    static SyncCondition and(SyncCondition... conditions) {
        return new And(List.of(conditions));
    }

    /** At least one of these holds. */
    static SyncCondition or(SyncCondition... conditions) {
        return new Or(List.of(conditions));
    }

    /** The condition does not hold. */
    static SyncCondition not(SyncCondition condition) {
        return new Not(condition);
    }

    private static <E extends Enum<E>> Set<E> copy(Class<E> type, Set<E> values) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(values);
        return Collections.unmodifiableSet(copy);
    }
}
