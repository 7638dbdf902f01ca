package dev.calsync.examples.bench.caldav;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What CalDAV costs: {@code examples/run bench-caldav}. The engine pulls and pushes a calendar, a bare HTTP client that
 * understands nothing does the same requests as the limit, and vdirsyncer syncs the same calendar where it is installed;
 * in turns, at one server. Figures are medians by time. Last, an engine with little memory pulls a big calendar.
 *
 * <p>The bare client's pull is the same listing and multigets of all it lists; its push is PUTs of the bodies that the
 * engine sends. Both at whatever number of connections, and of resources in one request, was fastest there.
 *
 * <p>Without {@code --url} Radicale is started on loopback. {@code --quick} shows in seconds that all of it runs, at a
 * server in this process; its figures mean nothing.
 */
public final class CalDavBench {
    private static final double MAX_PULL_VS_BARE = 1.5;
    private static final double MIN_VDIRSYNCER_VS_PULL = 3;
    private static final double MAX_PUSH_VS_BARE = 1.15;
    private static final int DELTA = 10;
    private static final int DELTA_REQUESTS = 2;

    private final Options options;
    private final BenchServer server;
    private final PrintStream out;
    /** How the bare client is fastest; found out with the first calendar. */
    private @Nullable Manner manner;

    private boolean held = true;

