package dev.calsync.examples.bench.caldav;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param quick whether to show only that it runs
 * @param url the calendar home to measure at; empty for a server of our own
 * @param user who has it
 * @param password what proves that
 */
record Options(boolean quick, Optional<URI> url, String user, String password) {

    static Options of(List<String> arguments) {
        boolean quick = false;
        Optional<URI> url = Optional.empty();
        String user = "alice";
        String password = "secret";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--quick")) {
                quick = true;
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(
                        "it takes --quick, --url HOME, --user NAME and --password TEXT, not " + argument);
            }
            String value = arguments.get(++i);
            switch (argument) {
                case "--url" -> url = Optional.of(URI.create(value.endsWith("/") ? value : value + "/"));
                case "--user" -> user = value;
                case "--password" -> password = value;
                default ->
                    throw new IllegalArgumentException(
                            "it takes --quick, --url HOME, --user NAME and --password TEXT, not " + argument);
            }
        }
        return new Options(quick, url, user, password);
    }

    BenchServer server() throws IOException, InterruptedException {
        if (url.isPresent()) {
            return BenchServer.at(url.get(), user, password);
        }
        return quick ? BenchServer.fake() : BenchServer.radicale();
    }

    int small() {
        return quick ? 60 : 1_000;
    }

    int large() {
        return quick ? 120 : 10_000;
    }

    /** For the engine with little memory. */
    int huge() {
        return quick ? 200 : 100_000;
    }

    int pushed() {
        return quick ? 60 : 1_000;
    }

    /** How often a pull is done before any is measured, so that what is measured is compiled code. */
    int warmUps() {
        return quick ? 1 : 30;
    }

    /** @param events how many a round is about; each takes its time at a server that reads files */
    int rounds(int events) {
        return quick ? 1 : events > 1_000 ? 3 : 7;
    }
}
