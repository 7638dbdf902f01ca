package dev.calsync.schedule;

import java.util.List;

/**
 * What came of reading a schedule's JSON. A stored schedule that this version cannot run, because a newer one wrote it
 * or somebody edited it, is parked: kept as it is, not run, and shown with the reasons.
 */
public sealed interface ScheduleReading {

    /** A schedule that can run, host's bounds aside. */
    record Read(SyncSchedule schedule) implements ScheduleReading {}

    /**
     * A schedule that cannot run.
     *
     * @param json the text as it was
     * @param reasons every fault with its path, one sentence each; at least one
     */
    record Parked(String json, List<String> reasons) implements ScheduleReading {
        /** Copies the reasons. */
        public Parked {
            reasons = List.copyOf(reasons);
        }
    }

    /** Reads a schedule's JSON; never throws for what the text holds. */
    static ScheduleReading of(String json) {
        return ScheduleJson.read(json);
    }
}
