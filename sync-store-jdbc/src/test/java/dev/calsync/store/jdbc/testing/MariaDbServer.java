package dev.calsync.store.jdbc.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The MariaDB server that all tests of this JVM share, on loopback and a free port: the machine's own {@code mariadbd}
 * with data of its own, started by the first test. Nothing is configured that a freshly installed server would not have,
 * but for nothing being flushed to the disk: hosts' servers have these defaults, too.
 */
final class MariaDbServer {
    private static final int PORTS_TRIED = 5;

    private MariaDbServer() {}

    /** Why there is none; empty if there is one. */
    static Optional<String> missing() {
        return Programs.find("mariadbd").isPresent()
                        && Programs.find("mariadb-install-db").isPresent()
                ? Optional.empty()
                : Optional.of("no MariaDB: install mariadb-server, or name a server by -D" + TestDatabase.MARIADB_URL);
    }

    /** The server's JDBC URL without a database, with the user in it. */
    static String url() {
        return Shared.URL;
    }

    private static final class Shared {
        static final String URL = start();
    }

    private static String start() {
        ServerHome home = ServerHome.create("mariadb");
        Path data = home.directory().resolve("data");
        List<String> asWhom = ServerProcess.root() ? List.of("--user=mysql") : List.of();
        List<String> install = new ArrayList<>(List.of(program("mariadb-install-db"), "--no-defaults"));
        install.addAll(asWhom);
        install.addAll(List.of("--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db"));
        ServerProcess.run(home.log(), install);
        for (int tries = 0; tries < PORTS_TRIED; tries++) {
            int port = ServerProcess.freePort();
            List<String> serve = new ArrayList<>(List.of(program("mariadbd"), "--no-defaults"));
            serve.addAll(asWhom);
            serve.addAll(List.of(
                    "--datadir=" + data,
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + data.resolve("socket"),
                    "--pid-file=" + data.resolve("pid"),
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-buffer-pool-size=64M"));
            Process process = ServerProcess.start(home.log(), serve);
            home.started(process.toHandle());
            String url = "jdbc:mariadb://127.0.0.1:" + port + "/?user=root&sslMode=disable";
            if (ServerProcess.answers(process, url, home.log())) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, home), "calsync-mariadb-end"));
                return url;
            }
        }
        throw new IllegalStateException("MariaDB does not start:\n" + ServerProcess.tail(home.log()));
    }

    private static String program(String name) {
        return Programs.find(name).orElseThrow().toString();
    }

    private static void end(Process process, ServerHome home) {
        ServerProcess.kill(process);
        home.delete();
    }
}
