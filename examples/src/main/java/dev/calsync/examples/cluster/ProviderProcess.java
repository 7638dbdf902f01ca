package dev.calsync.examples.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A calendar service in a process of its own, so that no node's death takes its memory. Everything is form-encoded: a request
 * in the query, an answer in lines with tabs between.
 */
final class ProviderProcess {
    private static final int THREADS = 64;
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Books books = new Books();

    private ProviderProcess() {}

    /** Says its port, and ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        ProviderProcess provider = new ProviderProcess();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(threads);
        server.createContext("/", exchange -> provider.answer(exchange));
        server.start();
        System.out.println("port " + server.getAddress().getPort());
        Children.untilTheParentEnds();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] answer = answer(
                        exchange.getRequestURI().getPath(),
                        fields(exchange.getRequestURI().getRawQuery()))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
        }
    }

    private String answer(String path, Map<String, String> fields) {
        return switch (path) {
            case "/stale" -> {
                books.stale();
                yield "";
            }
            case "/served" ->
                books.served().entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue())
                        .collect(Collectors.joining("\n"));
            case "/judge" ->
                books.doubled() + "\t" + books.overLimit(Integer.parseInt(field(fields, "limit"))) + "\t"
                        + books.staleRejected() + "\t" + books.requests();
            default -> call(path, fields);
        };
    }

    /** A request of a session: takes a while, as over a network. */
    private String call(String path, Map<String, String> fields) {
        Books.Caller caller = new Books.Caller(
                field(fields, "user"),
                field(fields, "calendar"),
                field(fields, "session"),
                Long.parseLong(field(fields, "sent")));
        books.begin(caller);
        try {
            LockSupport.parkNanos(ANSWER_NANOS);
            return switch (path) {
                case "/changes" ->
                    books.since(caller.calendar(), Long.parseLong(field(fields, "since"))).stream()
                            .map(ProviderProcess::line)
                            .collect(Collectors.joining("\n"));
                case "/create" ->
                    line(books.create(
                            caller.calendar(), field(fields, "key"), field(fields, "uid"), field(fields, "summary")));
                case "/resolve" ->
                    books.createdBy(caller.calendar(), field(fields, "key"))
                            .map(ProviderProcess::line)
                            .orElse("");
                default -> throw new IllegalArgumentException(path);
            };
        } finally {
            books.end(caller);
        }
    }

    private static String line(Books.Event event) {
        return event.id() + "\t" + event.uid() + "\t" + event.summary() + "\t" + event.number();
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static Map<String, String> fields(String query) {
        Map<String, String> fields = new HashMap<>();
        if (query != null) {
            for (String field : query.split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    fields.put(
                            field.substring(0, equals),
                            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return fields;
    }
}
