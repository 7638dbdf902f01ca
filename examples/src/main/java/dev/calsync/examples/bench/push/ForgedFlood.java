package dev.calsync.examples.bench.push;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers that guess, as fast as they can, at paths that exist and at others, and beside them one whose calls are real.
 *
 * @param hook where the door is
 * @param paths of channels that exist
 * @param real a call that is believed, by the names of its headers
 * @param realPath where that one goes
 */
record ForgedFlood(URI hook, List<String> paths, Map<String, String> real, String realPath) {
    private static final int CALLERS = 6;
    private static final Duration PAUSE = Duration.ofMillis(20);

    /**
     * What came of it.
     *
     * @param calls how many forged ones were answered
     * @param oddAnswers how many of them otherwise than the real ones
     * @param realNanos how long each real one took, sorted
     */
    record Outcome(long calls, long oddAnswers, List<Long> realNanos) {}

    Outcome run(Duration span) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        AtomicLong odd = new AtomicLong();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> forge(over, calls, odd), "forger-" + i);
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
        List<Long> nanos = realCalls(span);
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        return new Outcome(calls.get(), odd.get(), nanos);
    }

    private void forge(AtomicBoolean over, AtomicLong calls, AtomicLong odd) {
        HttpClient http = client();
        try {
            for (long i = 0; !over.get(); i++) {
                String path = i % 2 == 0 ? paths.get((int) (i / 2 % paths.size())) : "/webhooks/google/guess" + i;
                HttpRequest request = call(path, "guess" + i);
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                calls.incrementAndGet();
                odd.addAndGet(status == 202 ? 0 : 1);
            }
        } catch (java.io.IOException gone) {
            throw new IllegalStateException("the door does not answer", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Long> realCalls(Duration span) throws InterruptedException {
        HttpClient http = client();
        List<Long> nanos = new ArrayList<>();
        long end = System.nanoTime() + span.toNanos();
        long number = 1_000_000;
        while (System.nanoTime() < end) {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(URI.create(hook + realPath)).POST(HttpRequest.BodyPublishers.noBody());
            real.forEach(builder::header);
            builder.setHeader("X-Goog-Message-Number", String.valueOf(number++));
            long begun = System.nanoTime();
            try {
                http.send(builder.build(), HttpResponse.BodyHandlers.discarding());
            } catch (java.io.IOException gone) {
                throw new IllegalStateException("the door does not answer", gone);
            }
            nanos.add(System.nanoTime() - begun);
            Thread.sleep(PAUSE.toMillis());
        }
        Collections.sort(nanos);
        return nanos;
    }

    private HttpRequest call(String path, String guess) {
        return HttpRequest.newBuilder(URI.create(hook + path))
                .header("X-Goog-Channel-ID", "id")
                .header("X-Goog-Channel-Token", guess)
                .header("X-Goog-Resource-State", "exists")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }
}
