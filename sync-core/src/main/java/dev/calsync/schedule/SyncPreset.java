package dev.calsync.schedule;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import java.time.Duration;

/** The usual intervals. */
public enum SyncPreset {
    /** Every 15 minutes, for users who are around. */
    ACTIVE(Duration.ofMinutes(15), SyncType.INCREMENTAL, Priority.NORMAL),
    /** Every hour. */
    STANDARD(Duration.ofHours(1), SyncType.INCREMENTAL, Priority.NORMAL),
    /** Every 6 hours, for calendars in which little happens. */
    INACTIVE(Duration.ofHours(6), SyncType.INCREMENTAL, Priority.NORMAL),
    /** Every 24 hours a full diff that catches what the change feed missed. */
    DAILY(Duration.ofHours(24), SyncType.FULL, Priority.LOW);

    private final Duration interval;
    private final SyncType type;
    private final Priority priority;

    SyncPreset(Duration interval, SyncType type, Priority priority) {
        this.interval = interval;
        this.type = type;
        this.priority = priority;
    }

    /** The time from one fire to the next. */
    public Duration interval() {
        return interval;
    }

    /** How much a run looks at. */
    public SyncType type() {
        return type;
    }

    /** How urgent a run is. */
    public Priority priority() {
        return priority;
    }
}
