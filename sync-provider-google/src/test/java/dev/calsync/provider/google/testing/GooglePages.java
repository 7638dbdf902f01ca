package dev.calsync.provider.google.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * A calendar of very many events, for measuring clients from a process of its own. A page is made and compressed when it
 * is first asked for, once for each size of page and each {@code fields}, so that serving it costs next to nothing from
 * then on. Whoever comes with a sync token hears that there is nothing new. {@code GET /stats} tells how many requests
 * there were, what their answers weighed and which fields the last one asked for, and starts counting anew.
 */
public final class GooglePages {
    private static final int SIZE = 250;
    private static final int MAX_SIZE = 2500;

    private final int events;
    private final Map<String, byte[]> rendered = new HashMap<>();
    private long requests;
    private long bytes;
    private String fields = "";

    private GooglePages(int events) {
        this.events = events;
    }

    /**
     * Serves until standard input ends.
     *
     * @param arguments how many events
     */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        GooglePages pages = new GooglePages(Integer.parseInt(arguments[0]));
        http.setExecutor(Executors.newFixedThreadPool(4));
        http.createContext("/", pages::handle);
        http.start();
        System.out.println("http://127.0.0.1:" + http.getAddress().getPort() + "/");
        int end = System.in.read();
        while (end >= 0) {
            end = System.in.read();
        }
        System.exit(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            HttpMessage message =
                    HttpMessage.of("GET", exchange.getRequestURI().toString(), Map.of(), new byte[0], false);
            if (message.path().equals("/stats")) {
                send(exchange, stats(), false);
                return;
            }
            if (message.path().endsWith("/calendarList")) {
                send(exchange, calendars(), false);
                return;
            }
            byte[] page = page(message.query());
            synchronized (this) {
                fields = message.query().getOrDefault("fields", List.of("")).get(0);
                requests++;
                bytes += page.length;
            }
            send(exchange, page, true);
        } catch (ApiProblem e) {
            send(exchange, e.reply().body(), false);
        }
    }

    private synchronized byte[] stats() {
        ObjectNode stats =
                Json.object().put("requests", requests).put("bytes", bytes).put("fields", fields);
        requests = 0;
        bytes = 0;
        return stats.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The one calendar there is. */
    private static byte[] calendars() {
        ObjectNode list = Json.object().put("kind", "calendar#calendarList").put("nextSyncToken", "list-1");
        list.putArray("items")
                .addObject()
                .put("kind", "calendar#calendarListEntry")
                .put("id", "alice@example.com")
                .put("summary", "alice@example.com")
                .put("timeZone", "Europe/Berlin")
                .put("accessRole", "owner")
                .put("primary", true);
        return list.toString().getBytes(StandardCharsets.UTF_8);
    }

    private synchronized byte[] page(Map<String, List<String>> query) throws ApiProblem, IOException {
        String wanted = query.getOrDefault("fields", List.of("*")).get(0);
        if (query.containsKey("syncToken")) {
            return rendered(Json.array(), "nextSyncToken", "sync-2", wanted);
        }
        int size = Math.min(
                MAX_SIZE,
                Integer.parseInt(
                        query.getOrDefault("maxResults", List.of("" + SIZE)).get(0)));
        int page =
                Integer.parseInt(query.getOrDefault("pageToken", List.of("0")).get(0));
        String key = size + " " + page + " " + wanted;
        byte[] known = rendered.get(key);
        if (known == null) {
            known = rendered(page, size, wanted);
            rendered.put(key, known);
        }
        return known;
    }

    private byte[] rendered(int page, int size, String fields) throws ApiProblem, IOException {
        ArrayNode items = Json.array();
        int end = Math.min((page + 1) * size, events);
        for (int i = page * size; i < end; i++) {
            items.add(ManyEvents.at(i));
        }
        return end == events
                ? rendered(items, "nextSyncToken", "sync-1", fields)
                : rendered(items, "nextPageToken", "" + (page + 1), fields);
    }

    private static byte[] rendered(ArrayNode items, String token, String value, String fields)
            throws ApiProblem, IOException {
        ObjectNode envelope = Json.object().put("kind", "calendar#events").put("etag", "\"p1\"");
        envelope.put("summary", "alice@example.com").put("timeZone", "Europe/Berlin");
        envelope.put("accessRole", "owner").put(token, value).set("items", items);
        JsonNode cut = FieldMask.parse(fields).apply(envelope);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(cut.toString().getBytes(StandardCharsets.UTF_8));
        }
        return compressed.toByteArray();
    }

    private static void send(HttpExchange exchange, byte[] body, boolean compressed) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", ApiReply.JSON);
        if (compressed) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