    private CalDavBench(Options options, BenchServer server, PrintStream out) {
        this.options = options;
        this.server = server;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @return 0; 1 if a bar was missed, 2 if an argument is unknown or there is no server
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) throws Exception {
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException refused) {
            err.println("bench-caldav: " + refused.getMessage());
            return 2;
        }
        if (!options.quick() && options.url().isEmpty() && !Tool.installed("radicale")) {
            err.println("bench-caldav: radicale is not installed; install it, or name a calendar home with --url");
            return 2;
        }
        try (BenchServer server = options.server()) {
            return new CalDavBench(options, server, out).measure();
        }
    }

    private int measure() throws IOException, InterruptedException {
        out.printf("at %s%n", server.home());
        Pulls small = pulls(options.small(), true);
        Pulls large = pulls(options.large(), false);
        tell(small);
        tell(large);
        Pushes pushes = pushes();
        double vsVdirsyncer = small.vdirsyncer.orElse(Double.NaN) / small.ours.seconds();
        judge(small.ratio() <= MAX_PULL_VS_BARE, "first pull by bare client", small.ratio(), "≤ 1.5");
        if (small.vdirsyncer.isPresent()) {
            judge(vsVdirsyncer >= MIN_VDIRSYNCER_VS_PULL, "vdirsyncer by first pull", vsVdirsyncer, "≥ 3");
        }
        judge(small.idle.requests() == 1, "requests when nothing is new", (double) small.idle.requests(), "= 1");
        judge(
                small.delta.requests() == DELTA_REQUESTS,
                "requests after " + DELTA + " changes",
                (double) small.delta.requests(),
                "= 2");
        judge(pushes.ratio() <= MAX_PUSH_VS_BARE, "push by bare client", pushes.ratio(), "≤ 1.15");
        Optional<Double> big = BigPull.seconds(options.huge());
        judge(
                big.isPresent(),
                "seconds for " + options.huge() + " events with " + BigPull.HEAP_MEGABYTES + " MB of heap",
                big.orElse(Double.NaN),
                "comes to its end");
        out.printf(
                Locale.ROOT,
                "RESULT name=caldav pull_vs_bare=%.2f pull_vs_vdirsyncer=%s push_vs_bare=%.2f noop_requests=%d"
                        + " delta10_requests=%d cpu_us_per_event=%.0f%n",
                small.ratio(),
                small.vdirsyncer.isPresent() ? String.format(Locale.ROOT, "%.2f", vsVdirsyncer) : "-",
                pushes.ratio(),
                small.idle.requests(),
                small.delta.requests(),
                small.cpuMicrosPerEvent());
        return options.quick() || held ? 0 : 1;
    }

    private record Pulls(int events, Cost bare, Cost ours, OptionalDouble vdirsyncer, Cost idle, Cost delta) {

        double ratio() {
            return ours.seconds() / bare.seconds();
        }

        double cpuMicrosPerEvent() {
            return ours.cpuMicros() / events;
        }
    }

    /** @param warmUp whether nothing was measured in this process before */
    private Pulls pulls(int events, boolean warmUp) throws IOException, InterruptedException {
        out.printf("%d events:%n", events);
        URI calendar = server.calendar("pull-" + events, events);
        List<String> hrefs = server.bare().hrefs(calendar);
        if (hrefs.size() != events) {
            throw new IllegalStateException("the server lists " + hrefs.size() + " events, not " + events);
        }
        for (int i = 0; warmUp && i < options.warmUps(); i++) {
            try (OurSide ours = new OurSide(server, calendar)) {
                ours.sync();
            }
        }
        manner = manner == null ? best(calendar, hrefs) : manner;
        Manner best = manner;
        List<Cost> bare = new ArrayList<>();
        List<Cost> ours = new ArrayList<>();
        for (int i = 0; i < options.rounds(events); i++) {
            bare.add(server.bare().pull(calendar, hrefs, best.batch, best.connections));
            try (OurSide fresh = new OurSide(server, calendar)) {
                ours.add(fresh.sync());
                if (fresh.events() != events) {
                    throw new IllegalStateException("the replica has " + fresh.events() + " events, not " + events);
                }
            }
        }
        tell("bare client, " + best, Cost.median(bare));
        tell("first pull", Cost.median(ours));
        OptionalDouble other = vdirsyncer(calendar, events, warmUp);
        try (OurSide following = new OurSide(server, calendar)) {
            following.sync();
            Cost idle = following.sync();
            tell("nothing new", idle);
            for (int i = 0; i < DELTA; i++) {
                String href = hrefs.get(i);
                int number = Integer.parseInt(href.replaceAll(".*?([0-9]+)\\.ics", "$1"));
                server.bare().put(calendar.resolve(href), Bodies.resource(number, 1));
            }
            Cost delta = following.sync();
            tell(DELTA + " changes", delta);
            server.delete(calendar);
            return new Pulls(events, Cost.median(bare), Cost.median(ours), other, idle, delta);
        }
    }

    private record Manner(int batch, int connections) {
        @Override
        public String toString() {
            return (batch == Integer.MAX_VALUE ? "all" : batch) + " at once, connections: " + connections;
        }
    }

    /** The bare client's own best. */
    private Manner best(URI calendar, List<String> hrefs) {
        Manner best = new Manner(hrefs.size(), 1);
        double least = Double.MAX_VALUE;
        for (int batch : new int[] {50, 100, 250, 1000}) {
            for (int connections : new int[] {1, 2, 4}) {
                double seconds = Math.min(
                        server.bare().pull(calendar, hrefs, batch, connections).seconds(),
                        server.bare().pull(calendar, hrefs, batch, connections).seconds());
                if (seconds < least) {
                    least = seconds;
                    best = new Manner(batch, connections);
                }
            }
        }
        return best;
    }

    private OptionalDouble vdirsyncer(URI calendar, int events, boolean often)
            throws IOException, InterruptedException {
        if (options.quick() || !Vdirsyncer.installed()) {
            out.println("  vdirsyncer: not installed, or left out");
            return OptionalDouble.empty();
        }
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < (often ? 3 : 1); i++) {
            try (Vdirsyncer other = new Vdirsyncer(server, calendar)) {
                costs.add(new Cost(other.seconds(events), 0, 0, 0));
            }
        }
        double seconds = Cost.median(costs).seconds();
        out.printf(Locale.ROOT, "  vdirsyncer, first sync: %.3f s%n", seconds);
        return OptionalDouble.of(seconds);
    }

    private record Pushes(Cost bare, Cost ours) {
        double ratio() {
            return ours.seconds() / bare.seconds();
        }
    }

    private Pushes pushes() throws InterruptedException {
        int events = options.pushed();
        out.printf("push of %d events:%n", events);
        List<EventSeries> series =
                IntStream.range(0, events).mapToObj(Bodies::series).toList();
        List<String> bodies = series.stream()
                .map(each -> ICalendar.write(each, TimeSource.system().now()))
                .toList();
        int connections = bestPut(bodies.subList(0, events / 5));
        List<Cost> bare = new ArrayList<>();
        List<Cost> ours = new ArrayList<>();
        for (int i = 0; i < options.rounds(events); i += 2) {
            URI target = server.calendar("put-" + i);
            bare.add(server.bare().put(target, bodies, connections));
            server.delete(target);
            URI pushed = server.calendar("push-" + i);
            try (OurSide fresh = new OurSide(server, pushed)) {
                fresh.sync();
                fresh.edit(series);
                ours.add(fresh.push());
            }
            if (server.bare().hrefs(pushed).size() != events) {
                throw new IllegalStateException("not all was pushed");
            }
            server.delete(pushed);
        }
        tell("bare client, connections: " + connections, Cost.median(bare));
        tell("push", Cost.median(ours));
        return new Pushes(Cost.median(bare), Cost.median(ours));
    }

    private int bestPut(List<String> bodies) {
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int connections : new int[] {1, 2, 4, 8}) {
            double seconds = Double.MAX_VALUE;
            for (int i = 0; i < 2; i++) {
                URI target = server.calendar("try-" + connections + "-" + i);
                seconds = Math.min(
                        seconds, server.bare().put(target, bodies, connections).seconds());
                server.delete(target);
            }
            if (seconds < least) {
                least = seconds;
                best = connections;
            }
        }
        return best;
    }

    private void tell(Pulls pulls) {
        out.printf(
                Locale.ROOT,
                "%d events: first pull by bare client %.2f, %.0f us of our CPU for each event%n",
                pulls.events,
                pulls.ratio(),
                pulls.cpuMicrosPerEvent());
    }

    private void tell(String what, Cost cost) {
        out.printf(
                Locale.ROOT,
                "  %s: %.3f s, %d requests, %d kB read, %.0f ms of our CPU%n",
                what,
                cost.seconds(),
                cost.requests(),
                cost.bytes() / 1000,
                cost.cpuMicros() / 1000);
    }

    private void judge(boolean kept, String what, double figure, String bar) {
        held &= kept;
        String verdict = options.quick() ? "not judged" : kept ? "held" : "MISSED";
        out.printf(Locale.ROOT, "%s: %.2f (bar: %s; %s)%n", what, figure, bar, verdict);
    }
}
