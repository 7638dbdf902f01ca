package dev.calsync.store;

import dev.calsync.error.Faults;
import java.time.Duration;

/**
 * How much of the history of runs is kept: what is younger than {@code age} and among the newest {@code runsPerCalendar}
 * of its calendar. What is beyond is forgotten within minutes. Immutable.
 *
 * @param age how long a run is kept, at least a minute
 * @param runsPerCalendar how many runs of one calendar are kept, at least 1
 */
public record HistoryRetention(Duration age, int runsPerCalendar) {

    /** 90 days, and 1,000 runs of each calendar. */
    public static final HistoryRetention DEFAULT = new HistoryRetention(Duration.ofDays(90), 1_000);

    /** @throws dev.calsync.error.InvalidConfigurationException if one of the two is too small, naming every fault */
    public HistoryRetention {
        new Faults("HistoryRetention")
                .require(age.compareTo(Duration.ofMinutes(1)) >= 0, "age must be at least a minute, was " + age)
                .require(runsPerCalendar >= 1, "runsPerCalendar must be at least 1, was " + runsPerCalendar)
                .throwIfAny();
    }
}
