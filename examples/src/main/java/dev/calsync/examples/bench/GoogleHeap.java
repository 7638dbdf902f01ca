package dev.calsync.examples.bench;

import dev.calsync.system.TimeSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole engine syncs a Google calendar of 50,000 events for the first time with a heap of 64 MB: {@code examples/run
 * heap-google}. The engine has its JVM to itself, and a store in a file; the service is another process. {@code --quick}
 * takes a tenth of the events.
 */
public final class GoogleHeap {
    private static final int EVENTS = 50_000;
    private static final int EVENTS_WHEN_QUICK = 5_000;
    private static final int MEGABYTES = 64;
    private static final Duration START_BOUND = Duration.ofMinutes(1);
    private static final Duration BOUND = Duration.ofMinutes(10);

    private GoogleHeap() {}

    /**
     * Syncs.
     *
     * @return 0; 1 if the engine did not get through, 2 if an argument is unknown
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        if (!arguments.isEmpty() && !arguments.equals(List.of("--quick"))) {
            err.println("heap-google takes --quick, not " + String.join(" ", arguments));
            return 2;
        }
        return run(arguments.isEmpty() ? EVENTS : EVENTS_WHEN_QUICK, MEGABYTES, out, err);
    }

    static int run(int events, int megabytes, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        String classpath = System.getProperty("java.class.path");
        List<String> options = List.of("-Xmx" + megabytes + "m", "-XX:+ExitOnOutOfMemoryError");
        Path state = Files.createTempDirectory("calsync-heap-google");
        try (OtherJvm service = OtherJvm.start(List.of(), classpath, GoogleBench.Google.SERVER, List.of("" + events))) {
            String root =
                    service.next(START_BOUND).orElseThrow(() -> new IllegalStateException("the service did not start"));
            try (OtherJvm engine =
                    OtherJvm.start(options, classpath, GoogleEngine.class.getName(), List.of(root, state.toString()))) {
                long begun = TimeSource.system().nanoTime();
                String first = engine.ask("sync", BOUND).orElse("ended or took too long");
                long millis = (TimeSource.system().nanoTime() - begun) / 1_000_000;
                out.println("first sync: " + first);
                String second = engine.ask("sync", BOUND).orElse("ended or took too long");
                out.println("second sync: " + second);
                return judge(events, megabytes, first, second, millis, out, err);
            }
        } finally {
            delete(state);
        }
    }

    private static int judge(
            int events, int megabytes, String first, String second, long millis, PrintStream out, PrintStream err) {
        if (!first.startsWith("COMPLETED " + events + " ") || !second.equals("COMPLETED 0 1")) {
            err.println("heap-google: the engine should read " + events + " events, then nothing, with " + megabytes
                    + " MB");
            return 1;
        }
        out.println("RESULT name=heap-google events=" + events + " heap_megabytes=" + megabytes + " millis=" + millis);
        return 0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
