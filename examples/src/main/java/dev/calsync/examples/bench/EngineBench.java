package dev.calsync.examples.bench;

import dev.calsync.examples.bench.VirtualDay.Day;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What the engine itself costs: {@code examples/run bench-engine}. Figures are medians of JMH's iterations. The full
 * form holds them against bars and fails when one is missed; {@code --quick} shows in seconds that all of it runs, and
 * its figures mean nothing. {@code --calendars=N} says how many the virtual day has.
 */
public final class EngineBench {
    private static final int SMALL = 10_000;
    private static final int LARGE = 1_000_000;
    private static final int LARGE_WHEN_QUICK = 20_000;
    private static final double MIN_QUEUE_OPS_PER_SECOND = 1_000_000;
    private static final double MAX_COMPARISONS_RATIO = 2;
    private static final double MAX_DAY_SECONDS = 300;
    private static final double MAX_HEAP_RATIO = 1.1;

    private final PrintStream out;
    private final boolean quick;
    private boolean held = true;

    private EngineBench(PrintStream out, boolean quick) {
        this.out = out;
        this.quick = quick;
    }

    /**
     * Measures.
     *
     * @return 0; 1 if the full form missed a bar, 2 if an argument is unknown
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws RunnerException, InterruptedException {
        boolean quick = false;
        int calendars = -1;
        for (String argument : arguments) {
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.matches("--calendars=[1-9][0-9]{1,6}")) {
                calendars = Integer.parseInt(argument.substring(argument.indexOf('=') + 1));
            } else {
                err.println("bench-engine takes --quick and --calendars=N (10 to 9999999), not " + argument);
                return 2;
            }
        }
        int all = quick ? 1_000 : 100_000;
        return new EngineBench(out, quick).measure(calendars < 0 ? all : calendars);
    }

    private int measure(int calendars) throws RunnerException, InterruptedException {
        int large = quick ? LARGE_WHEN_QUICK : LARGE;
        double cronMicros = median(jmh(CronBenchmark.class));
        tell("next fire time of a cron", "%.2f us", cronMicros);

        double small = median(jmh(QueueBenchmark.class).param("calendars", "" + SMALL));
        judge(small >= MIN_QUEUE_OPS_PER_SECOND, "ready queue, 10 k wait", "%.0f operations/s", small, "≥ 1 M");
        double big = median(jmh(QueueBenchmark.class).param("calendars", "" + large));
        judge(big >= MIN_QUEUE_OPS_PER_SECOND, "ready queue, 1 M wait", "%.0f operations/s", big, "≥ 1 M");

        double ratio = comparisons(large) / comparisons(SMALL);
        judge(ratio <= MAX_COMPARISONS_RATIO, "comparisons at 1 M by those at 10 k", "%.2f", ratio, "≤ 2");

        out.printf("a virtual day of %d calendars, every 15 minutes:%n", calendars);
        VirtualDay virtual = new VirtualDay(calendars, out);
        Day day = virtual.live();
        judge(day.runs() == virtual.expectedRuns(), "runs", "%.0f", (double) day.runs(), "= " + virtual.expectedRuns());
        judge(day.seconds() <= MAX_DAY_SECONDS, "the day took", "%.1f s", day.seconds(), "≤ 300 s");
        judge(day.heapRatio() <= MAX_HEAP_RATIO, "live heap, hour 24 by hour 2", "%.2f", day.heapRatio(), "≤ 1.1");

        out.printf(
                Locale.ROOT,
                "RESULT name=engine queue_ops_per_s_10k=%.0f queue_ops_per_s_1m=%.0f comparisons_ratio=%.2f"
                        + " cron_next_us=%.2f virtual_day_s=%.1f heap_ratio=%.2f%n",
                small,
                big,
                ratio,
                cronMicros,
                day.seconds(),
                day.heapRatio());
        return quick || held ? 0 : 1;
    }

    /** After each calendar had its turn once or twice, so that the order of filling no longer shows. */
    private static double comparisons(int calendars) {
        QueueLoad load = new QueueLoad(calendars);
        load.comparisonsPerTurn(2 * calendars);
        return load.comparisonsPerTurn(calendars);
    }

    private ChainedOptionsBuilder jmh(Class<?> benchmark) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmark.getName() + "\\.")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (quick) {
            return options.forks(0)
                    .warmupIterations(1)
                    .warmupTime(TimeValue.milliseconds(50))
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(100));
        }
        return options.forks(1)
                .jvmArgs("-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages")
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(3))
                .measurementIterations(9)
                .measurementTime(TimeValue.seconds(2));
    }

    private static double median(ChainedOptionsBuilder options) throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        RunResult result = new Runner(options.build()).runSingle();
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private void tell(String what, String format, double figure) {
        out.printf("%s: %s%n", what, String.format(Locale.ROOT, format, figure));
    }

    private void judge(boolean kept, String what, String format, double figure, String bar) {
        held &= kept;
        String verdict = quick ? "not judged" : kept ? "held" : "MISSED";
        out.printf("%s: %s (bar: %s; %s)%n", what, String.format(Locale.ROOT, format, figure), bar, verdict);
    }
}
