package dev.calsync.store.jdbc;

import dev.calsync.error.CorruptStateException;
import dev.calsync.job.SyncReport;
import dev.calsync.store.RunCost;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run did and cost, as a few bytes: a version, then each count with seven bits a byte, the lowest first. Most are
 * small, and a run that did nothing has none.
 */
final class RunCounts {
    private static final int VERSION = 1;
    private static final int COUNTS = 16;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private RunCounts() {}

    /** Null for a run that did and cost nothing. */
    static byte @Nullable [] bytes(SyncReport report, RunCost cost) {
        if (report.equals(SyncReport.NONE) && cost.equals(RunCost.NONE)) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
        bytes.write(VERSION);
        for (long count : new long[] {
            report.read(),
            report.pulled(),
            report.pushed(),
            report.skipped(),
            report.conflicts(),
            report.quarantined(),
            report.requests(),
            report.bytes(),
            cost.changeRequests(),
            cost.changeBytes(),
            cost.writeRequests(),
            cost.writeBytes(),
            cost.lookupRequests(),
            cost.lookupBytes(),
            cost.inProvider().toNanos(),
            cost.inStore().toNanos()
        }) {
            write(bytes, count);
        }
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, long count) {
        long rest = count;
        while ((rest & -MORE) != 0) {
            bytes.write((int) (rest | MORE) & 0xff);
            rest >>>= BITS;
        }
        bytes.write((int) rest);
    }

    private static long[] counts(byte[] bytes) {
        long[] counts = new long[COUNTS];
        int at = 1;
        for (int i = 0; i < COUNTS; i++) {
            int shift = 0;
            do {
                if (at >= bytes.length || shift >= Long.SIZE) {
                    throw corrupt();
                }
                counts[i] |= (long) (bytes[at] & MORE - 1) << shift;
                shift += BITS;
            } while ((bytes[at++] & MORE) != 0);
        }
        return counts;
    }

    private static CorruptStateException corrupt() {
        return new CorruptStateException(
                "the counts of a run in the history cannot be read: they were changed, or a newer "
                        + "version wrote them. Update the library on this node");
    }

    private static long[] read(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw corrupt();
        }
        return counts(bytes);
    }

    static SyncReport report(byte @Nullable [] bytes) {
        if (bytes == null) {
            return SyncReport.NONE;
        }
        long[] c = read(bytes);
        return new SyncReport(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
    }

    static RunCost cost(byte @Nullable [] bytes) {
        if (bytes == null) {
            return RunCost.NONE;
        }
        long[] c = read(bytes);
        return new RunCost(c[8], c[9], c[10], c[11], c[12], c[13], Duration.ofNanos(c[14]), Duration.ofNanos(c[15]));
    }
}
