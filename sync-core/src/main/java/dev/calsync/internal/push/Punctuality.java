package dev.calsync.internal.push;

import dev.calsync.system.TimeSource;
import java.time.Duration;

/** Which part of the answers of the last ten minutes came too late. Thread-safe. */
final class Punctuality {
    private static final int MINUTES = 10;
    private static final int LEAST = 20;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final TimeSource time;
    private final int lateShare;
    private final long[] minutes = new long[MINUTES];
    private final int[] all = new int[MINUTES];
    private final int[] late = new int[MINUTES];

    /** @param lateShare from how many of a hundred on it is too many */
    Punctuality(TimeSource time, int lateShare) {
        this.time = time;
        this.lateShare = lateShare;
    }

    private static long minute(long nanos) {
        return Math.floorDiv(nanos, MINUTE_NANOS);
    }

    synchronized void answered(boolean tooLate) {
        long minute = minute(time.nanoTime());
        int slot = (int) Math.floorMod(minute, (long) MINUTES);
        if (minutes[slot] != minute) {
            minutes[slot] = minute;
            all[slot] = 0;
            late[slot] = 0;
        }
        all[slot]++;
        late[slot] += tooLate ? 1 : 0;
    }

    synchronized boolean tooLate() {
        long now = minute(time.nanoTime());
        long answers = 0;
        long lates = 0;
        for (int i = 0; i < MINUTES; i++) {
            if (now - minutes[i] < MINUTES) {
                answers += all[i];
                lates += late[i];
            }
        }
        return answers >= LEAST && lates * 100 >= answers * lateShare;
    }
}
