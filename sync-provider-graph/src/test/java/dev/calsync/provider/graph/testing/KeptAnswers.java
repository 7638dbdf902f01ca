package dev.calsync.provider.graph.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers as they went over the wire the first time, for servers that are not themselves what is measured. */
final class KeptAnswers {

    private static final Pattern SELECT = Pattern.compile("\\$select=([^&\"]+)");

    private static final class Kept {
        final int status;
        final Map<String, String> headers;
        final byte[] body;

        Kept(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }
    }

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Set<String> windows = new ConcurrentSkipListSet<>();
    private volatile String select = "";

    /** Answers if it can. */
    boolean answered(HttpExchange exchange, byte[] body) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/stats")) {
            ObjectNode stats = Json.object().put("requests", requests.sumThenReset());
            stats.put("bytes", bytes.sumThenReset()).put("select", select);
            ArrayNode all = stats.putArray("windows");
            windows.forEach(all::add);
            GraphDoor.write(exchange, 200, Json.bytes(stats), false);
            return true;
        }
        Kept answer = isRead(exchange) ? kept.get(key(exchange, body)) : null;
        if (answer == null) {
            return false;
        }
        answer.headers.forEach(exchange.getResponseHeaders()::set);
        count(exchange, answer.body);
        GraphDoor.write(exchange, answer.status, answer.body, false);
        return true;
    }

    void keep(HttpExchange exchange, byte[] body, int status, byte[] answer) {
        count(exchange, answer);
        note(GraphRequest.parameters(String.valueOf(exchange.getRequestURI().getRawQuery())), body);
        if (isRead(exchange) && status == 200) {
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getResponseHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            kept.put(key(exchange, body), new Kept(status, headers, answer));
        }
    }

    private void count(HttpExchange exchange, byte[] answer) {
        if (exchange.getRequestURI().getPath().startsWith("/v1.0/")) {
            requests.increment();
            bytes.add(answer.length);
        }
    }

    /** Another client may want to ask for the same. */
    private void note(Map<String, String> query, byte[] body) {
        String from = query.get("startdatetime");
        if (from != null) {
            windows.add(from + "/" + query.get("enddatetime"));
        }
        Matcher step = SELECT.matcher(new String(body, StandardCharsets.UTF_8));
        if (step.find()) {
            select = URLDecoder.decode(step.group(1), StandardCharsets.UTF_8);
        }
    }

    private static boolean isRead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET")
                || exchange.getRequestURI().getPath().endsWith("/$batch");
    }

    private static String key(HttpExchange exchange, byte[] body) {
        return exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getOrDefault("Prefer", List.of()) + " "
                + exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()) + " "
                + new String(body, StandardCharsets.UTF_8);
    }
}
