package dev.calsync.examples.bench.caldav;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** vdirsyncer with one pair: a calendar at a server and a directory of files. */
final class Vdirsyncer implements AutoCloseable {
    private static final long BOUND_SECONDS = 900;

    private final Path state;
    private final Path config;

    Vdirsyncer(BenchServer server, URI calendar) throws IOException, InterruptedException {
        this.state = Files.createTempDirectory("calsync-bench-vdirsyncer");
        this.config = state.resolve("config");
        Files.createDirectories(state.resolve("events"));
        Files.writeString(config, """
                [general]
                status_path = "%s"
                [pair bench]
                a = "here"
                b = "there"
                collections = null
                [storage here]
                type = "filesystem"
                path = "%s"
                fileext = ".ics"
                [storage there]
                type = "caldav"
                url = "%s"
                username = "%s"
                password = "%s"
                """.formatted(
                        state.resolve("status"), state.resolve("events"), calendar, server.user(), server.password()));
        Tool.run(List.of("vdirsyncer", "-c", config.toString(), "discover"), log(), BOUND_SECONDS);
    }

    static boolean installed() {
        return Tool.installed("vdirsyncer");
    }

    /** Syncs; the first time that is a pull of everything. */
    double seconds(int events) throws IOException, InterruptedException {
        Stopwatch watch = new Stopwatch();
        Tool.run(List.of("vdirsyncer", "-c", config.toString(), "sync"), log(), BOUND_SECONDS);
        double seconds = watch.seconds();
        long found;
        try (Stream<Path> files = Files.list(state.resolve("events"))) {
            found = files.count();
        }
        if (found != events) {
            throw new IOException("vdirsyncer has " + found + " events, not " + events);
        }
        return seconds;
    }

    private Path log() {
        return state.resolve("log");
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(state)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
