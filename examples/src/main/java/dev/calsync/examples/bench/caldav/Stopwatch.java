package dev.calsync.examples.bench.caldav;

import com.sun.management.OperatingSystemMXBean;
import dev.calsync.system.TimeSource;
import java.lang.management.ManagementFactory;

/** Time and this process's CPU time from its beginning on. */
final class Stopwatch {
    private final TimeSource time = TimeSource.system();
    private final long begunNanos = time.nanoTime();
    private final long begunCpuNanos = cpuNanos();

    double seconds() {
        return (time.nanoTime() - begunNanos) / 1e9;
    }

    Cost cost(long requests, long bytes) {
        return new Cost(seconds(), requests, bytes, (cpuNanos() - begunCpuNanos) / 1e3);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
