package dev.calsync.examples.bench.queue;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * When which run ended, by the worker itself, in memory that the kernel keeps when the process is killed. Thread-safe as far as
 * it is written.
 */
final class RunLog {
    static final String ARGUMENT = "log=";
    private static final int MOST = 1 << 20;
    private static final int LONGS = 2;

    private final LongBuffer entries;
    private final AtomicInteger next = new AtomicInteger();

    private RunLog(LongBuffer entries) {
        this.entries = entries;
    }

    static RunLog write(Path file) throws IOException {
        return new RunLog(map(file));
    }

    private static LongBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) MOST * LONGS * Long.BYTES)
                    .asLongBuffer();
        }
    }

    /** The time is written last: an entry without one was not finished. */
    void ended(int calendar) {
        int entry = next.getAndIncrement() * LONGS;
        entries.put(entry, calendar);
        entries.put(entry + 1, Tally.micros(Instant.now()));
    }

    /** When the last run of each calendar ended, in microseconds since 1970. */
    static Map<Integer, Long> read(Path file) throws IOException {
        LongBuffer entries = map(file);
        Map<Integer, Long> ended = new HashMap<>();
        for (int entry = 0; entry < MOST * LONGS && entries.get(entry + 1) != 0; entry += LONGS) {
            ended.put((int) entries.get(entry), entries.get(entry + 1));
        }
        return ended;
    }
}
