package dev.calsync.examples.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that answers a line with a line. */
public final class OtherJvm implements AutoCloseable {
    private final Process process;
    private final BufferedWriter to;
    private final BufferedReader from;

    private OtherJvm(Process process) {
        this.process = process;
        this.to = process.outputWriter(StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a JVM; what it complains about is nobody's concern. */
    public static OtherJvm start(List<String> options, String classpath, String main, List<String> arguments)
            throws IOException {
        return start(options, classpath, main, arguments, ProcessBuilder.Redirect.DISCARD);
    }

    /** Starts a JVM. */
    public static OtherJvm start(
            List<String> options,
            String classpath,
            String main,
            List<String> arguments,
            ProcessBuilder.Redirect complaints)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classpath, main));
        command.addAll(arguments);
        return new OtherJvm(
                new ProcessBuilder(command).redirectError(complaints).start());
    }

    /** The next line it says; empty if it ended instead, or said nothing within the bound. */
    public Optional<String> next(Duration bound) throws IOException, InterruptedException {
        Thread guard = new Thread(() -> end(bound), "bench-guard");
        guard.setDaemon(true);
        guard.start();
        try {
            return Optional.ofNullable(from.readLine());
        } finally {
            guard.interrupt();
            guard.join();
        }
    }

    private void end(Duration bound) {
        try {
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException answered) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says a line to it, and gives back the next line that it says. */
    public Optional<String> ask(String line, Duration bound) throws IOException, InterruptedException {
        try {
            to.write(line);
            to.newLine();
            to.flush();
        } catch (IOException ended) {
            return Optional.empty();
        }
        return next(bound);
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it at once, as a crash would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
