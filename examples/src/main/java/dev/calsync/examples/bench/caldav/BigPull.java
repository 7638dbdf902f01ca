package dev.calsync.examples.bench.caldav;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A big calendar in one process, and an engine with little memory in another. */
final class BigPull {
    static final int HEAP_MEGABYTES = 96;

    private BigPull() {}

    /**
     * Pulls a calendar of so many events.
     *
     * @return how many seconds it took; empty if it did not come to its end
     */
    static Optional<Double> seconds(int events) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("calsync-bench-big");
        Process server = begin(directory, 2048, BigCalendarServer.class, Integer.toString(events));
        try {
            String url = lastLine(server, true);
            Process engine = begin(directory, HEAP_MEGABYTES, SmallHeapPull.class, url, directory.toString());
            try {
                String[] found = lastLine(engine, false).split(" ", -1);
                boolean whole = engine.waitFor() == 0 && found[0].equals(Integer.toString(events));
                return whole ? Optional.of(Double.parseDouble(found[1])) : Optional.empty();
            } finally {
                engine.destroy();
            }
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
            delete(directory);
        }
    }

    private static Process begin(Path directory, int megabytes, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(new File(directory.toFile(), program.getSimpleName() + ".log"))
                .start();
    }

    /** @param first whether the first line is wanted, while the process goes on */
    private static String lastLine(Process process, boolean first) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String last = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            last = line;
            if (first) {
                break;
            }
        }
        return last;
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
