package dev.calsync.examples.bench.caldav;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Credentials;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What is possible: requests are sent, answers are read to their end and thrown away, nothing is understood. */
final class BareClient {
    private static final MediaType XML = MediaType.get("application/xml; charset=utf-8");
    private static final MediaType CALENDAR = MediaType.get("text/calendar; charset=utf-8");
    private static final Pattern HREF = Pattern.compile("<(?:[A-Za-z0-9]+:)?href>([^<]+\\.ics)</");
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    private static final String LIST = HEAD + "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token/>"
            + "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>";
    private static final String MULTIGET = HEAD + "<C:calendar-multiget xmlns:D=\"DAV:\""
            + " xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/><C:calendar-data/></D:prop>";

    private final OkHttpClient http =
            new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(15)).build();
    private final String authorization;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    BareClient(String user, String password) {
        this.authorization = Credentials.basic(user, password);
    }

    /** The hrefs of a calendar's resources. */
    List<String> hrefs(URI calendar) {
        String text = text("REPORT", calendar, LIST);
        List<String> found = new ArrayList<>();
        Matcher matcher = HREF.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** Lists a calendar and fetches what it holds, so much with each request, over so many connections. */
    Cost pull(URI calendar, List<String> hrefs, int batch, int connections) {
        Stopwatch watch = begin();
        send("REPORT", calendar, RequestBody.create(LIST, XML));
        multiget(calendar, hrefs, batch, connections);
        return watch.cost(requests.get(), bytes.get());
    }

    /** Fetches these resources. */
    private void multiget(URI calendar, List<String> hrefs, int batch, int connections) {
        int batches = (hrefs.size() + batch - 1) / batch;
        over(connections, batches, each -> {
            StringBuilder xml = new StringBuilder(MULTIGET);
            hrefs.subList(each * batch, Math.min((each + 1) * batch, hrefs.size()))
                    .forEach(href -> xml.append("<D:href>").append(href).append("</D:href>"));
            send(
                    "REPORT",
                    calendar,
                    RequestBody.create(xml.append("</C:calendar-multiget>").toString(), XML));
        });
    }

    /** Puts these resources, over so many connections. */
    Cost put(URI calendar, List<String> bodies, int connections) {
        Stopwatch watch = begin();
        over(connections, bodies.size(), each -> put(calendar.resolve(each + ".ics"), bodies.get(each)));
        return watch.cost(requests.get(), bytes.get());
    }

    void put(URI target, String body) {
        send("PUT", target, RequestBody.create(body, CALENDAR));
    }

    /** Makes a calendar. */
    void make(URI calendar) {
        send("MKCALENDAR", calendar, RequestBody.create("", XML));
    }

    void delete(URI calendar) {
        send("DELETE", calendar, null);
    }

    private Stopwatch begin() {
        requests.set(0);
        bytes.set(0);
        return new Stopwatch();
    }

    private static void over(int connections, int tasks, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(threads.submit(() -> {
                    for (int mine = next.getAndIncrement(); mine < tasks; mine = next.getAndIncrement()) {
                        task.accept(mine);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the bare client failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void send(String method, URI target, @Nullable RequestBody body) {
        try (Response response = http.newCall(request(method, target, body)).execute()) {
            require(method, target, response);
            InputStream in = response.body().byteStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String method, URI target, String body) {
        try (Response response = http.newCall(request(method, target, RequestBody.create(body, XML)))
                .execute()) {
            require(method, target, response);
            return response.body().string();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(String method, URI target, Response response) {
        if (!response.isSuccessful()) {
            throw new IllegalStateException(method + " " + target + " was answered with " + response.code());
        }
    }

    private Request request(String method, URI target, @Nullable RequestBody body) {
        requests.incrementAndGet();
        return new Request.Builder()
                .url(target.toString())
                .header("Authorization", authorization)
                .header("Depth", "1")
                .method(method, body)
                .build();
    }
}
