package dev.calsync.examples.bench.queue;

import dev.calsync.examples.bench.OtherJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A contender in a JVM of its own, or a part of one. All of them get the same heap, and the JVM's defaults otherwise. */
final class Node implements AutoCloseable {
    private static final List<String> OPTIONS = List.of(
            "-Xmx3g",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-Dorg.slf4j.simpleLogger.log.com.github.kagkarlsson=off");
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final OtherJvm jvm;

    private Node(OtherJvm jvm) {
        this.jvm = jvm;
    }

    /** An engine, which does not run yet. */
    static Node ours(String url, String name, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(url, name));
        arguments.addAll(List.of(more));
        return of(OurNode.class, arguments);
    }

    /** A db-scheduler, which does not run yet. */
    static Node theirs(String url) throws IOException {
        return of(TheirNode.class, List.of(url));
    }

    private static Node of(Class<?> main, List<String> arguments) throws IOException {
        String classpath = System.getProperty("java.class.path");
        return new Node(OtherJvm.start(OPTIONS, classpath, main.getName(), arguments, ProcessBuilder.Redirect.INHERIT));
    }

    long pid() {
        return jvm.pid();
    }

    void kill() throws InterruptedException {
        jvm.kill();
    }

    String ask(String line) throws IOException, InterruptedException {
        String said = jvm.ask(line, BOUND)
                .orElseThrow(() -> new IllegalStateException("a node ended, or took too long at: " + line));
        if (said.startsWith("FAILED ")) {
            throw new IllegalStateException("a node could not " + line + ": " + said);
        }
        return said;
    }

    /** Begins to work. */
    Node start() throws IOException, InterruptedException {
        ask("start");
        return this;
    }

    /** What has been done since it was last asked to forget that. */
    Done done() throws IOException, InterruptedException {
        return Done.parse(ask("done"));
    }

    void forget() throws IOException, InterruptedException {
        ask("forget");
    }

    @Override
    public void close() {
        jvm.close();
    }
}
