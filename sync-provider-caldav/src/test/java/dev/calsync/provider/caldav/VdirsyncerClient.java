package dev.calsync.provider.caldav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another client, which shares no code with us: vdirsyncer, with one calendar of a server and a directory with a file for
 * each event. Where both sides changed an event, the server's state wins.
 */
final class VdirsyncerClient {
    private static final long BOUND_SECONDS = 120;

    private final Path state;
    private final Path events;

    /**
     * @param state a directory of its own
     * @param calendar the calendar's address
     * @param user null where nobody is asked
     */
    VdirsyncerClient(Path state, URI calendar, String user, String password) throws Exception {
        requireInstalled();
        this.state = state;
        this.events = Files.createDirectories(state.resolve("events"));
        String login = user == null ? "" : "username = \"%s\"%npassword = \"%s\"%n".formatted(user, password);
        Files.writeString(state.resolve("config"), """
                [general]
                status_path = "%s"
                [pair calendar]
                a = "files"
                b = "server"
                collections = null
                conflict_resolution = "b wins"
                [storage files]
                type = "filesystem"
                path = "%s"
                fileext = ".ics"
                [storage server]
                type = "caldav"
                url = "%s"
                %s""".formatted(state.resolve("status"), events, calendar, login));
        run("discover");
    }

    /** The test is skipped where it is not installed, and fails where it has to be. */
    static void requireInstalled() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "vdirsyncer")));
        if (!installed && RealServer.required()) {
            fail("vdirsyncer is required here, and is not installed");
        }
        assumeTrue(installed, "vdirsyncer is not installed");
    }

    void sync() throws Exception {
        run("sync");
    }

    private void run(String command) throws IOException, InterruptedException {
        Path log = state.resolve("log");
        Process process = new ProcessBuilder(
                        "vdirsyncer", "-c", state.resolve("config").toString(), command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, "vdirsyncer takes too long");
        assertEquals(0, process.exitValue(), () -> "vdirsyncer " + command + " failed: " + text(log));
    }

    /** Its events' texts by the names of their files. */
    Map<String, String> files() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.list(events)) {
            all.filter(each -> each.toString().endsWith(".ics"))
                    .forEach(each -> found.put(each.getFileName().toString(), text(each)));
        }
        return found;
    }

    void put(String name, String text) throws IOException {
        Files.writeString(events.resolve(name), text);
    }

    void delete(String name) throws IOException {
        Files.delete(events.resolve(name));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
