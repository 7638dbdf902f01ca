package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.model.SyncWindow;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.provider.google.testing.Oddity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listing and changes: pages, tokens, and series out of single items. */
class ChangeFeedTest {
    private static final String TEN = "\"start\":{\"dateTime\":\"2026-03-02T10:00:00+01:00\",\"timeZone\":"
            + "\"Europe/Berlin\"},\"end\":{\"dateTime\":\"2026-03-02T11:00:00+01:00\",\"timeZone\":\"Europe/Berlin\"}";

    private Conversation talk;

    private Conversation.Replica begin(int pageSize) throws InterruptedException {
        return begin(pageSize, ChangeFeed.MAX_HELD_BYTES);
    }

    private Conversation.Replica begin(int pageSize, long maxHeldBytes) throws InterruptedException {
        talk = new Conversation(builder -> builder.pageSize(pageSize).maxHeldBytes(maxHeldBytes));
        return talk.replica();
    }

    @AfterEach
    void end() {
        talk.close();
    }

    private String single(String summary) {
        return talk.team().put("{\"summary\":\"" + summary + "\"," + TEN + "}");
    }

    /** Ten days of an event, the second moved and the third called off. */
    private String series(String summary) {
        String id = talk.team()
                .put("{\"summary\":\"" + summary + "\",\"recurrence\":[\"RRULE:FREQ=DAILY;COUNT=10\"]," + TEN + "}");
        talk.team().patch(id + "_20260303T090000Z", "{\"summary\":\"" + summary + " moved\"}");
        talk.team().delete(id + "_20260304T090000Z");
        return id;
    }

    private void assertWhole(RemoteSeries remote, String summary) {
        EventSeries series = remote.series();
        assertThat(series.master()).isNotNull();
        assertThat(series.master().summary()).isEqualTo(summary);
        assertThat(series.master().recurrence())
                .containsExactly("RRULE:FREQ=DAILY;COUNT=10", "EXDATE;TZID=Europe/Berlin:20260304T100000");
        assertThat(series.overrides()).hasSize(1);
        assertThat(series.overrides().get(0).summary()).isEqualTo(summary + " moved");
        assertThat(remote.parts()).hasSize(2);
    }

