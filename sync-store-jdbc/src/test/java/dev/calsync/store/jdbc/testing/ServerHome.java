package dev.calsync.store.jdbc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The directory of one server: its data, its log, its pid. The directory's name holds the pid of the JVM that it belongs
 * to. Who makes a new one first looks for those of JVMs that are gone, ends their servers and deletes them: a JVM that
 * was killed could not.
 */
final class ServerHome {
    private static final Path ROOT = Path.of(
            System.getProperty("java.io.tmpdir"),
            "calsync-databases-" + System.getProperty("user.name").replaceAll("[^A-Za-z0-9]", "_"));
    private static final String PID = "pid";

    /** Start times of processes are read from a clock that may be set meanwhile. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    private final Path directory;

    private ServerHome(Path directory) {
        this.directory = directory;
    }

    /** A new directory for a server of this kind, after the leftovers are gone. */
    static synchronized ServerHome create(String kind) {
        try {
            prepare(ROOT);
            sweep();
            ProcessHandle own = ProcessHandle.current();
            String name = String.join(
                    "_",
                    kind,
                    Long.toString(own.pid()),
                    Long.toString(startOf(own).toEpochMilli()),
                    UUID.randomUUID().toString().substring(0, 8));
            return new ServerHome(prepare(ROOT.resolve(name)));
        } catch (IOException failure) {
            throw new UncheckedIOException("no directory for a test server under " + ROOT, failure);
        }
    }

    /** A directory beside those of the servers, which stays: for what all of them share. */
    static Path shared(String name) throws IOException {
        prepare(ROOT);
        return ROOT.resolve(name);
    }

    /** Servers that give up root's rights have to be able to come by. */
    private static Path prepare(Path directory) throws IOException {
        Files.createDirectories(directory);
        String user = System.getProperty("user.name");
        if (!Files.getOwner(directory).getName().equals(user)) {
            throw new IOException(directory + " does not belong to " + user);
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    Path directory() {
        return directory;
    }

    Path log() {
        return directory.resolve("log");
    }

    /** Notes which process the server is, so that somebody else can end it. */
    void started(ProcessHandle server) {
        try {
            Files.writeString(
                    directory.resolve(PID), server.pid() + "_" + startOf(server).toEpochMilli());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void delete() {
        delete(directory);
    }

    private static void sweep() throws IOException {
        try (Stream<Path> homes = Files.list(ROOT)) {
            for (Path home : homes.toList()) {
                String[] name = home.getFileName().toString().split("_", -1);
                if (name.length == 4 && process(name[1], name[2]).isEmpty()) {
                    endServer(home, name[0]);
                    delete(home);
                }
            }
        }
    }

    private static void endServer(Path home, String kind) {
        try {
            String[] pid = Files.readString(home.resolve(PID)).split("_", -1);
            process(pid[0], pid[1])
                    .filter(server -> server.info().command().orElse("").contains(kind))
                    .ifPresent(server -> {
                        server.destroyForcibly();
                        server.onExit().join();
                    });
        } catch (IOException neverStarted) {
            // Its JVM was killed before the server was there.
        }
    }

    /** The process of this pid, unless the pid went to another one meanwhile. */
    private static Optional<ProcessHandle> process(String pid, String startedAt) {
        Instant noted = Instant.ofEpochMilli(Long.parseLong(startedAt));
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        Duration.between(noted, startOf(process)).abs().compareTo(CLOCK_TOLERANCE) < 0);
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    private static void delete(Path directory) {
        // A server that was just ended may still take files away itself.
        for (int tries = 0; tries < 5 && Files.exists(directory); tries++) {
            try (Stream<Path> tree = Files.walk(directory)) {
                List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.deleteIfExists(path);
                }
            } catch (NoSuchFileException | UncheckedIOException changing) {
                // Then there is less to delete.
            } catch (IOException stillInUse) {
                // The next JVM tries again.
                return;
            }
        }
    }
}
