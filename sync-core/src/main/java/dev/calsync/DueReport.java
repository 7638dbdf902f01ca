package dev.calsync;

import dev.calsync.job.JobStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What {@link CalendarSync#runDue} did. Immutable.
 *
 * @param ended how many runs ended for good, by how they ended
 * @param putOff how many runs were begun and are owed again: put off, to be tried again, or handed back in time
 * @param allDone whether nothing that could begin was left when it returned
 */
public record DueReport(Map<JobStatus, Integer> ended, int putOff, boolean allDone) {

    /** Copies the map. */
    public DueReport {
        Map<JobStatus, Integer> copy = new EnumMap<>(JobStatus.class);
        copy.putAll(ended);
        ended = Collections.unmodifiableMap(copy);
    }

    /** How many runs ended for good. */
    public int runs() {
        return ended.values().stream().mapToInt(Integer::intValue).sum();
    }
}