    @Test
    void seriesAreHandedOutWhole_whereverTheirPartsAre_withoutARequestMore() throws Exception {
        Conversation.Replica replica = begin(4);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            single("Single " + i);
            ids.add(series("Series " + i));
        }
        for (List<Oddity> oddities : List.of(
                List.<Oddity>of(),
                List.of(Oddity.EXCEPTIONS_FIRST),
                List.of(Oddity.EXCEPTIONS_FIRST, Oddity.SHORT_PAGES, Oddity.EMPTY_PAGES))) {
            talk.google().oddities(oddities.toArray(Oddity[]::new));
            replica = talk.replica();
            replica.pull();
            for (int i = 0; i < 5; i++) {
                assertWhole(replica.byId(ids.get(i)), "Series " + i);
            }
            assertThat(replica.events()).hasSize(10);
            assertThat(talk.traffic().keySet()).containsExactly("events.list");
        }
    }

    @Test
    void whatWaitedIsLostWithTheSession_andIsLookedUp() throws Exception {
        Conversation.Replica replica = begin(4);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            single("Single " + i);
            ids.add(series("Series " + i));
        }
        talk.google().oddities(Oddity.EXCEPTIONS_FIRST);
        // Even if every page is read by another session.
        while (!replica.page()) {
            talk.reopen();
        }
        for (int i = 0; i < 5; i++) {
            assertWhole(replica.byId(ids.get(i)), "Series " + i);
        }
        assertThat(replica.events()).hasSize(10);
        assertThat(replica.expiries()).isZero();
    }

    @Test
    void tooMuchToWaitInMemory_isLookedUp() throws Exception {
        Conversation.Replica replica = begin(4, 5_000);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            single("Single " + i);
            ids.add(series("Series " + i));
        }
        replica.pull();
        for (int i = 0; i < 5; i++) {
            assertWhole(replica.byId(ids.get(i)), "Series " + i);
        }
        assertThat(replica.events()).hasSize(10);
    }

    @Test
    void aLargePage_isHandedOutInPieces() throws Exception {
        Conversation.Replica replica = begin(2_500);
        for (int i = 0; i < 600; i++) {
            single("Single " + i);
        }
        int pages = 1;
        while (!replica.page()) {
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(replica.events()).hasSize(600);
        assertThat(talk.traffic()).isEqualTo(Map.of("events.list", 1L));
    }

    @Test
    void aLargePage_isReadAgainByAnotherSession() throws Exception {
        Conversation.Replica replica = begin(2_500);
        for (int i = 0; i < 600; i++) {
            single("Single " + i);
        }
        replica.page();
        talk.reopen();
        List<RemoteChange> mentioned = replica.pull();
        assertThat(replica.events()).hasSize(600);
        assertThat(mentioned)
                .filteredOn(RemoteChange.Unchanged.class::isInstance)
                .hasSize(250);
    }

    @Test
    void changeOfAnExceptionAlone_keepsTheRest() throws Exception {
        Conversation.Replica replica = begin(100);
        String id = series("Series");
        replica.pull();
        talk.traffic();
        talk.team().patch(id + "_20260305T090000Z", "{\"location\":\"Room 1\"}");
        replica.pull();
        EventSeries series = replica.byId(id).series();
        assertThat(series.overrides()).hasSize(2);
        assertThat(series.overrides().get(1).location()).isEqualTo("Room 1");
        assertThat(series.master().recurrence()).hasSize(2);
        assertThat(talk.traffic()).isEqualTo(Map.of("events.list", 2L));
    }

    @Test
    void changeOfTheMasterAlone_keepsItsExceptions() throws Exception {
        Conversation.Replica replica = begin(100);
        String id = series("Series");
        replica.pull();
        talk.team().patch(id, "{\"location\":\"Room 1\"}");
        replica.pull();
        EventSeries series = replica.byId(id).series();
        assertThat(series.master().location()).isEqualTo("Room 1");
        assertThat(series.overrides()).hasSize(1);
        assertThat(series.master().recurrence()).hasSize(2);
    }

    @Test
    void instanceThatIsCalledOff_isExcluded_andAnotherOneComesBack() throws Exception {
        Conversation.Replica replica = begin(100);
        String id = series("Series");
        replica.pull();
        talk.team().delete(id + "_20260303T090000Z");
        talk.team().patch(id + "_20260304T090000Z", "{\"status\":\"confirmed\"}");
        replica.pull();
        EventSeries series = replica.byId(id).series();
        assertThat(series.master().recurrence())
                .containsExactly("RRULE:FREQ=DAILY;COUNT=10", "EXDATE;TZID=Europe/Berlin:20260303T100000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void seriesThatIsDeleted_isGone(boolean silently) throws Exception {
        Conversation.Replica replica = begin(100);
        String id = series("Series");
        single("Other");
        replica.pull();
        if (silently) {
            talk.google().oddities(Oddity.EXCEPTIONS_VANISH_SILENTLY);
        }
        talk.team().delete(id);
        talk.traffic();
        assertThat(replica.pull()).containsExactly(new RemoteChange.Removed(RemoteId.of(id)));
        assertThat(replica.events()).hasSize(1);
        assertThat(talk.traffic()).isEqualTo(Map.of("events.list", 1L));
    }

    @Test
    void seriesThatIsDeleted_isGone_alsoWhenItsPartsComeOnOtherPages() throws Exception {
        Conversation.Replica replica = begin(1);
        String id = series("Series");
        single("Other");
        replica.pull();
        talk.team().delete(id);
        for (Oddity[] oddities : new Oddity[][] {{}, {Oddity.EXCEPTIONS_FIRST}}) {
            talk.google().oddities(oddities);
            List<RemoteChange> mentioned = replica.pull();
            assertThat(replica.expiries()).isZero();
            assertThat(replica.events()).hasSize(1);
            assertThat(mentioned).allMatch(change -> change.equals(new RemoteChange.Removed(RemoteId.of(id))));
        }
    }

    @Test
    void manyTouchedSeries_areLookedUpFiftyAtATime() throws Exception {
        Conversation.Replica replica = begin(2_500);
        for (int i = 0; i < 60; i++) {
            talk.team().put("{\"summary\":\"S\",\"recurrence\":[\"RRULE:FREQ=DAILY;COUNT=10\"]," + TEN + "}");
        }
        replica.pull();
        talk.traffic();
        for (RemoteId id : new ArrayList<>(replica.events().keySet())) {
            talk.team().patch(id.value() + "_20260305T090000Z", "{\"location\":\"Room 1\"}");
        }
        int before = talk.requests();
        replica.pull();
        assertThat(replica.events().values())
                .allMatch(remote -> remote.series().overrides().size() == 1);
        assertThat(talk.traffic()).containsEntry("events.list", 61L).containsEntry("batch", 2L);
        assertThat(talk.requests() - before).as("each part counts").isEqualTo(61);
        assertThat(talk.answers()).isEqualTo(talk.requests());
    }

    @Test
    void echoOfOurOwnWrites_isNotLookedUp() throws Exception {
        Conversation.Replica replica = begin(100);
        String id = series("Series");
        replica.pull();
        RemoteSeries before = replica.byId(id);
        EventSeries target = before.series()
                .map(event -> event.toBuilder().location("Room 1").build());
        WriteOutcome.Written written = (WriteOutcome.Written) talk.write(new EventWrite.Update("k1", before, target));
        replica.has(written.remote());
        talk.traffic();
        assertThat(replica.pull()).allMatch(RemoteChange.Unchanged.class::isInstance);
        assertThat(talk.traffic()).isEqualTo(Map.of("events.list", 1L));
    }

    @Test
    void expiredToken_isToldAsAValue_andEverythingIsComparedThen() throws Exception {
        Conversation.Replica replica = begin(100);
        String gone = single("Gone");
        String id = series("Series");
        single("Kept");
        replica.pull();
        talk.team().delete(gone);
        talk.team().patch(id + "_20260305T090000Z", "{\"location\":\"Room 1\"}");
        talk.team().expireSyncTokens();
        List<RemoteChange> mentioned = replica.pull();
        assertThat(replica.expiries()).isEqualTo(1);
        assertThat(replica.events()).hasSize(2);
        assertThat(replica.byId(id).series().overrides()).hasSize(2);
        assertThat(mentioned)
                .filteredOn(RemoteChange.Unchanged.class::isInstance)
                .hasSize(1);
    }

    @Test
    void pageTokenThatIsNotKnownAnyMore_startsOver() throws Exception {
        Conversation.Replica replica = begin(2);
        for (int i = 0; i < 7; i++) {
            single("Single " + i);
        }
        replica.page();
        talk.google().expirePageTokens();
        replica.pull();
        assertThat(replica.expiries()).isEqualTo(1);
        assertThat(replica.events()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fullSyncRequired", "updatedMinTooLongAgo"})
    void everyReasonToStartOver_isUnderstood(String reason) throws Exception {
        Conversation.Replica replica = begin(100);
        single("A");
        replica.pull();
        talk.google().faults().fail(1, LoggedRequest.of("events.list"), 410, reason);
        replica.pull();
        assertThat(replica.expiries()).isEqualTo(1);
        assertThat(replica.events()).hasSize(1);
    }

    /** The third reason of a 410 speaks of one event, or of the calendar itself. */
    @Test
    void whatWasDeleted_isNoReasonToStartOver() throws Exception {
        Conversation.Replica replica = begin(100);
        single("A");
        replica.pull();
        talk.google().faults().fail(1, LoggedRequest.of("events.list"), 410, "deleted");
        assertThatThrownBy(replica::pull).isInstanceOf(UnrecoverableException.class);
        assertThat(replica.expiries()).isZero();
        assertThat(replica.events()).hasSize(1);
    }

    @Test
    void anotherQuery_makesACursorUseless() throws Exception {
        Conversation.Replica replica = begin(100);
        single("A");
        replica.pull();
        talk.traffic();
        replica.window(new SyncWindow(Duration.ofDays(7), Duration.ofDays(7)));
        replica.pull();
        assertThat(replica.expiries()).isEqualTo(1);
        assertThat(talk.traffic()).as("Google need not be asked").isEqualTo(Map.of("events.list", 1L));
    }

    @Test
    void theWindowBoundsTheFullListOnly() throws Exception {
        Conversation.Replica replica = begin(1);
        String old = talk.team()
                .put("{\"summary\":\"Old\",\"start\":{\"date\":\"2020-03-02\"},\"end\":{\"date\":\"2020-03-03\"}}");
        single("A");
        single("B");
        replica.pull();
        assertThat(replica.events()).hasSize(2);
        assertThat(replica.listedFrom()).isEqualTo("2025-02-01T00:00:00Z");
        List<LoggedRequest> full = talk.google().requests().all();
        assertThat(full).hasSize(2).allMatch(request -> request.query("timeMin").equals("2025-02-01T00:00:00Z"));
        talk.google().requests().reset();
        talk.team().patch(old, "{\"summary\":\"Old and changed\"}");
        replica.pull();
        assertThat(replica.listedFrom()).isNull();
        assertThat(talk.google().requests().all())
                .allMatch(request -> request.query("timeMin").isEmpty()
                        && !request.query("syncToken").isEmpty()
                        && request.query("showDeleted").isEmpty());
    }

    @Test
    void exceptionsBeforeTheWindow_areNotLostFromASeriesThatIsKnown() throws Exception {
        Conversation.Replica replica = begin(100);
        String id = series("Series");
        replica.pull();
        assertWhole(replica.byId(id), "Series");
        talk.team().patch(id, "{\"recurrence\":[\"RRULE:FREQ=DAILY\"]}");
        // A year and a month later the exceptions lie before the window, and the series does not.
        talk.clock().advance(Duration.ofDays(400));
        replica.forgetCheckpoint();
        replica.pull();
        assertThat(replica.byId(id).series().overrides()).hasSize(1);
        assertThat(replica.byId(id).series().master().recurrence()).hasSize(2);
        assertThat(talk.traffic())
                .as("one list for each round, and one look-up")
                .isEqualTo(Map.of("events.list", 3L));
    }

    @Test
    void requestsAskForWhatIsNeeded_compressed() throws Exception {
        Conversation.Replica replica = begin(100);
        for (int i = 0; i < 50; i++) {
            single("A title that says the same each time");
        }
        replica.pull();
        LoggedRequest request = talk.google().requests().all().get(0);
        assertThat(request.header("User-Agent")).contains("gzip");
        assertThat(request.query("fields")).contains("nextSyncToken").contains("items(id,etag");
        assertThat(request.answerBytes()).isLessThan(4_000);
    }

    @Test
    void instanceOfASeriesThatIsNotVisible_isASeriesOfItsOwn_untilItIsCalledOff() throws Exception {
        Conversation.Replica replica = begin(100);
        String orphan = "{\"id\":\"unseen_20260303T090000Z\",\"etag\":\"\\\"1\\\"\",\"iCalUID\":\"u@example.com\","
                + "\"recurringEventId\":\"unseen\",\"summary\":\"Invited once\",\"originalStartTime\":{\"dateTime\":"
                + "\"2026-03-03T10:00:00+01:00\",\"timeZone\":\"Europe/Berlin\"}," + TEN + "}";
        answer("{\"items\":[" + orphan + "],\"nextSyncToken\":\"s1\"}");
        answer("{\"items\":[" + orphan + "]}");
        replica.pull();
        EventSeries series = replica.byId("unseen").series();
        assertThat(series.master()).isNull();
        assertThat(series.uid()).isEqualTo("u@example.com");
        assertThat(series.overrides().get(0).summary()).isEqualTo("Invited once");
        String stub = "{\"id\":\"unseen_20260303T090000Z\",\"etag\":\"\\\"2\\\"\",\"status\":\"cancelled\","
                + "\"recurringEventId\":\"unseen\",\"originalStartTime\":{\"dateTime\":\"2026-03-03T10:00:00+01:00\"}}";
        answer("{\"items\":[" + stub + "],\"nextSyncToken\":\"s2\"}");
        replica.pull();
        assertThat(replica.events())
                .as("nobody can say what became of the others, so all is compared")
                .isEmpty();
        assertThat(replica.expiries()).isEqualTo(1);
    }

    @Test
    void itemThatCannotBeRead_stopsNobodyElse() throws Exception {
        Conversation.Replica replica = begin(100);
        answer("{\"items\":[{\"id\":\"bad\",\"etag\":\"\\\"1\\\"\",\"start\":{\"dateTime\":\"tomorrow\"}},"
                + "{\"id\":\"good\",\"etag\":\"\\\"2\\\"\"," + TEN + "},{\"summary\":\"no id\"}],"
                + "\"nextSyncToken\":\"s1\"}");
        replica.pull();
        assertThat(replica.events().keySet()).containsExactly(RemoteId.of("good"));
        assertThat(replica.unreadable()).hasSize(1);
        assertThat(((RemoteChange.Unreadable) replica.unreadable().get(0)).reason())
                .contains("start");
    }

    @Test
    void listWithoutASyncToken_isNoEnd() throws Exception {
        Conversation.Replica replica = begin(100);
        answer("{\"items\":[]}");
        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"items\":[{\"id\":\"a\"", "{\"items\":[{\"id\":\"a\"}]", "<html>"})
    void answerThatIsCutOrStrange_isTriedAgainLater(String body) throws Exception {
        Conversation.Replica replica = begin(100);
        answer(body);
        assertThatThrownBy(replica::pull).isInstanceOf(TransientException.class);
        single("A");
        replica.pull();
        assertThat(replica.events()).hasSize(1);
    }

    private void answer(String body) {
        talk.google()
                .faults()
                .answer(1, LoggedRequest.of("events.list"), 200, Map.of("Content-Type", "application/json"), body);
    }

    @Test
    void timesAreThoseOfTheirZone_whateverTheCalendarsZone() throws Exception {
        Conversation.Replica replica = begin(100);
        talk.team().timeZone(java.time.ZoneId.of("Asia/Tokyo"));
        String id = single("A");
        replica.pull();
        assertThat(replica.byId(id).series().master().start())
                .isEqualTo(EventTime.at(
                        java.time.LocalDateTime.of(2026, 3, 2, 10, 0), java.time.ZoneId.of("Europe/Berlin")));
    }

    @Test
    void sameCalendar_givesTheSameTags_howeverItWasRead() throws Exception {
        Conversation.Replica gathered = begin(100);
        for (int i = 0; i < 3; i++) {
            series("Series " + i);
        }
        gathered.pull();
        Conversation.Replica lookedUp = talk.replica();
        talk.google().oddities(Oddity.EXCEPTIONS_FIRST, Oddity.SHORT_PAGES);
        lookedUp.page();
        talk.reopen();
        lookedUp.pull();
        assertThat(tags(lookedUp)).isEqualTo(tags(gathered)).hasSize(3);
        assertThat(new TreeSet<>(tags(gathered).values())).allMatch(tag -> tag.length() > 20);
    }

    private static Map<String, String> tags(Conversation.Replica replica) {
        Map<String, String> tags = new TreeMap<>();
        replica.events().forEach((id, remote) -> tags.put(id.value(), String.valueOf(remote.etag())));
        return tags;
    }
}
