package dev.calsync.store.jdbc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starting, watching and ending a database server as a process of this JVM. */
final class ServerProcess {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final int POLL_MILLIS = 20;

    private ServerProcess() {}

    static Process start(Path log, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Messages and times must not depend on who runs the tests.
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start " + command.get(0), failure);
        }
    }

    /** Runs a command to its end. */
    static void run(Path log, List<String> command) {
        Process process = start(log, command);
        if (!waitFor(process, START_TIMEOUT)) {
            process.destroyForcibly();
            throw new IllegalStateException(command.get(0) + " does not come to an end:\n" + tail(log));
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    command.get(0) + " ended with status " + process.exitValue() + ":\n" + tail(log));
        }
    }

    /**
     * Waits until a server answers.
     *
     * @return whether it does; false if the process ended, as it does when its port was taken meanwhile
     */
    static boolean answers(Process process, String url, Path log) {
        long begin = System.nanoTime();
        SQLException last = null;
        while (System.nanoTime() - begin < START_TIMEOUT.toNanos()) {
            try (Connection connection = DriverManager.getConnection(url)) {
                return connection.isValid(5);
            } catch (SQLException notYet) {
                last = notYet;
                if (waitFor(process, Duration.ofMillis(POLL_MILLIS))) {
                    return false;
                }
            }
        }
        throw new IllegalStateException("the server does not answer at " + url + ":\n" + tail(log), last);
    }

    /** Ends a process: by this signal, or if that does not help, by force. */
    static void stop(Process process, String signal) {
        if (process.isAlive()) {
            signal(process, signal);
            if (!waitFor(process, STOP_TIMEOUT)) {
                kill(process);
            }
        }
    }

    static void kill(Process process) {
        process.destroyForcibly();
        waitFor(process, STOP_TIMEOUT);
    }

    private static void signal(Process process, String signal) {
        try {
            // A shell's own kill is there even where no package brings the program.
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start();
            waitFor(kill, STOP_TIMEOUT);
        } catch (IOException noShell) {
            process.destroy();
        }
    }

    private static boolean waitFor(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a server", interrupted);
        }
    }

    /** A port of loopback that nobody uses just now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException unreadable) {
            return "(no log at " + log + ")";
        }
    }

    /** Whether this JVM runs as root, which PostgreSQL refuses to do. */
    static boolean root() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException elsewhere) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
