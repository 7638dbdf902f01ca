package dev.calsync.store;

import dev.calsync.job.Priority;
import dev.calsync.model.CalendarRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change to what a calendar is owed that asks for nothing. Only {@link CallOff} is about a run under way. */
public sealed interface WorkChange {

    /** Whose row is changed. */
    CalendarRef calendar();

    /**
     * Puts what waits off, in place of what put it off before, or lets it go on. If a run is under way it holds for what
     * is owed after it.
     *
     * @param notBefore nothing begins before this; null lifts it
     * @param reason why, one sentence; null with a null time
     */
    record Defer(
            CalendarRef calendar,
            @Nullable Instant notBefore,
            @Nullable String reason) implements WorkChange {
        /** @throws IllegalArgumentException if only one of the two is null */
        public Defer {
            if ((notBefore == null) != (reason == null)) {
                throw new IllegalArgumentException("a deferral needs both a time and a reason, or neither");
            }
        }
    }

    /** Nothing begins until the same block is lifted. Blocking twice is blocking once. */
    record Block(CalendarRef calendar, WorkBlock block) implements WorkChange {}

    /** Lifts a block; what put the work off for a time still does. */
    record Lift(CalendarRef calendar, WorkBlock block) implements WorkChange {}

    /** Gives what waits another priority, stronger or weaker. Nothing changes if nothing waits. */
    record Reprioritize(CalendarRef calendar, Priority priority) implements WorkChange {}

    /**
     * Takes back what waits: it is not owed any more, and counts as served. Nothing changes unless exactly this
     * generation waits.
     */
    record Withdraw(CalendarRef calendar, long generation) implements WorkChange {}

    /**
     * Marks the run of this generation as called off, so that its node finds it in {@link NodeStore#calledOff} and stops
     * it. The generation stays owed until the run has ended, and the mark ends with it. If the run's node is gone first,
     * the run that begins in its place is called off as well, unless somebody has asked for its generation meanwhile.
     * Nothing changes unless exactly this generation is run.
     */
    record CallOff(CalendarRef calendar, long generation) implements WorkChange {}
}
