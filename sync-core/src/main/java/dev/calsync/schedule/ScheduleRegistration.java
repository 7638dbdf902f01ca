package dev.calsync.schedule;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.model.ScheduleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user is told who has made a schedule, so that a mistake shows before it matters.
 *
 * @param id the schedule's id
 * @param nextFires the next three fire times, earliest first; fewer if it does not fire so often by the clock
 * @param warnings what is allowed but is probably not what was meant, one sentence each
 */
public record ScheduleRegistration(ScheduleId id, List<Instant> nextFires, List<String> warnings) {
    private static final int SHOWN = 3;

    /** Copies the lists. */
    public ScheduleRegistration {
        nextFires = List.copyOf(nextFires);
        warnings = List.copyOf(warnings);
    }

    /**
     * What is to be told of a schedule at a moment.
     *
     * @throws InvalidConfigurationException if the schedule's trigger or spread has faults
     */
    public static ScheduleRegistration of(ScheduleId id, SyncSchedule schedule, Instant now) {
        List<Instant> next = schedule.preview(id, now, SHOWN);
        List<String> warnings = new ArrayList<>(schedule.warnings());
        if (next.isEmpty() && warnings.isEmpty() && !(schedule.trigger() instanceof Trigger.Event)) {
            warnings.add("it does not fire any more: its last time has passed");
        }
        return new ScheduleRegistration(id, next, warnings);
    }
}
