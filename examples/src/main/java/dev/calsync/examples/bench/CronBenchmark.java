package dev.calsync.examples.bench;

import dev.calsync.model.ScheduleId;
import dev.calsync.schedule.Trigger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How long the next fire time of a cron takes, from fire to fire through the years with their changes of the clock. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CronBenchmark {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

    private final Trigger workdays = Trigger.cron("0 6 * * MON-FRI", ZoneId.of("Europe/Berlin"));
    private final ScheduleId id = ScheduleId.of("bench");
    private Instant last = START;

    /** The next fire after the last one. */
    @Benchmark
    public Instant next() {
        last = workdays.nextAfter(id, last.isBefore(END) ? last : START).orElse(START);
        return last;
    }
}
