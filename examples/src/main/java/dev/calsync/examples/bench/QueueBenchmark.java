package dev.calsync.examples.bench;

import dev.calsync.internal.queue.QueuedWork;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How many operations of the ready queue one thread does in a second; an offer is one, and a poll with its end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class QueueBenchmark {
    /** How many wait. */
    @Param({"10000", "1000000"})
    private int calendars;

    private QueueLoad load = new QueueLoad(1);

    /** Fills the queue. */
    @Setup
    public void fill() {
        load = new QueueLoad(calendars);
    }

    /** One calendar's way through the queue. */
    @Benchmark
    @OperationsPerInvocation(2)
    public QueuedWork turn() {
        return load.turn();
    }
}
