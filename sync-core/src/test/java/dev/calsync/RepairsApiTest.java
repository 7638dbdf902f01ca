package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.calsync.http.HttpAccess;
import dev.calsync.http.HttpRequest;
import dev.calsync.http.HttpResponse;
import dev.calsync.job.JobStatus;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.model.UserId;
import dev.calsync.reconcile.ChangeGuard;
import dev.calsync.reconcile.ConflictPolicy;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conflicts, held runs and quarantine, over the JSON API. */
class RepairsApiTest {
    private final ObjectMapper json = new ObjectMapper();
    private final SyncWorld world = new SyncWorld(5);
    private CalendarSync sync;
    private UserSync alice;
    private CalendarRef team;

    @AfterEach
    void close() {
        world.close();
    }

    private void open(UnaryOperator<CalendarSyncBuilder> more) {
        sync = world.engine(more);
        alice = sync.forUser("alice");
        team = world.connect(alice);
    }

    private HttpResponse call(String method, String target, String body, String user) {
        String path = "/api/calendars/" + URLEncoder.encode(team.toString(), StandardCharsets.UTF_8) + target;
        return sync.http(HttpAccess.NONE.api(request -> request.header("x-user").map(UserId::of)))
                .handle(HttpRequest.of(method, path)
                        .header("x-user", user)
                        .header("content-type", "application/json")
                        .body(body.getBytes(StandardCharsets.UTF_8)));
    }

    private int post(String target, String body) {
        return call("POST", target, body, "alice").status();
    }

    private JsonNode get(String target) throws IOException {
        HttpResponse response = call("GET", target, "", "alice");
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return json.readTree(response.text());
    }

    @Test
    void conflict_isShownWithoutItsContent_andResolvedAsItWasSeen() throws IOException {
        open(builder -> builder.conflicts(ConflictPolicy.MANUAL));
        world.team.put(SyncWorld.event("a", "A"));
        world.syncNow(alice, team);
        edit("mine");
        world.team.put(SyncWorld.event("a", "theirs"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.PARTIAL);

        JsonNode open = get("/conflicts").at("/conflicts/0");
        assertThat(open.toString()).doesNotContain("mine").doesNotContain("theirs");
        assertThat(open.at("/changes/0").asText()).isEqualTo("master SUMMARY");
        String resolve = "/conflicts/" + open.path("series").asText() + "/resolve";
        assertThat(post(resolve, "{}")).isEqualTo(400);
        assertThat(post(resolve, "{\"keep\":\"both\",\"version\":\"1:\"}")).isEqualTo(400);
        assertThat(post(resolve, "{\"keep\":\"local\",\"version\":\"0:\"}")).isEqualTo(409);
        assertThat(post("/conflicts/nothing/resolve", "{\"keep\":\"local\",\"version\":\"0:\"}"))
                .isEqualTo(404);
        String answer = "{\"keep\":\"local\",\"version\":" + open.path("version") + "}";
        assertThat(call("POST", resolve, answer, "bob").status()).isEqualTo(404);
        assertThat(post(resolve, answer)).isEqualTo(204);
        world.pass(Duration.ofSeconds(5));
        assertThat(get("/conflicts").path("conflicts")).isEmpty();
        assertThat(world.team.events().get("a").master().summary()).contains("mine");
    }

    private void edit(String summary) {
        EventSeries known = alice.events(team).find("a").orElseThrow();
        EventSeries next = SyncWorld.event("a", summary).withVersion(known.version());
        assertThat(alice.events(team).put(next)).isInstanceOf(EditOutcome.Saved.class);
    }

    @Test
    void heldRun_isApprovedOrRefused_asItWasSeen() throws IOException {
        open(builder -> builder.guard(ChangeGuard.OFF.deletions(new ChangeGuard.Limit(3, 0.5))));
        for (int i = 0; i < 12; i++) {
            world.team.put(SyncWorld.event("e" + i, "E" + i));
        }
        world.syncNow(alice, team);
        for (int i = 0; i < 7; i++) {
            world.team.delete("e" + i);
        }
        world.syncNow(alice, team);
        JsonNode held = get("/held").at("/held/0");
        assertThat(held.path("id").asText()).isEqualTo("deletions-local-7");
        assertThat(held.path("changes").asInt()).isEqualTo(7);
        assertThat(post("/held/deletions-local-6/approve", "")).isEqualTo(404);
        assertThat(post("/held/deletions-local-7/approve", "")).isEqualTo(204);
        world.pass(Duration.ofSeconds(5));
        assertThat(get("/held").path("held")).isEmpty();
        assertThat(alice.events(team).page(null, 99)).hasSize(5);
        for (int i = 7; i < 11; i++) {
            world.team.delete("e" + i);
        }
        world.syncNow(alice, team);
        assertThat(post("/held/" + get("/held").at("/held/0/id").asText() + "/refuse", ""))
                .isEqualTo(204);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.team.events()).hasSize(5);
    }

    @Test
    void quarantine_isReplayed_onEitherSide() throws Exception {
        open(builder -> builder);
        world.team.put(SyncWorld.event("a", "A"));
        world.syncNow(alice, team);
        world.team.garble("a", "it makes no sense");
        world.syncNow(alice, team);
        JsonNode unreadable = get("/quarantine").at("/quarantine/0");
        assertThat(unreadable.path("side").asText()).isEqualTo("remote");
        String replay = "/quarantine/remote/"
                + URLEncoder.encode(unreadable.path("key").asText(), StandardCharsets.UTF_8) + "/replay";
        assertThat(post(replay.replace("remote", "local"), "")).isEqualTo(404);
        assertThat(post(replay, "")).isEqualTo(204);
        world.pass(Duration.ofSeconds(5));
        assertThat(get("/quarantine").at("/quarantine/0/attempts").asInt())
                .isGreaterThan(unreadable.path("attempts").asInt());
        world.team.put(SyncWorld.event("a", "A again"));
        world.syncNow(alice, team);
        assertThat(get("/quarantine").path("quarantine")).isEmpty();

        world.team.writable(false);
        alice.refreshCalendars(alice.accounts().get(0));
        alice.events(team).put(SyncWorld.event("b", "B"));
        world.pass(Duration.ofSeconds(5));
        JsonNode refused = get("/quarantine").at("/quarantine/0");
        assertThat(refused.path("side").asText()).isEqualTo("local");
        world.team.writable(true);
        alice.refreshCalendars(alice.accounts().get(0));
        assertThat(post("/quarantine/local/" + refused.path("key").asText() + "/replay", ""))
                .isEqualTo(204);
        world.pass(Duration.ofSeconds(5));
        assertThat(world.team.events()).containsKey("b");
        assertThat(get("/quarantine").path("quarantine")).isEmpty();
    }
}
