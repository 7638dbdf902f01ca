package dev.calsync.examples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Processes of the same program. Each ends when its input ends, so none outlives this one, however it ends; and only those that
 * were started here are ever sent a signal.
 */
public final class Children implements AutoCloseable {
    private final Path logs;
    private final List<Child> started = new ArrayList<>();

    public Children() throws IOException {
        this.logs = Files.createTempDirectory("calsync-cluster");
    }

    /** A process that was started here. */
    public static final class Child {
        private final String name;
        private final Process process;
        private final BufferedReader out;

        private Child(String name, Process process) {
            this.name = name;
            this.process = process;
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        public String name() {
            return name;
        }

        public boolean alive() {
            return process.isAlive();
        }

        /** The next line that it says. */
        public String line() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException(name + " ended before it said anything");
            }
            return line;
        }

        /** Says a line to it. */
        public void say(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /** Ends it at once, as a crash would. */
        public void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** Freezes it, or lets it go on. */
        void signal(String signal) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        }

        /** Lets it end by itself for a while, unless there is no time for that. */
        public void end() {
            try {
                process.getOutputStream().close();
            } catch (IOException gone) {
                // It has ended by itself.
            }
            try {
                if (process.waitFor(15, TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
    }

    /** Starts a process that runs the main method of a class. */
    public Child start(String name, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Child child = new Child(
                name,
                new ProcessBuilder(command)
                        .redirectError(logs.resolve(name + ".log").toFile())
                        .start());
        started.add(child);
        return child;
    }

    /** What a process complained about last. */
    public List<String> complaints(Child child) {
        try {
            List<String> lines = Files.readAllLines(logs.resolve(child.name + ".log"), StandardCharsets.UTF_8);
            return lines.subList(Math.max(0, lines.size() - 20), lines.size());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<Child> started() {
        return List.copyOf(started);
    }

    @Override
    public void close() throws IOException {
        for (Child child : started) {
            child.end();
        }
        for (Child child : started) {
            Files.deleteIfExists(logs.resolve(child.name + ".log"));
        }
        Files.deleteIfExists(logs);
    }

    /** Waits, in a process that was started here, for the end of its input. */
    static void untilTheParentEnds() throws IOException {
        while (System.in.read() >= 0) {
            // Nothing is said this way but the end.
        }
    }
}
