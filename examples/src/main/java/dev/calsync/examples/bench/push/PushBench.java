package dev.calsync.examples.bench.push;

import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.pacing.Debounce;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.store.RunRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Real time over real HTTP, on the fake of Google: how long from an edit there to the replica here, at an idle engine, at
 * 100 edits a second under the published budgets, and at 1,000 with budgets raised; and what a flood of forged calls does.
 */
public final class PushBench {
    private static final String EVENT = "{\"summary\":\"Edit %d\",\"start\":{\"dateTime\":\"2027-03-01T10:00:00Z\"},"
            + "\"end\":{\"dateTime\":\"2027-03-01T11:00:00Z\"}}";
    private static final int BLAMED_MAX = 5;
    /** A calendar that is edited every second is pulled this often. */
    private static final Debounce QUICKER = new Debounce(Duration.ofMillis(1_000), Duration.ofMillis(1_250));

    private final PrintStream out;
    private final boolean quick;

    private int edits;

    private PushBench(PrintStream out, boolean quick) {
        this.out = out;
        this.quick = quick;
    }

    /**
     * Measures.
     *
     * @param arguments {@code --quick} for a short form
     * @return 0
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        new PushBench(out, arguments.contains("--quick")).measure();
        return 0;
    }

    private void measure() throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            stage.connect(quick ? 40 : 1_000);
            stage.awaitQuiet();
            // Hints that follow others closely wait; an idle engine has seen none for a while.
            Thread.sleep(quick ? 2_500 : 5_000);
            List<Long> idle = edit(stage, quick ? 40 : 300, 10);
            out.println("idle engine: " + idle.size() + " edits");
            List<Long> burst = edit(stage, quick ? 60 : 3_000, quick ? 12 : 100);
            tell("burst", burst, stage);
            tellMessages(out, stage);
            stage.awaitQuiet();
            Flooded flooded = flood(stage);
            stage.restart(builder ->
                    builder.limits(ProviderId.of("google"), ProviderLimits.NONE).debounce(QUICKER));
            Thread.sleep(quick ? 1_500 : 5_000);
            List<Long> raised = edit(stage, quick ? 120 : 10_000, quick ? 40 : 1_000);
            tell("budgets raised, debounce " + QUICKER.maxWait().toMillis() + " ms", raised, stage);
            tellMessages(out, stage);
            report(idle, burst, raised, flooded);
        }
    }

    private void tell(String what, List<Long> nanos, Stage stage) {
        out.println(what + ": " + nanos.size() + " edits over " + stage.theirs.size() + " calendars, visible after "
                + Sightings.millis(nanos, 0.5) + " ms (p50), " + Sightings.millis(nanos, 0.99) + " ms (p99)");
    }

    private static void tellMessages(PrintStream out, Stage stage) {
        Map<Integer, Integer> outcomes = new TreeMap<>();
        stage.google.pushes().deliveries().forEach(one -> outcomes.merge(one.outcome(), 1, Integer::sum));
        out.println("messages by what they were answered, -1 for none that got through: " + outcomes);
    }

    /** So many edits, one calendar after the other, at this rate. */
    private List<Long> edit(Stage stage, int count, int perSecond) throws InterruptedException {
        stage.sightings.take();
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long wait = begun + i * 1_000_000_000L / perSecond - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            FakeCalendar calendar = stage.theirs.get(edits % stage.theirs.size());
            stage.sightings.making(calendar.id());
            calendar.put(EVENT.formatted(edits++));
            if (i % perSecond == 0) {
                stage.google.pushes().retry();
            }
        }
        Stage.await("every edit is here", () -> {
            // The service delivers again what was answered 503; its fake does when told.
            stage.google.pushes().retry();
            return stage.sightings.waiting() == 0;
        });
        return stage.sightings.take();
    }

    /** What the flood did. */
    private record Flooded(ForgedFlood.Outcome outcome, int forgedPulls, Duration span) {}

    /** Nothing is owed when it begins and nothing is edited, so whatever but the real calls' calendar is pulled, it caused. */
    private Flooded flood(Stage stage) throws InterruptedException {
        Map.Entry<String, Map<String, String>> real =
                stage.calls.entrySet().iterator().next();
        Map<CalendarRef, Integer> before = new LinkedHashMap<>();
        stage.ours.keySet().forEach(ref -> before.put(ref, stage.sightings.pullsOf(ref)));
        Duration span = Duration.ofSeconds(quick ? 3 : 30);
        ForgedFlood.Outcome outcome = new ForgedFlood(
                        stage.hook, List.copyOf(stage.calls.keySet()), real.getValue(), real.getKey())
                .run(span);
        stage.awaitQuiet();
        // The real calls name what they watch, and so their calendar.
        String watched = real.getValue().getOrDefault("X-goog-resource-uri", "");
        int forged = 0;
        int blamed = 0;
        for (CalendarRef calendar : before.keySet()) {
            int more = stage.sightings.pullsOf(calendar) - before.get(calendar);
            if (more > 0 && !isWatched(watched, calendar)) {
                forged += more;
                for (RunRecord run : stage.user(calendar).history(calendar, more)) {
                    if (blamed++ < BLAMED_MAX) {
                        out.println("pulled without an edit: at " + run.startedAt() + " because of "
                                + run.demand().causes());
                    }
                }
            }
        }
        return new Flooded(outcome, forged, span);
    }

    private static boolean isWatched(String uri, CalendarRef calendar) {
        String encoded = URLEncoder.encode(calendar.calendarId(), StandardCharsets.UTF_8);
        return uri.contains("/" + encoded + "/") || uri.contains("/" + calendar.calendarId() + "/");
    }

    private void report(List<Long> idle, List<Long> burst, List<Long> raised, Flooded flooded) {
        long perSecond = flooded.outcome().calls() / Math.max(1, flooded.span().toSeconds());
        out.println("flood: " + perSecond + " forged calls a second, "
                + flooded.outcome().oddAnswers() + " answered otherwise than real ones, "
                + flooded.outcome().realNanos().size() + " real ones beside them");
        out.println("RESULT name=push p50_ms=" + Sightings.millis(idle, 0.5) + " p99_ms="
                + Sightings.millis(idle, 0.99) + " burst_visible_p99_ms="
                + Math.max(Sightings.millis(burst, 0.99), Sightings.millis(raised, 0.99))
                + " forged_pulls=" + flooded.forgedPulls() + " flood_p99_ms="
                + Sightings.millis(flooded.outcome().realNanos(), 0.99));
    }
}
