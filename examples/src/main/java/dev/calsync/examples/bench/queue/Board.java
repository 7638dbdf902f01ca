package dev.calsync.examples.bench.queue;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came out: a table of figures and bars, and the line for machines. What is missed is told, and never left out. */
final class Board {
    /** The figures of the last line, in its order. */
    private static final List<String> KEYS = List.of(
            "runs_per_s",
            "throughput_ratio",
            "two_node_ratio",
            "herd_ratio",
            "depth_ratio",
            "skew_ratio",
            "pickup_p50_ms",
            "pickup_p99_ms",
            "idle_statements_per_s",
            "steady_lag_p99_ms",
            "steady_cpu",
            "noop_sync_per_s",
            "statements_per_job",
            "held_xmin_ratio");

    private final PrintStream out;
    private final boolean judged;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, String> results = new HashMap<>();
    private boolean held = true;

    Board(PrintStream out, boolean judged) {
        this.out = out;
        this.judged = judged;
    }

    private record Line(String what, String figure, String bar, String verdict) {}

    /** Tells at once what goes on. */
    void say(String format, Object... figures) {
        out.printf(Locale.ROOT, format + "%n", figures);
    }

    /** A figure without a bar. */
    void tell(String what, String figure) {
        lines.add(new Line(what, figure, "", ""));
        say("  %s: %s", what, figure);
    }

    /** A figure that is to be so much at least. */
    void atLeast(double bar, String what, double figure, String unit) {
        judge(figure >= bar, what, figure, "≥ " + number(bar), unit);
    }

    /** A figure that is to be so much at most. */
    void atMost(double bar, String what, double figure, String unit) {
        judge(figure <= bar, what, figure, "≤ " + number(bar), unit);
    }

    private void judge(boolean kept, String what, double figure, String bar, String unit) {
        held &= kept;
        String verdict = !judged ? "not judged" : kept ? "pass" : "MISS";
        lines.add(new Line(what, (number(figure) + " " + unit).strip(), bar, verdict));
        say("  %s: %s %s (%s; %s)", what, number(figure), unit, bar, verdict);
    }

    /** A figure of the last line. */
    void result(String key, double figure) {
        if (!KEYS.contains(key)) {
            throw new IllegalArgumentException("the last line has no " + key);
        }
        results.put(key, number(figure));
    }

    /** The table, then the last line, where a dash stands for what was not measured. */
    void show() {
        say("");
        say("%-66s %18s %12s  %s", "figure", "measured", "bar", "");
        lines.forEach(line -> say("%-66s %18s %12s  %s", line.what, line.figure, line.bar, line.verdict));
        StringBuilder last = new StringBuilder("RESULT name=queue");
        KEYS.forEach(key -> last.append(' ').append(key).append('=').append(results.getOrDefault(key, "-")));
        out.println(last);
    }

    /** Whether no bar was missed, or none is judged. */
    boolean held() {
        return held || !judged;
    }

    /** Three digits that count. */
    static String number(double figure) {
        double size = Math.abs(figure);
        int digits = size >= 100 || figure == Math.rint(figure) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", figure);
    }
}
