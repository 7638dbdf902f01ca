package dev.calsync.provider.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.calsync.testing.wire.HeldRequests;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Batches, and what can go wrong with any request. */
class FakeGraphBatchTest extends FakeGraphConversation {

    private final ObjectNode batch = Json.object();
    private final ArrayNode requests = batch.putArray("requests");

    private ObjectNode step(String id, String method, String url) {
        ObjectNode step =
                requests.addObject().put("id", id).put("method", method).put("url", url);
        step.putObject("headers").put("Prefer", IMMUTABLE);
        return step;
    }

    private Answer send() throws Exception {
        return send("POST", "/$batch", batch.toString());
    }

    private static JsonNode of(Answer answer, String id) {
        for (JsonNode response : answer.json().path("responses")) {
            if (Json.text(response, "id").equals(id)) {
                return response;
            }
        }
        throw new AssertionError("no answer to " + id);
    }

    @Test
    void answers_comeInAnotherOrderEachWithItsStatus() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        step("1", "GET", event(id));
        step("2", "GET", "/me/events/none");
        ObjectNode create = step("3", "POST", events());
        create.set("body", json(event("B", "2026-03-03")));
        ((ObjectNode) create.get("headers")).put("Content-Type", "application/json");
        Answer answer = send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("responses"))
                .extracting(each -> Json.text(each, "id"))
                .containsExactlyInAnyOrder("1", "2", "3")
                .isNotEqualTo(List.of("1", "2", "3"));
        assertThat(of(answer, "1").path("body").path("id").asText()).isEqualTo(id);
        assertThat(of(answer, "2").path("status").asInt()).isEqualTo(404);
        assertThat(of(answer, "3").path("status").asInt()).isEqualTo(201);
        assertThat(team.size()).isEqualTo(2);
        assertThat(graph.requests().count(LoggedRequest::batched)).isEqualTo(3);
        assertThat(graph.requests().count(RequestKind.BATCH)).isEqualTo(1);
    }

    @Test
    void whatDependsOnAFailure_fails() throws Exception {
        step("a", "GET", "/me/events/none");
        step("b", "GET", "/me").putArray("dependsOn").add("A");
        step("c", "GET", "/me").putArray("dependsOn").add("b");
        step("d", "GET", "/me");
        Answer answer = send();
        assertThat(of(answer, "b").path("status").asInt()).isEqualTo(424);
        assertThat(of(answer, "c").path("status").asInt()).isEqualTo(424);
        assertThat(of(answer, "d").path("status").asInt()).isEqualTo(200);
    }

    @Test
    void singleRequests_areThrottledByScriptOrLimit() throws Exception {
        step("1", "GET", "/me");
        step("2", "GET", "/me/calendar");
        graph.faults().throttle(1, LoggedRequest.of(RequestKind.CALENDARS), Duration.ofSeconds(7));
        Answer answer = send();
        assertThat(of(answer, "1").path("status").asInt()).isEqualTo(200);
        assertThat(of(answer, "2").path("status").asInt()).isEqualTo(429);
        assertThat(of(answer, "2").path("headers").path("Retry-After").asText()).isEqualTo("7");
        graph.limits().batchAtOnce(1);
        assertThat(send().json().path("responses"))
                .extracting(each -> each.path("status").asInt())
                .containsExactlyInAnyOrder(200, 429);
    }

    @Test
    void malformedBatches_areRefusedWhole() throws Exception {
        assertThat(send().status()).isEqualTo(400);
        for (int i = 0; i < 21; i++) {
            step("s" + i, "GET", "/me");
        }
        assertThat(send().status()).isEqualTo(400);
        requests.removeAll();
        step("x", "GET", "/me");
        step("X", "GET", "/me");
        assertThat(send().status()).isEqualTo(400);
        requests.removeAll();
        step("x", "GET", "/me").putArray("dependsOn").add("x");
        assertThat(send().status()).isEqualTo(400);
        requests.removeAll();
        step("x", "POST", events()).set("body", Json.object());
        assertThat(send().status()).isEqualTo(400);
    }

    @Test
    void lostAnswer_hasBeenApplied() throws Exception {
        graph.faults().loseReply(1, LoggedRequest.of(RequestKind.EVENT_CREATE));
        Assertions.assertThrows(IOException.class, () -> send("POST", events(), event("A", "2026-03-02")));
        assertThat(team.size()).isEqualTo(1);
        graph.faults().drop(1, LoggedRequest.of(RequestKind.EVENT_CREATE));
        Assertions.assertThrows(IOException.class, () -> send("POST", events(), event("B", "2026-03-02")));
        assertThat(team.size()).isEqualTo(1);
    }

    @Test
    void cutAnswer_isAnError() {
        team.create(event("A", "2026-03-02"));
        graph.faults().cutReply(1, LoggedRequest.of(RequestKind.DELTA));
        Assertions.assertThrows(IOException.class, () -> get(delta()));
    }

    @Test
    void throttling_namesSecondsADateOrNothing() throws Exception {
        graph.faults().throttle(1, LoggedRequest.any(), Duration.ofMillis(1_500));
        assertThat(get("/me").header("Retry-After")).isEqualTo("2");
        graph.faults().throttleUntil(1, LoggedRequest.any(), time.now().plusSeconds(90));
        assertThat(get("/me").header("Retry-After")).isEqualTo("Thu, 01 Jan 2026 00:01:30 GMT");
        graph.faults().throttleWithoutHint(1, LoggedRequest.any());
        assertThat(get("/me").header("Retry-After")).isEmpty();
        graph.faults().busyMailbox(1, LoggedRequest.any(), Duration.ofSeconds(3));
        assertThat(get("/me").status()).isEqualTo(503);
        graph.faults().irresolvableConflict(1, LoggedRequest.any());
        assertThat(get("/me").status()).isEqualTo(412);
        assertThat(get("/me").status()).isEqualTo(200);
    }

    @Test
    void heldRequest_waitsUntilItIsReleased() throws Exception {
        try (HeldRequests held = graph.faults().hold(1, LoggedRequest.of(RequestKind.ME))) {
            CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return get("/me").status();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(held.awaitArrival(Duration.ofSeconds(20))).isTrue();
            assertThat(answer).isNotDone();
            held.release();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
        }
    }

    @Test
    void weather_strikesInEveryWayAndEnds() throws Exception {
        String id = team.create(event("A", "2026-03-02"));
        String link = round(delta()).link();
        Weather weather = Weather.seeded(3, 0.9);
        graph.weather(weather);
        for (int i = 0; i < 200; i++) {
            try {
                send("PATCH", event(id), "{\"subject\":\"" + i + "\"}", "If-Match", "*");
                get(link);
            } catch (HttpTimeoutException e) {
                throw e;
            } catch (IOException broken) {
                assertThat(weather.struck()).isNotEmpty();
            }
        }
        assertThat(weather.struck()).containsOnlyKeys(Weather.Kind.values());
        weather.end();
        assertThat(get("/me").status()).isEqualTo(200);
    }
}
