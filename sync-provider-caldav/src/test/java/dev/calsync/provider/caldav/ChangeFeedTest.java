package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.LeaseLostException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.KnownVersions;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.ResumePoint;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.provider.caldav.testing.Quirk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChangeFeedTest {
    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar calendar = server.createCalendar("alice", "work", "Work");
    private Conversation alice;
    private Conversation.Replica replica;

    @BeforeEach
    void connect() throws InterruptedException {
        alice = new Conversation(server.url(), "alice", "secret");
        replica = alice.new Replica(alice.calendarId("Work"));
    }

    @AfterEach
    void stop() {
        alice.close();
        server.close();
    }

    @Test
    void fullRound_bringsEverything_andTheNextOneNothingForOneRequest() throws Exception {
        seed(420);

        replica.pull();
        assertSameAsServer();
        assertThat(replica.pages()).as("a page mentions 200").isEqualTo(3);
        assertThat(server.requests().count(LoggedRequest.withBody("calendar-multiget")))
                .as("each is asked for 100")
                .isEqualTo(5);

        alice.resetCount();
        server.requests().reset();
        assertThat(replica.pull()).isEmpty();
        assertThat(alice.requests()).isEqualTo(1);
        assertThat(server.requests().count()).isEqualTo(1);
        assertThat(alice.bytes()).isPositive();
    }

    @Test
    void newSession_asksNothingButTheReport() throws Exception {
        seed(3);
        replica.pull();
        alice.reopen();
        server.requests().reset();

        replica.pull();

        assertThat(server.requests().all()).hasSize(1);
        assertThat(server.requests().all().get(0).body()).isEqualTo("sync-collection");
    }

    @Test
    void incrementalRound_bringsWhatChanged() throws Exception {
        seed(5);
        replica.pull();
        calendar.edit("e1.ics", text -> text.replace("Event 1", "Changed"));
        calendar.remove("e2.ics");
        calendar.put("new.ics", Conversation.text("new", "New"));

        List<RemoteChange> changes = replica.pull();

        assertThat(changes).hasSize(3);
        assertSameAsServer();
        assertThat(replica.byUid("uid-1").series().events().get(0).summary()).isEqualTo("Changed");
    }

    @Test
    void knownStates_areNotFetchedAgain() throws Exception {
        seed(10);
        replica.pull();
        calendar.edit("e1.ics", text -> text + "");
        server.expireSyncTokens();
        server.requests().reset();

        List<RemoteChange> changes = replica.pull();

        assertThat(changes).hasSize(10);
        assertThat(changes.stream().filter(RemoteChange.Unchanged.class::isInstance))
                .hasSize(9);
        assertSameAsServer();
    }

    static List<List<Quirk>> waysToForgetAToken() {
        return List.of(
                List.of(),
                List.of(Quirk.TOKEN_EXPIRED_AS_409),
                List.of(Quirk.TOKEN_EXPIRED_WITHOUT_REASON),
                List.of(Quirk.TOKEN_EXPIRED_WITHOUT_REASON, Quirk.TOKEN_EXPIRED_AS_409),
                List.of(Quirk.TOKEN_EXPIRED_AS_500),
                List.of(Quirk.TOKEN_EXPIRED_LISTS_EVERYTHING));
    }

    @ParameterizedTest
    @MethodSource("waysToForgetAToken")
    void expiredToken_isAValue_andTheFullRoundFindsWhatIsGone(List<Quirk> quirks) throws Exception {
        server.quirks(quirks.toArray(Quirk[]::new));
        seed(4);
        replica.pull();
        calendar.remove("e3.ics");
        server.expireSyncTokens();

        assertThat(alice.session().changes(replica.query(null))).isInstanceOf(ChangeResult.CursorExpired.class);
        replica.pull();
        assertSameAsServer();
    }

    @Test
    void refusalsThatAreNotTheTokensFault_areFailures() throws Exception {
        seed(2);
        replica.pull();
        Predicate<LoggedRequest> report = LoggedRequest.withBody("sync-collection");
        calendar.edit("e1.ics", text -> text.replace("Event 1", "Changed"));

        server.faults().fail(2, report, 500);
        assertThatThrownBy(replica::pull).as("reports fail").isInstanceOf(TransientException.class);
        server.faults().clear();
        server.faults().fail(2, report, 403);
        assertThatThrownBy(replica::pull).as("no right to ask").isInstanceOf(UnrecoverableException.class);
        server.faults().clear();
        server.faults().fail(1, report, 500);
        server.faults().fail(1, LoggedRequest.withMethod("PROPFIND"), 500);
        assertThatThrownBy(replica::pull).as("everything fails").isInstanceOf(TransientException.class);
        server.faults().clear();
        server.faults().unavailable(1, report, Duration.ofSeconds(5));
        assertThatThrownBy(replica::pull).isInstanceOf(ThrottledException.class);

        server.requests().reset();
        replica.pull();
        assertThat(server.requests().count(report))
                .as("the cursor is still good; the answer speaks of half the calendar, so the server is tried once")
                .isEqualTo(2);
        calendar.edit("e1.ics", text -> text.replace("Changed", "Again"));
        server.requests().reset();
        replica.pull();
        assertThat(server.requests().count(report)).as("and never again").isEqualTo(1);
        assertSameAsServer();
    }

    @Test
    void tokenThatIsStillCurrent_isNotBlamedFor500() throws Exception {
        seed(2);
        replica.pull();
        server.faults().fail(1, LoggedRequest.withBody("sync-collection"), 500);

        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
        assertThat(replica.checkpoint()).isNotNull();
    }

    @Test
    void listTooLongForSyncCollection_isListed() throws Exception {
        server.quirks(Quirk.SYNC_COLLECTION_TOO_LARGE);
        seed(3);
        replica.pull();
        assertSameAsServer();
        calendar.remove("e1.ics");
        replica.pull();
        assertSameAsServer();
    }

    /** Between two tokens nothing happened to it, as far as the server is concerned: it need not say a word. */
    @Test
    void resourceCreatedHereAndDeletedThere_isGoneInTheNextRound() throws Exception {
        server.quirks(Quirk.SYNC_COLLECTION_FORGETS_REMOVED);
        seed(3);
        replica.pull();
        WriteOutcome made =
                alice.write(alice.calendarId("Work"), new EventWrite.Create("k1", Conversation.event("mine", "Mine")));
        calendar.remove("mine.ics");

        assertThat(replica.pull())
                .containsExactly(new RemoteChange.Removed(
                        ((WriteOutcome.Written) made).remote().id()));

        server.requests().reset();
        replica.pull();
        assertThat(server.requests().all()).as("it is looked at once").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKENS_HIDE_CHANGES", "SYNC_COLLECTION_FORGETS_REMOVED"})
    void lyingTokens_areFoundByTheAudit(Quirk quirk) throws Exception {
        server.quirks(quirk);
        seed(30);
        replica.pull();
        calendar.remove("e3.ics");
        replica.pull();
        assertThat(uids(replica)).as("the server hides it").isNotEqualTo(serverUids());
        alice.advance(Duration.ofHours(23));
        replica.pull();
        assertThat(uids(replica)).isNotEqualTo(serverUids());
        server.requests().reset();
        alice.advance(Duration.ofHours(8));

        assertThat(alice.session().changes(replica.query(null))).isInstanceOf(ChangeResult.CursorExpired.class);
        replica.pull();

        assertSameAsServer();
        assertThat(server.requests().count(LoggedRequest.withBody("sync-collection")))
                .isEqualTo(1);
        assertThat(server.requests().count(LoggedRequest.withBody("calendar-multiget")))
                .as("everything is listed, nothing is fetched")
                .isZero();
        server.requests().reset();
        replica.pull();
        assertThat(server.requests().count()).isEqualTo(1);
    }

    @Test
    void multigetThatIsRefusedAsAWhole_isHalved() throws Exception {
        server.quirks(Quirk.MULTIGET_ALL_OR_NOTHING);
        seed(40);
        String calendarId = alice.calendarId("Work");
        AtomicReference<Boolean> once = new AtomicReference<>(true);
        KnownVersions racing = ids -> {
            if (once.getAndSet(false)) {
                calendar.remove("e11.ics");
            }
            return Map.of();
        };
        server.requests().reset();
        ChangeResult.EndOfChanges result = (ChangeResult.EndOfChanges)
                alice.session().changes(new ChangeQuery(calendarId, "all", null, null, SyncWindow.DEFAULT, racing));

        assertThat(result.changes()).hasSize(40);
        assertThat(result.changes().stream().filter(RemoteChange.Upserted.class::isInstance))
                .hasSize(39);
        assertThat(result.changes().get(11)).isInstanceOf(RemoteChange.Removed.class);
        assertThat(server.requests().count()).isLessThan(20);
    }

    @Test
    void howMuchAMultigetTakes_isLearned() throws Exception {
        server.quirks(Quirk.MULTIGET_OF_TEN);
        seed(60);
        replica.pull();
        assertSameAsServer();

        for (int i = 0; i < 30; i++) {
            calendar.put("more" + i + ".ics", Conversation.text("more-" + i, "More"));
        }
        alice.reopen();
        server.requests().reset();
        replica.pull();
        assertSameAsServer();
        assertThat(server.requests().matching(LoggedRequest.withBody("calendar-multiget")))
                .hasSizeBetween(3, 8)
                .allMatch(request -> request.status() == 207);
    }

    @Test
    void multigetThatBringsNoText_isNotAskedAgain() throws Exception {
        server.quirks(Quirk.MULTIGET_WITHOUT_DATA);
        seed(5);
        replica.pull();
        assertSameAsServer();
        assertThat(server.requests().count(LoggedRequest.withMethod("GET"))).isEqualTo(5);

        calendar.put("more.ics", Conversation.text("more", "More"));
        alice.reopen();
        server.requests().reset();
        replica.pull();
        assertSameAsServer();
        assertThat(server.requests().count()).as("the report and the resource").isEqualTo(2);
    }

    @Test
    void multigetOfACalendarThatIsGone_isAFailure() throws Exception {
        seed(4);
        String calendarId = alice.calendarId("Work");
        KnownVersions racing = ids -> {
            server.deleteCalendar(calendar);
            return Map.of();
        };
        assertThatThrownBy(() -> alice.session()
                        .changes(new ChangeQuery(calendarId, "all", null, null, SyncWindow.DEFAULT, racing)))
                .isInstanceOf(UnrecoverableException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 29})
    void resourceThatBreaksItsServer_isToldAndStopsNothing(int others) throws Exception {
        server.quirks(Quirk.BREAKS_ON_MARKED_RESOURCES);
        seed(others);
        calendar.put("bad.ics", Conversation.text("bad", "x").replace("X-OTHER", "X-FAKE-BREAKS"));

        replica.pull();

        assertThat(uids(replica)).hasSize(others);
        assertThat(replica.unreadable()).hasSize(1);
    }

    @Test
    void serverThatFailsEveryFetch_isInTrouble_notItsResources() throws Exception {
        seed(30);
        server.faults().fail(1000, LoggedRequest.withBody("calendar-multiget"), 500);
        server.faults().fail(1000, LoggedRequest.withMethod("GET"), 500);
        server.requests().reset();

        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
        assertThat(server.requests().count()).isLessThan(20);
        server.faults().clear();
        server.faults().fail(1, LoggedRequest.withBody("calendar-multiget"), 503);
        replica.pull();
        assertSameAsServer();
    }

    @Test
    void charactersThatXmlCannotHold_costOneResourceAtMost() throws Exception {
        server.quirks(Quirk.ILLEGAL_CHARACTERS_IN_XML);
        seed(9);
        calendar.put("bell.ics", Conversation.text("bell", "ring\u0007"));

        replica.pull();

        assertThat(uids(replica)).hasSize(10);
    }

    @Test
    void cutLists_areAskedForUntilTheyEnd() throws Exception {
        server.quirks(Quirk.PAGED_BY_507, Quirk.SYNC_COLLECTION_LISTS_ITSELF);
        server.pageSize(7);
        seed(40);

        replica.pull();
        assertSameAsServer();
        assertThat(server.requests().count(LoggedRequest.withBody("sync-collection")))
                .isEqualTo(6);

        for (int i = 0; i < 20; i++) {
            calendar.remove("e" + i + ".ics");
        }
        replica.pull();
        assertSameAsServer();
    }

    @Test
    void crashBetweenPages_goesOnWithoutFetchingTwice() throws Exception {
        seed(430);
        ChangeResult.MoreChanges first =
                (ChangeResult.MoreChanges) alice.session().changes(replica.query(null));
        first.changes().forEach(replica::apply);
        alice.reopen();
        server.requests().reset();

        List<RemoteChange> rest = new ArrayList<>();
        ChangeResult next = alice.session().changes(replica.query(first.next()));
        while (next instanceof ChangeResult.MoreChanges more) {
            more.changes().forEach(replica::apply);
            rest.addAll(more.changes());
            next = alice.session().changes(replica.query(more.next()));
        }
        ((ChangeResult.EndOfChanges) next).changes().forEach(replica::apply);
        rest.addAll(((ChangeResult.EndOfChanges) next).changes());

        assertSameAsServer();
        assertThat(rest.stream().filter(RemoteChange.Unchanged.class::isInstance))
                .hasSize(200);
        assertThat(server.requests().count(LoggedRequest.withBody("calendar-multiget")))
                .isEqualTo(3);
    }

    @Test
    void positionsOfAnotherVersion_areExpired() throws Exception {
        seed(1);
        assertThat(alice.session().changes(replica.query(new ResumePoint("nonsense"))))
                .isInstanceOf(ChangeResult.CursorExpired.class);
        for (Checkpoint odd : List.of(new Checkpoint("nonsense", "caldav-2"), new Checkpoint("SYNC 0 x", "caldav-1"))) {
            ChangeQuery query =
                    new ChangeQuery(alice.calendarId("Work"), "all", odd, null, SyncWindow.DEFAULT, KnownVersions.NONE);
            assertThat(alice.session().changes(query)).isInstanceOf(ChangeResult.CursorExpired.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ABSOLUTE_HREFS",
                "RAW_SPACES_IN_HREFS",
                "ESCAPED_SCHEME",
                "ODD_HREF_ENCODING",
                "HREFS_WITHOUT_CLOSING_SLASH",
                "CALENDAR_DATA_AS_CDATA",
                "FOUND_PROPERTIES_AGAIN_AS_404",
                "NO_GZIP",
                "OMIT_MISSING_IN_MULTIGET",
                "SYNC_COLLECTION_LISTS_ITSELF",
                "WEAK_ETAGS",
                "NO_SYNC_COLLECTION"
            })
    void quirks_changeNothing(Quirk quirk) throws Exception {
        server.quirks(quirk);
        try (Conversation other = new Conversation(server.url(), "alice", "secret")) {
            Conversation.Replica copy = other.new Replica(other.calendarId("Work"));
            seed(30);
            calendar.put("with space & ü.ics", Conversation.text("odd-1", "Odd"));
            calendar.put("a%41,b@c.ics", Conversation.text("odd-2", "Odd"));
            calendar.put("Plain.ics", Conversation.text("odd-3", "Odd"));
            copy.pull();
            assertThat(uids(copy)).isEqualTo(serverUids());
            calendar.remove("e1.ics");
            calendar.remove("a%41,b@c.ics");
            calendar.put("e2.ics", Conversation.text("uid-2", "Changed"));
            copy.pull();
            assertThat(uids(copy)).isEqualTo(serverUids());
            assertThat(copy.byUid("uid-2").series().events().get(0).summary()).isEqualTo("Changed");
            other.resetCount();
            copy.pull();
            assertThat(other.requests()).isEqualTo(1);
        }
    }

    @Test
    void withoutTokenAndTag_everyRoundListsEverything() throws Exception {
        server.quirks(Quirk.NO_SYNC_COLLECTION, Quirk.NO_CTAG);
        seed(3);
        replica.pull();
        calendar.remove("e0.ics");

        replica.pull();

        assertSameAsServer();
    }

    @Test
    void malformedResource_isToldAndStopsNothing() throws Exception {
        seed(3);
        calendar.put("bad.ics", "BEGIN:VCALENDAR\r\nthis is no calendar\r\n");
        calendar.put("task.ics", Conversation.text("task", "x").replace("VEVENT", "VTODO"));

        replica.pull();

        assertThat(uids(replica)).hasSize(3);
        assertThat(replica.unreadable()).hasSize(1);
        RemoteChange.Unreadable bad =
                (RemoteChange.Unreadable) replica.unreadable().get(0);
        assertThat(bad.id().value()).endsWith("bad.ics");
        assertThat(bad.etag()).isNotNull();
        assertThat(bad.reason()).contains("line 2").doesNotContain("this is no calendar");
        assertThat(bad.original()).isEqualTo("BEGIN:VCALENDAR\r\nthis is no calendar\r\n");
        assertThat(bad.toString()).doesNotContain("this is no calendar");
    }

    @Test
    void resourceThatDisappearsBetweenListAndFetch_isRemoved() throws Exception {
        seed(2);
        server.quirks(Quirk.OMIT_MISSING_IN_MULTIGET);
        String calendarId = alice.calendarId("Work");
        alice.session().capabilities(calendarId);
        AtomicReference<Boolean> once = new AtomicReference<>(true);
        KnownVersions racing = ids -> {
            if (once.getAndSet(false)) {
                calendar.remove("e1.ics");
            }
            return Map.of();
        };
        ChangeResult result =
                alice.session().changes(new ChangeQuery(calendarId, "all", null, null, SyncWindow.DEFAULT, racing));

        assertThat(((ChangeResult.EndOfChanges) result).changes())
                .hasAtLeastOneElementOfType(RemoteChange.Removed.class)
                .hasAtLeastOneElementOfType(RemoteChange.Upserted.class);
    }

    @Test
    void failures_areToldByWhatHappensNext() throws Exception {
        seed(1);
        server.faults().throttle(1, LoggedRequest.withMethod("REPORT"), Duration.ofSeconds(90));
        assertThatThrownBy(replica::pull).isInstanceOf(ThrottledException.class);
        server.faults().fail(1, LoggedRequest.withMethod("REPORT"), 500);
        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
        server.faults()
                .answer(
                        1,
                        LoggedRequest.withMethod("REPORT"),
                        207,
                        Map.of("Content-Type", "application/xml"),
                        "<html><body>");
        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
        server.deleteCalendar(calendar);
        assertThatThrownBy(replica::pull)
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("not there any more");
    }

    @Test
    void lostLease_stopsBeforeTheNextRequest() throws Exception {
        seed(1);
        LeaseLostException lost = new LeaseLostException("another node owns the calendar");
        alice.veto(lost);
        server.requests().reset();

        assertThatThrownBy(replica::pull).isSameAs(lost);
        assertThat(server.requests().count()).isZero();
    }

    @Test
    void cutAnswer_leavesTheRoundWhereItWas() throws Exception {
        seed(20);
        server.faults().cutReply(1, LoggedRequest.withBody("calendar-multiget"));

        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
        replica.pull();
        assertSameAsServer();
    }

    private void seed(int count) {
        for (int i = 0; i < count; i++) {
            calendar.put("e" + i + ".ics", Conversation.text("uid-" + i, "Event " + i));
        }
    }

    private Set<String> serverUids() {
        Set<String> uids = new HashSet<>();
        calendar.resources()
                .values()
                .forEach(resource -> uids.add(resource.text()
                        .lines()
                        .filter(line -> line.startsWith("UID:"))
                        .findFirst()
                        .orElseThrow()
                        .substring(4)));
        return uids;
    }

    private static Set<String> uids(Conversation.Replica replica) {
        Set<String> uids = new HashSet<>();
        replica.events().stream().map(RemoteSeries::series).forEach(series -> uids.add(series.uid()));
        return uids;
    }

    private void assertSameAsServer() {
        assertThat(uids(replica)).isEqualTo(serverUids());
        assertThat(replica.events()).hasSize(calendar.resources().size());
    }
}
