package dev.calsync.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.SyncReport;
import dev.calsync.store.RunCost;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunCountsTest {
    @Test
    void counts_areReadAsTheyWereWritten() {
        Random dice = new Random(1);
        for (int i = 0; i < 500; i++) {
            long[] c = dice.longs(16)
                    .map(value -> (value >>> 1) >>> dice.nextInt(63))
                    .toArray();
            SyncReport report = new SyncReport(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
            RunCost cost = new RunCost(
                    c[8], c[9], c[10], c[11], c[12], c[13], Duration.ofNanos(c[14]), Duration.ofNanos(c[15]));

            byte[] bytes = RunCounts.bytes(report, cost);

            assertEquals(report, RunCounts.report(bytes));
            assertEquals(cost, RunCounts.cost(bytes));
        }
    }

    @Test
    void runThatDidNothing_takesNoRoom() {
        assertNull(RunCounts.bytes(SyncReport.NONE, RunCost.NONE));
        assertEquals(SyncReport.NONE, RunCounts.report(null));
        assertEquals(RunCost.NONE, RunCounts.cost(null));
        byte[] small = RunCounts.bytes(new SyncReport(1, 0, 0, 0, 0, 0, 1, 90), RunCost.NONE);
        assertTrue(small != null && small.length == 17);
    }

    @Test
    void damagedCounts_areRefused() {
        byte[] bytes = RunCounts.bytes(new SyncReport(1, 2, 3, 4, 5, 6, 7, 1L << 60), RunCost.NONE);

        assertThrows(CorruptStateException.class, () -> RunCounts.cost(Arrays.copyOf(bytes, bytes.length - 1)));
        assertThrows(CorruptStateException.class, () -> RunCounts.report(new byte[0]));
        assertThrows(CorruptStateException.class, () -> RunCounts.report(new byte[] {2, 0}));
    }
}
