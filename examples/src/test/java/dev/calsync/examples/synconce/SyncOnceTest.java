package dev.calsync.examples.synconce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.examples.Outcome;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.FakeResource;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.store.jdbc.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SyncOnceTest {
    private static final String PASSWORD = "open sesame, in the clear";

    private final FakeCalDavServer server = FakeCalDavServer.start();

    @TempDir
    private Path files;

    private FakeCalendar team;
    private FakeCalendar home;

    @BeforeEach
    void seed() {
        server.user("alice", "secret");
        team = server.createCalendar("alice", "team", "The Team");
        home = server.createCalendar("alice", "at home", "Home");
        team.put("a.ics", event("a", "Alpha", "X-KEPT:yes"));
        team.put("b.ics", event("b", "Beta"));
        home.put("c.ics", event("c", "Gamma"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Outcome run(String... more) throws Exception {
        return runAs("alice", "secret", more);
    }

    private Outcome runAs(String user, String password, String... more) throws Exception {
        List<String> line = new ArrayList<>(List.of("--caldav", server.url().toString(), user, password));
        line.addAll(List.of(more));
        return Outcome.of((out, err) -> SyncOnce.run(line, out, err));
    }

    @Test
    void account_isPulled_andListed() throws Exception {
        Outcome done = run("--list");
        assertThat(done.status()).isZero();
        assertThat(done.out())
                .contains("a\t2030-03-04T09:00:00Z\t2030-03-04T10:00:00Z\tAlpha")
                .hasSize(4);
        assertThat(done.result()).containsEntry("calendars", "2").containsEntry("pulled", "3");
    }

    @Test
    void calendar_isFoundByItsName_orByItsLastSegment() throws Exception {
        for (String name : List.of("Home", "at home", "at%20home")) {
            assertThat(run("--calendar", name).result())
                    .containsEntry("calendars", "1")
                    .containsEntry("pulled", "1");
        }
        Outcome none = run("--calendar", "home");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).singleElement().asString().contains("no calendar is called home", "The Team (team)");
    }

    @Test
    void roundWithNothingNew_makesOneRequestPerCalendar() throws Exception {
        Outcome done = run("--rounds", "3");
        assertThat(done.status()).isZero();
        assertThat(done.result())
                .containsEntry("pulled", "0")
                .containsEntry("pushed", "0")
                .containsEntry("requests", "2");
    }

    @Test
    void newEvent_isPushed() throws Exception {
        Outcome done = run("--calendar", "team", "--put", file(event("new one", "New")));
        assertThat(done.status()).isZero();
        assertThat(done.result()).containsEntry("pushed", "1").containsEntry("pulled", "0");
        assertThat(texts(team)).anyMatch(text -> text.contains("UID:new one"));
    }

    @Test
    void knownEvent_isReplaced_inTheCalendarThatHasIt() throws Exception {
        Outcome done = run("--put", file(event("c", "Delta")), "--list");
        assertThat(done.status()).isZero();
        assertThat(done.out()).anyMatch(line -> line.endsWith("\tDelta"));
        assertThat(home.resource("c.ics").orElseThrow().text()).contains("SUMMARY:Delta");
        assertThat(team.resources()).hasSize(2);
    }

    @Test
    void newEvent_needsACalendar() throws Exception {
        Outcome done = run("--put", file(event("new", "New")));
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).singleElement().asString().contains("--calendar");
        assertThat(server.requests().count(LoggedRequest.withMethod("PUT"))).isZero();
    }

    @Test
    void deletedEvent_isDeletedAtTheServer() throws Exception {
        Outcome done = run("--delete", "b", "--delete", "c");
        assertThat(done.status()).isZero();
        assertThat(done.result()).containsEntry("pushed", "2");
        assertThat(team.resources()).containsOnlyKeys("a.ics");
        assertThat(home.resources()).isEmpty();
        assertThat(run("--delete", "b").err()).singleElement().asString().contains("b", "no calendar");
    }

    @Test
    void exportedEvents_haveSafeNames_andKeepWhatIsUnknown() throws Exception {
        team.put("evil.ics", event("../../evil", "Evil"));
        team.put("case.ics", event("A", "Upper"));
        Path directory = files.resolve("out/of");
        Outcome done = run("--export", directory.toString());
        assertThat(done.status()).isZero();
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("A.ics", "a~2.ics", "b.ics", "c.ics", "_._.._evil.ics");
        assertThat(Files.readString(directory.resolve("a~2.ics"))).contains("UID:a\r\n", "X-KEPT:yes\r\n");
        Outcome again = run("--put", directory.resolve("b.ics").toString());
        assertThat(again.status()).isZero();
    }

    @Test
    void eventThatCannotBeRead_makesItPartial() throws Exception {
        home.put("bad.ics", "BEGIN:VCALENDAR\r\nnonsense");
        Outcome done = run("--rounds", "2");
        assertThat(done.status()).isEqualTo(1);
        assertThat(done.result()).containsEntry("quarantined", "1");
        assertThat(done.err()).singleElement().asString().contains("bad.ics");
    }

    @Test
    void wrongPassword_unreachableHost_andNoCalDav_areToldApart() throws Exception {
        Outcome password = runAs("alice", "wrong");
        assertThat(password.status()).isEqualTo(2);
        assertThat(password.err()).singleElement().asString().contains("wrong user name or password");
        assertThat(password.out()).isEmpty();

        server.faults().fail(100, LoggedRequest.any(), 404);
        Outcome noCalDav = run();
        assertThat(noCalDav.status()).isEqualTo(2);
        assertThat(noCalDav.err()).singleElement().asString().contains("no CalDAV");
        server.faults().clear();

        server.close();
        Outcome unreachable = run();
        assertThat(unreachable.status()).isEqualTo(2);
        assertThat(unreachable.err()).singleElement().asString().contains("cannot be reached");
    }

    @Test
    void plainHttpBeyondLoopback_isRefused() throws Exception {
        Outcome done = Outcome.of(
                (out, err) -> SyncOnce.run(List.of("--caldav", "http://192.0.2.1/", "alice", "secret"), out, err));
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).singleElement().asString().doesNotContain("secret");
    }

    @Test
    void longWaitThatTheServerAsksFor_isNotWaitedFor() throws Exception {
        server.faults().throttle(1, LoggedRequest.withBody("sync-collection"), Duration.ofHours(1));
        Outcome done = run("--calendar", "team");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).singleElement().asString().contains("wait until");
    }

    @Test
    void passwordRevokedDuringTheSync_endsIt() throws Exception {
        server.faults().fail(10, LoggedRequest.withBody("sync-collection"), 401);
        Outcome done = run("--calendar", "team");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).singleElement().asString().contains("credentials");
    }

    @Test
    void serverInTrouble_isTriedAgain() throws Exception {
        server.faults().fail(1, LoggedRequest.withBody("sync-collection"), 500);
        Outcome done = run("--calendar", "team");
        assertThat(done.status()).isZero();
        assertThat(done.err()).singleElement().asString().contains("trying again");
    }

    @Test
    void stateInAFile_isKeptBetweenCalls_andHoldsNoPassword() throws Exception {
        keepsItsState("jdbc:h2:file:" + files.resolve("state"));

        try (var database = Files.list(files)) {
            for (Path file :
                    database.filter(path -> path.toString().endsWith(".db")).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(PASSWORD);
            }
        }
    }

    @Test
    void stateInPostgreSql_isKeptBetweenCalls() throws Exception {
        try (TestDatabase database = TestDatabase.postgres()) {
            keepsItsState(database.url());
        }
    }

    private void keepsItsState(String url) throws Exception {
        server.user("bob", PASSWORD);
        FakeCalendar own = server.createCalendar("bob", "own", "Own");
        own.put("a.ics", event("a", "Alpha"));
        String[] kept = {"--store", url, "--key", files.resolve("keys/key").toString()};
        assertThat(runAs("bob", PASSWORD, kept).result()).containsEntry("pulled", "1");

        Outcome nothingNew = runAs("bob", PASSWORD, kept);
        assertThat(nothingNew.status()).isZero();
        assertThat(nothingNew.result()).containsEntry("pulled", "0").containsEntry("requests", "1");
        own.put("b.ics", event("b", "Beta"));
        List<String> line = new ArrayList<>(List.of(kept));
        line.addAll(List.of("--put", file(event("c", "Gamma")), "--list"));
        Outcome edited = runAs("bob", PASSWORD, line.toArray(String[]::new));

        assertThat(edited.status()).isZero();
        assertThat(edited.result()).containsEntry("pushed", "1");
        assertThat(edited.out())
                .anyMatch(text -> text.endsWith("Alpha"))
                .anyMatch(text -> text.endsWith("Beta"))
                .anyMatch(text -> text.endsWith("Gamma"));
        assertThat(runAs("bob", PASSWORD, kept).result())
                .containsEntry("pulled", "0")
                .containsEntry("pushed", "0");
    }

    @Test
    void databaseThatIsNotThere_isToldWithoutItsPassword() throws Exception {
        Outcome done = run(
                "--store",
                "jdbc:postgresql://127.0.0.1:1/calsync?user=scott&password=tiger",
                "--key",
                files.resolve("key").toString());
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).singleElement().asString().contains("--store").doesNotContain("tiger");
    }

    private String file(String text) throws IOException {
        return Files.writeString(files.resolve("put.ics"), text).toString();
    }

    private static List<String> texts(FakeCalendar calendar) {
        return calendar.resources().values().stream().map(FakeResource::text).toList();
    }

    private static String event(String uid, String summary, String... more) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\nBEGIN:VEVENT\r\nUID:" + uid
                + "\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20300304T090000Z\r\nDTEND:20300304T100000Z\r\nSUMMARY:"
                + summary + "\r\n" + (more.length == 0 ? "" : String.join("\r\n", more) + "\r\n")
                + "END:VEVENT\r\nEND:VCALENDAR\r\n";
    }
}
