package dev.calsync.store.jdbc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of this JVM, on loopback and a free port; whoever is on this machine may log in. It ends with the
 * JVM at the latest. Not thread-safe, except that many may use the server.
 *
 * <p>As root the server runs as nobody, because PostgreSQL refuses to run as root.
 */
public final class PostgresServer implements AutoCloseable {
    private static final int NOBODY = 65534;
    private static final int PORTS_TRIED = 5;

    private final ServerHome home;
    private final Path programs;
    private final Durability durability;
    private final Thread closeOnExit = new Thread(this::end, "calsync-postgres-end");
    private @Nullable Process process;
    private int port;

    /** What the server does with what was committed. */
    public enum Durability {
        /** Nothing is flushed to the disk: fast, and gone if the machine stops. It outlives the server's own crash. */
        FAST,
        /** As PostgreSQL is installed: on the disk before a commit returns. */
        ON_DISK
    }

    private PostgresServer(Durability durability) {
        this.durability = durability;
        this.programs = PostgresBinaries.directory().resolve("bin");
        this.home = ServerHome.create("postgres");
    }

    /** Starts a server with no database of its own. Blocks for a second or two. */
    public static PostgresServer start(Durability durability) {
        PostgresServer server = new PostgresServer(durability);
        Runtime.getRuntime().addShutdownHook(server.closeOnExit);
        server.initialize();
        server.start();
        return server;
    }

    /** The server that all tests of this JVM share, started by the first; {@link Durability#FAST}. Never to be stopped. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        static final PostgresServer SERVER = start(Durability.FAST);
    }

    private void initialize() {
        Path data = data();
        try {
            Files.createDirectory(data);
            if (ServerProcess.root()) {
                Files.setAttribute(data, "unix:uid", NOBODY);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        ServerProcess.run(
                home.log(),
                command(
                        "initdb",
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
    }

    /** Starts the server, after {@link #stop()} or {@link #kill()} at the same port. */
    public void start() {
        for (int tries = 0; tries < PORTS_TRIED; tries++) {
            int at = port == 0 ? ServerProcess.freePort() : port;
            Process started = ServerProcess.start(home.log(), command("postgres", options(at)));
            home.started(started.toHandle());
            process = started;
            if (ServerProcess.answers(started, url("postgres", at), home.log())) {
                port = at;
                return;
            }
        }
        throw new IllegalStateException("PostgreSQL does not start:\n" + ServerProcess.tail(home.log()));
    }

    private String[] options(int at) {
        List<String> options = new ArrayList<>(
                List.of("-D", data().toString(), "-p", Integer.toString(at), "-c", "listen_addresses=127.0.0.1"));
        List<String> settings = new ArrayList<>(
                List.of("unix_socket_directories=", "max_connections=100", "shared_buffers=64MB", "jit=off"));
        if (durability == Durability.FAST) {
            settings.addAll(List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));
        }
        for (String setting : settings) {
            options.add("-c");
            options.add(setting);
        }
        return options.toArray(String[]::new);
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (ServerProcess.root()) {
            command.addAll(asNobody());
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Where neither program is there, PostgreSQL says itself what is wrong. */
    private static List<String> asNobody() {
        Optional<Path> setpriv = Programs.find("setpriv");
        if (setpriv.isPresent()) {
            return List.of(setpriv.get().toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }
        return Programs.find("unshare")
                .map(unshare -> List.of(unshare.toString(), "-U"))
                .orElse(List.of());
    }

    private Path data() {
        return home.directory().resolve("data");
    }

    /** The JDBC URL of one of its databases, with the user in it. */
    public String url(String database) {
        return url(database, port);
    }

    private static String url(String database, int at) {
        return "jdbc:postgresql://127.0.0.1:" + at + "/" + database + "?user=postgres";
    }

    /** The server's process. */
    public long pid() {
        return process == null ? 0 : process.pid();
    }

    /** Ends the server in order: transactions under way are rolled back, connections closed. */
    public void stop() {
        if (process != null) {
            ServerProcess.stop(process, "INT");
        }
    }

    /** Ends the server as a crash would, all of its processes at once: the next start recovers from its log. */
    public void kill() {
        if (process != null) {
            ServerProcess.stop(process, "QUIT");
        }
    }

    /** Ends the server and deletes what it kept. Calling it again changes nothing. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(closeOnExit);
        } catch (IllegalStateException exiting) {
            // The hook runs, or did.
        }
    }

    private void end() {
        if (process != null) {
            ServerProcess.stop(process, durability == Durability.FAST ? "QUIT" : "INT");
        }
        home.delete();
    }
}
