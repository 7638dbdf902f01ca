package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processor time, as the kernel counts it in ticks of ten milliseconds. Linux only; elsewhere nothing is known. */
final class Processor {
    private static final long MILLIS_PER_TICK = 10;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int ENDED_USER_TICKS = 13;
    private static final int ENDED_SYSTEM_TICKS = 14;

    private Processor() {}

    /** What a process used so far. */
    static Duration of(long pid) {
        return ticks(pid, USER_TICKS, SYSTEM_TICKS);
    }

    /** What a server used so far, with the processes that it started, also those that have ended. */
    static Duration of(Optional<ProcessHandle> server) {
        if (server.isEmpty()) {
            return Duration.ZERO;
        }
        Duration sum = ticks(server.get().pid(), USER_TICKS, SYSTEM_TICKS, ENDED_USER_TICKS, ENDED_SYSTEM_TICKS);
        try (Stream<ProcessHandle> children = server.get().children()) {
            for (ProcessHandle child : children.toList()) {
                sum = sum.plus(of(child.pid()));
            }
        }
        return sum;
    }

    /** Whether this is what the process runs. */
    static boolean runs(ProcessHandle process, String program) {
        return stat(process.pid())
                .filter(stat -> stat.contains("(" + program + ")"))
                .isPresent();
    }

    private static Duration ticks(long pid, int... fields) {
        Optional<String> stat = stat(pid);
        if (stat.isEmpty()) {
            return Duration.ZERO;
        }
        // The name stands in parentheses and may hold anything, so the rest is what follows the last one.
        List<String> words =
                List.of(stat.get().substring(stat.get().lastIndexOf(')') + 2).split(" ", -1));
        long sum = 0;
        for (int field : fields) {
            sum += Long.parseLong(words.get(field));
        }
        return Duration.ofMillis(sum * MILLIS_PER_TICK);
    }

    private static Optional<String> stat(long pid) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException endedOrElsewhere) {
            return Optional.empty();
        }
    }
}
