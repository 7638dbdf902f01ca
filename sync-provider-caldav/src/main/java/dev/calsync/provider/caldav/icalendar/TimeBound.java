package dev.calsync.provider.caldav.icalendar;

import dev.calsync.system.TimeSource;
import java.time.Duration;

/** How long one resource may be read. The other limits keep that short; this one is for what nobody thought of. */
final class TimeBound {
    static final Duration MAX = Duration.ofSeconds(10);
    /** Looking at the clock costs about as much as a short line. */
    private static final int LINES = 64;

    private final TimeSource time;
    private final long begun;

    /** Time begins to count. */
    TimeBound(TimeSource time) {
        this.time = time;
        this.begun = time.nanoTime();
    }

    /** @param line where the reader is */
    void check(int line) throws ICalendarSyntaxException {
        if (time.nanoTime() - begun > MAX.toNanos()) {
            throw new ICalendarSyntaxException("reading takes more than " + MAX.toSeconds() + " s", line);
        }
    }

    /** As {@link #check}, for whoever comes by with each line. */
    void checkNowAndThen(int line) throws ICalendarSyntaxException {
        if (line % LINES == 0) {
            check(line);
        }
    }
}
