package dev.calsync.examples.bench.caldav;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Radicale of our own on a free loopback port. Ends with this process at the latest. */
final class RadicaleProcess implements Closeable {
    static final String USER = "alice";
    static final String PASSWORD = "secret";
    private static final int TRIES = 200;

    private final Process process;
    private final Path state;
    private final int port;

    private RadicaleProcess(Process process, Path state, int port) {
        this.process = process;
        this.state = state;
        this.port = port;
    }

    static RadicaleProcess start() throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("calsync-bench-radicale");
        int port = freePort();
        Files.writeString(state.resolve("users"), USER + ":" + PASSWORD + "\n");
        Files.writeString(
                state.resolve("config"), """
                [server]
                hosts = 127.0.0.1:%d
                timeout = 600
                [auth]
                type = htpasswd
                htpasswd_filename = %s
                htpasswd_encryption = plain
                delay = 0
                [storage]
                filesystem_folder = %s
                [logging]
                level = warning
                """.formatted(port, state.resolve("users"), state.resolve("collections")));
        Process process = new ProcessBuilder(
                        "radicale", "--config", state.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        RadicaleProcess radicale = new RadicaleProcess(process, state, port);
        radicale.awaitDoor();
        return radicale;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /**
     * Puts resources into a calendar that was made: as files, which is how Radicale keeps them and may be done behind its back.
     * A whole calendar in one body takes it time that grows with the square of its length, and one request for each takes minutes.
     */
    void fill(URI calendar, List<String> resources) {
        Path files = state.resolve("collections/collection-root" + calendar.getPath());
        try {
            for (int i = 0; i < resources.size(); i++) {
                Files.writeString(files.resolve(i + ".ics"), resources.get(i));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitDoor() throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        process.destroy();
        throw new IOException("Radicale did not start: " + Files.readString(state.resolve("log")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(stuck -> process)
                .join();
        List<Path> all;
        try (Stream<Path> files = Files.walk(state)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
