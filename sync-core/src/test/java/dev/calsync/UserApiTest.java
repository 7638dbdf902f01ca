package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.calsync.auth.Secret;
import dev.calsync.http.HttpAccess;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.HttpResponse;
import dev.calsync.http.SyncHttp;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.UserId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JSON API and the tick, as a host's front end sees them. */
class UserApiTest {
    private static final Secret SECRET = Secret.of("a secret for the tick");

    private final ObjectMapper json = new ObjectMapper();
    private final SyncWorld world = new SyncWorld(5);
    private final CalendarSync sync = world.engine();
    private final SyncHttp http = sync.http(HttpAccess.NONE
            .api(request -> request.header("x-user").map(UserId::of))
            .tick(SECRET, Duration.ofSeconds(2)));
    private final CalendarRef team = world.connect(sync.forUser("alice"));
    private final String path = "/api/calendars/" + URLEncoder.encode(team.toString(), StandardCharsets.UTF_8);

    @AfterEach
    void close() {
        world.close();
    }

    private HttpResponse call(String method, String target, String body) {
        String[] parts = target.split("\\?", 2);
        return http.handle(HttpRequest.of(method, parts[0])
                .query(parts.length > 1 ? parts[1] : null)
                .header("x-user", "alice")
                .header("content-type", "application/json")
                .body(body.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode get(String target) throws IOException {
        HttpResponse response = call("GET", target, "");
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return json.readTree(response.text());
    }

    @Test
    void withoutAnAuthorizer_theApiIsClosed_andStrangersAreSentAway() {
        assertThat(sync.http().handle(HttpRequest.of("GET", path + "/status")).status())
                .isEqualTo(404);
        assertThat(sync.http().handle(HttpRequest.of("POST", "/tick")).status()).isEqualTo(404);
        HttpResponse refused = http.handle(HttpRequest.of("GET", path + "/status"));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers()).containsEntry("content-type", "application/problem+json");
    }

    @Test
    void anotherUsersCalendar_doesNotExist() {
        HttpResponse response =
                http.handle(HttpRequest.of("GET", path + "/status").header("x-user", "bob"));
        assertThat(response.status()).isEqualTo(404);
        HttpResponse pause = http.handle(HttpRequest.of("POST", path + "/pause").header("x-user", "bob"));
        assertThat(pause.status()).isEqualTo(404);
        assertThat(sync.forUser("alice").status(team).paused()).isEmpty();
    }

    @Test
    void calendars_areSyncedPausedAndResumed_andTellTheirHistory() throws IOException {
        assertThat(get("/api/calendars").at("/calendars/0/calendar").asText()).isEqualTo(team.toString());
        world.team.put(SyncWorld.event("a", "A"));
        HttpResponse asked = call("POST", path + "/sync", "{\"type\":\"full\"}");
        assertThat(asked.status()).as(asked.text()).isEqualTo(200);
        String job = json.readTree(asked.text()).path("id").asText();
        world.pass(Duration.ofMinutes(1));
        assertThat(get("/api/jobs/" + job).path("status").asText()).isEqualTo("completed");
        assertThat(get(path + "/history?limit=5").at("/runs/0/pulled").asInt()).isEqualTo(1);
        assertThat(call("GET", path + "/history?limit=0", "").status()).isEqualTo(400);
        // As it has to be sent through containers that refuse an encoded slash.
        assertThat(get(path.replace("%", "%25") + "/status").path("calendar").asText())
                .isEqualTo(team.toString());
        assertThat(call("POST", path + "/pause", "{\"reason\":\"on holiday\"}").status())
                .isEqualTo(204);
        assertThat(get(path + "/status").path("paused").asText()).isEqualTo("on holiday");
        assertThat(call("POST", path + "/resume", "").status()).isEqualTo(204);
        assertThat(get(path + "/status").has("paused")).isFalse();
    }

    @Test
    void schedules_comeInTheirJsonForm_andFaultsAreNamed() throws IOException {
        String schedule = "{\"type\":\"interval\",\"interval\":15,\"calendars\":[\"*\"]}";
        String id = json.readTree(call("POST", "/api/schedules", schedule).text())
                .path("id")
                .asText();
        assertThat(get("/api/schedules").at("/schedules/0/schedule/interval").asInt())
                .isEqualTo(15);
        assertThat(call("PUT", "/api/schedules/" + id, schedule.replace("15", "30"))
                        .status())
                .isEqualTo(200);
        assertThat(get("/api/schedules").at("/schedules/0/schedule/interval").asInt())
                .isEqualTo(30);
        assertThat(call("POST", "/api/schedules/" + id + "/pause", "").status()).isEqualTo(204);
        assertThat(call("POST", "/api/schedules/" + id + "/resume", "").status())
                .isEqualTo(200);

        HttpResponse wrong = call("POST", "/api/schedules", "{\"type\":\"interval\",\"interval\":0,\"colour\":1}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(json.readTree(wrong.text()).path("faults").size()).isGreaterThan(1);
        assertThat(call("DELETE", "/api/schedules/" + id, "").status()).isEqualTo(204);
        assertThat(get("/api/schedules").path("schedules")).isEmpty();
        assertThat(call("PUT", "/api/settings", "{\"frequency\":\"daily\"}").status())
                .isIn(204, 400);
    }

    @Test
    void everyOperationThatIsDescribed_isThere_andNoOther() throws IOException {
        JsonNode described = get("/api/openapi.json");
        assertThat(described.path("openapi").asText()).isEqualTo("3.1.0");
        int operations = 0;
        for (var item : described.path("paths").properties()) {
            String target = "/api"
                    + item.getKey()
                            .replaceAll("\\{calendar}", path.substring(15))
                            .replaceAll("\\{[a-z]+}", "unknown");
            assertThat(call("PATCH", target, "").status()).as(target).isEqualTo(405);
            for (var method : item.getValue().properties()) {
                operations++;
                assertThat(method.getValue().path("operationId").asText()).isNotEmpty();
                if (method.getValue().at("/parameters").toString().contains("\"limit\"")) {
                    assertThat(call("GET", target + "?limit=0", "").status()).isEqualTo(400);
                    assertThat(call("GET", target + "?limit=200", "").status()).isEqualTo(200);
                }
                HttpResponse response = call(method.getKey().toUpperCase(Locale.ROOT), target, "");
                assertThat(response.text()).doesNotContain("no such operation");
                assertThat(response.status()).as(method.getKey() + target).isIn(Set.of(200, 204, 400, 404));
            }
        }
        assertThat(operations).isEqualTo(30);
        assertThat(call("GET", "/api/nothing", "").status()).isEqualTo(404);
    }

    @Test
    void badInputAndTooManyCalls_areRefused() {
        HttpRequest form = HttpRequest.of("POST", path + "/pause")
                .header("x-user", "alice")
                .header("content-type", "text/plain")
                .body(new byte[] {'{', '}'});
        assertThat(http.handle(form).status()).isEqualTo(415);
        assertThat(call("POST", path + "/sync", "{").status()).isEqualTo(400);
        int refused = 0;
        for (int i = 0; i < 700; i++) {
            refused += call("GET", "/api/schedules", "").status() == 429 ? 1 : 0;
        }
        assertThat(refused).isBetween(90, 110);
        world.pass(Duration.ofMinutes(1));
        assertThat(call("GET", "/api/schedules", "").status()).isEqualTo(200);
    }

    @Test
    void tick_needsItsSecret_andDoesWhatIsDue() {
        sync.close();
        world.team.put(SyncWorld.event("a", "A"));
        sync.forUser("alice").syncNow(team);
        assertThat(http.handle(HttpRequest.of("POST", "/tick")).status()).isEqualTo(401);
        assertThat(http.handle(HttpRequest.of("POST", "/tick").header("authorization", "Bearer wrong"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void progressStream_tellsOfRuns() {
        HttpResponse response = call("GET", "/api/progress", "");
        assertThat(response.headers()).containsEntry("content-type", "text/event-stream");
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() throws IOException {
                if (size() > 200) {
                    throw new IOException("the caller is gone");
                }
            }
        };
        org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> response.stream().orElseThrow().writeTo(out));
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(": hello").contains(": still here");
    }
}
