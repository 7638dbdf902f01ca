package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.ChangeQuery;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.KnownVersions;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.LoggedRequest;
import dev.calsync.provider.graph.testing.RequestKind;
import dev.calsync.provider.graph.testing.Reset;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the feed makes of deltas, whole ones and odd ones. */
class DeltaFeedTest {
    private final Talk talk = Talk.start();

    @AfterEach
    void close() {
        talk.close();
    }

    private String single(String title, String date) {
        return talk.team.create(Events.single(title, date));
    }

    private String weekly(String title, String date, String until) {
        return talk.team.create(Events.weekly(title, date, until));
    }

    private int requests(RequestKind kind) {
        return talk.graph.requests().count(kind);
    }

    @Test
    void tiles_areQuarters_nearestFirst() throws Exception {
        assertThat(talk.partitions())
                .hasSize(13)
                .startsWith("2026-01-01/2026-04-01", "2026-04-01/2026-07-01", "2025-10-01/2026-01-01")
                .endsWith("2028-01-01/2028-04-01");
    }

    @Test
    void whatAllTilesHold_isHeardOnce_andNothingNewCostsOneRequestForEach() throws Exception {
        single("near", "2026-03-02");
        single("far", "2027-11-05");
        weekly("always", "2025-06-02", null);
        talk.pull();
        assertThat(talk.replica()).containsOnlyKeys("near", "far", "always");
        assertThat(requests(RequestKind.EVENT_GET))
                .as("the series is got once for all tiles")
                .isEqualTo(1);
        talk.graph.requests().reset();
        Map<String, Checkpoint> before = Map.copyOf(talk.checkpoints);
        assertThat(talk.reopened().pull()).isEmpty();
        assertThat(talk.graph.requests().count()).isEqualTo(13);
        assertThat(talk.checkpoints).as("nothing to write").isEqualTo(before);
    }

    @Test
    void everyRequest_asksForIdsThatLast_andForUtc() throws Exception {
        single("a", "2026-03-02");
        weekly("b", "2026-03-02", null);
        talk.pull();
        talk.session().calendars();
        assertThat(talk.graph.requests().matching(LoggedRequest.toGraph()))
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.header("prefer"))
                        .contains("IdType=\"ImmutableId\"")
                        .contains("outlook.timezone=\"UTC\""))
                .allSatisfy(request ->
                        assertThat(request.header("client-request-id")).isNotEmpty());
    }

    @Test
    void newTile_joins_andOldOneRetires_withoutAReset() throws Exception {
        single("old", "2025-03-05");
        weekly("always", "2025-06-02", null);
        talk.pull();
        int gets = requests(RequestKind.EVENT_GET);
        talk.time.advance(Duration.ofDays(40));
        single("new", "2028-04-03");
        talk.graph.requests().reset();
        talk.reopened().pull();
        assertThat(talk.partitions()).contains("2028-04-01/2028-07-01").doesNotContain("2025-01-01/2025-04-01");
        assertThat(talk.replica())
                .as("what is outside by now is unknown, not absent")
                .containsKeys("old", "new", "always");
        assertThat(requests(RequestKind.EVENT_GET))
                .as("the series is known, also in the new tile; the new event, which old tiles call removed, is not")
                .isLessThanOrEqualTo(1);
        assertThat(gets).isEqualTo(1);
    }

    @Test
    void farTiles_waitForTheirTurnOnASchedule_andAreAskedWhenSomebodyWants() throws Exception {
        talk.pull();
        talk.graph.requests().reset();
        talk.routine = true;
        talk.time.advance(Duration.ofMinutes(15));
        talk.pull();
        assertThat(requests(RequestKind.DELTA)).as("near tiles only").isEqualTo(2);
        single("far", "2027-11-05");
        talk.pull();
        assertThat(talk.replica()).isEmpty();
        talk.time.advance(Duration.ofHours(6));
        talk.pull();
        assertThat(talk.replica()).containsKey("far");
        single("far again", "2027-11-06");
        talk.routine = false;
        talk.pull();
        assertThat(talk.replica()).containsKey("far again");
    }

    @Test
    void linkThatBroughtNothing_isRenewedAfterHalfADay() throws Exception {
        talk.pull();
        Map<String, Checkpoint> before = Map.copyOf(talk.checkpoints);
        talk.time.advance(Duration.ofHours(11));
        talk.pull("2026-01-01/2026-04-01", talk.checkpoints.get("2026-01-01/2026-04-01"));
        assertThat(talk.checkpoints).isEqualTo(before);
        talk.time.advance(Duration.ofHours(2));
        talk.pull("2026-01-01/2026-04-01", talk.checkpoints.get("2026-01-01/2026-04-01"));
        assertThat(talk.checkpoints.get("2026-01-01/2026-04-01")).isNotEqualTo(before.get("2026-01-01/2026-04-01"));
    }

    @Test
    void changedOccurrence_cancelledOne_andMovedOne_areAllSeen() throws Exception {
        String master = weekly("series", "2026-03-02", "2026-09-28");
        talk.pull();
        talk.team.changeOccurrence(master, LocalDate.of(2026, 3, 9), "{\"subject\":\"changed\"}");
        talk.team.deleteOccurrence(master, LocalDate.of(2026, 3, 16));
        talk.team.changeOccurrence(
                master,
                LocalDate.of(2026, 6, 22),
                Events.times("2026-06-24T15:00:00", "2026-06-24T16:00:00", "W. Europe Standard Time"));
        talk.reopened().pull();
        EventSeries series = talk.replica().get("series");
        assertThat(series.overrides()).hasSize(2);
        assertThat(series.overrides().get(0).summary()).isEqualTo("changed");
        assertThat(series.overrides().get(1).start().toLocal()).isEqualTo("2026-06-24T15:00");
        assertThat(series.overrides().get(1).recurrenceId().toLocal()).isEqualTo("2026-06-22T10:00");
        assertThat(series.master().recurrence())
                .anyMatch(line -> line.equals("EXDATE;TZID=Europe/Berlin:20260316T100000"));
    }

    @Test
    void exceptionThatIsMentionedAlone_touchesItsSeries_whereverItMoved() throws Exception {
        talk.graph.deltas().exceptionsAlone(true).mastersWhereTheyStart(true);
        String master = weekly("series", "2026-03-02", "2027-09-27");
        talk.pull();
        talk.team.changeOccurrence(master, LocalDate.of(2026, 9, 7), "{\"subject\":\"changed\"}");
        talk.reopened().pull();
        assertThat(talk.replica().get("series").overrides()).hasSize(1);
        talk.team.changeOccurrence(master, LocalDate.of(2026, 9, 7), "{\"subject\":\"again\"}");
        talk.reopened().pull();
        assertThat(talk.replica().get("series").overrides().get(0).summary()).isEqualTo("again");
    }

    @Test
    void shortenedSeries_isNotRemovedByTilesThatItLeft() throws Exception {
        String master = weekly("series", "2026-03-02", "2027-09-27");
        talk.pull();
        talk.team.update(master, Events.recurrence("2026-03-02", "2026-04-27"));
        List<RemoteChange> heard = talk.reopened().pull();
        assertThat(heard).noneMatch(change -> change instanceof RemoteChange.Removed);
        assertThat(talk.replica()).containsKey("series");
        assertThat(talk.replica().get("series").master().recurrence().get(0)).contains("UNTIL=20260427");
    }

    @Test
    void eventThatMovedToAnotherTile_orOutOfTheWindow_isStillThere() throws Exception {
        String toOther = single("to another tile", "2026-03-02");
        String toNowhere = single("out of the window", "2026-03-03");
        talk.pull();
        talk.team.update(toOther, Events.times("2027-08-02T10:00:00", "2027-08-02T11:00:00", "UTC"));
        talk.team.update(toNowhere, Events.times("2035-08-02T10:00:00", "2035-08-02T11:00:00", "UTC"));
        List<RemoteChange> heard = talk.reopened().pull();
        assertThat(heard).noneMatch(change -> change instanceof RemoteChange.Removed);
        assertThat(talk.replica()
                        .get("to another tile")
                        .master()
                        .start()
                        .toLocal()
                        .getYear())
                .isEqualTo(2027);
        assertThat(talk.replica()
                        .get("out of the window")
                        .master()
                        .start()
                        .toLocal()
                        .getYear())
                .isEqualTo(2035);
    }

    @Test
    void eventThatMovedToAnotherCalendar_isGoneHere() throws Exception {
        FakeCalendar other = talk.alice.createCalendar("Other");
        String id = single("mover", "2026-03-02");
        String stays = single("stays", "2026-03-02");
        talk.pull();
        talk.team.move(id, other);
        talk.reopened().pull();
        assertThat(talk.replica()).containsOnlyKeys("stays");
        talk.team.move(stays, other);
        talk.reopened().pullEverything();
        assertThat(talk.replica()).isEmpty();
    }

    @Test
    void deletedEvents_areRemoved_andTheNoiseOfOthersIsNot() throws Exception {
        String single = single("single", "2026-03-02");
        String series = weekly("series", "2026-03-02", null);
        talk.pull();
        String outside = single("outside", "2035-03-02");
        talk.team.update(outside, "{\"subject\":\"still outside\"}");
        assertThat(talk.reopened().pull()).isEmpty();
        talk.team.delete(single);
        talk.team.delete(series);
        talk.reopened().pull();
        assertThat(talk.replica()).isEmpty();
    }

    @Test
    void deletedWhileASessionLasts_isNotMissed() throws Exception {
        String id = single("short-lived", "2026-03-02");
        talk.pull();
        talk.team.update(id, "{\"subject\":\"seen again\"}");
        talk.pull();
        talk.team.delete(id);
        talk.pull();
        assertThat(talk.replica()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void forgottenCursor_startsOneTileOver_asADiff(Reset reset) throws Exception {
        single("near", "2026-03-02");
        String moved = single("moved", "2026-03-04");
        String gone = single("gone", "2026-03-05");
        weekly("series", "2026-03-02", null);
        talk.pull();
        talk.team.delete(gone);
        talk.team.update(moved, Events.times("2027-08-02T10:00:00", "2027-08-02T11:00:00", "UTC"));
        talk.graph.deltas().expire(reset);
        talk.graph.requests().reset();
        List<RemoteChange> heard = talk.reopened().pull();
        assertThat(heard)
                .filteredOn(change -> change instanceof RemoteChange.Removed)
                .hasSize(1);
        assertThat(talk.replica()).containsOnlyKeys("near", "moved", "series");
        assertThat(requests(RequestKind.EVENT_GET))
                .as("what is known is not got again")
                .isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void forgottenCursor_onALaterPageOfTheFirstRound_isAValue(Reset reset) throws Exception {
        for (int i = 0; i < 210; i++) {
            single("event " + i, "2026-03-02");
        }
        talk.graph.deltas().resetAtPage(2, reset);
        ChangeQuery first = new ChangeQuery(
                talk.calendarId(), "2026-01-01/2026-04-01", null, null, talk.window, KnownVersions.NONE);
        ChangeResult.MoreChanges page =
                (ChangeResult.MoreChanges) talk.session().changes(first);
        ChangeResult second = talk.session()
                .changes(new ChangeQuery(
                        talk.calendarId(),
                        "2026-01-01/2026-04-01",
                        null,
                        page.next(),
                        talk.window,
                        KnownVersions.NONE));
        assertThat(second).isInstanceOf(ChangeResult.CursorExpired.class);
        talk.pull();
        assertThat(talk.replica()).hasSize(210);
    }

    @Test
    void oddPages_bringTheSame() throws Exception {
        talk.graph
                .deltas()
                .emptyPages(true)
                .duplicates(true)
                .removedInFirstRound(true)
                .shuffled(7);
        for (int i = 0; i < 30; i++) {
            single("event " + i, "2026-03-" + (10 + i % 20));
        }
        talk.team.delete(single("deleted", "2026-03-02"));
        String series = weekly("series", "2026-02-02", null);
        talk.team.changeOccurrence(series, LocalDate.of(2026, 3, 9), "{\"subject\":\"changed\"}");
        talk.pull();
        assertThat(talk.replica()).hasSize(31);
        String edited = talk.team.create(Events.single("edited", "2026-03-02"));
        talk.pull();
        talk.team.update(edited, "{\"subject\":\"edited twice\"}");
        talk.pull();
        assertThat(talk.replica()).hasSize(32).containsKey("edited twice");
    }

    @Test
    void idsThatDifferInCaseOnly_areTwo() throws Exception {
        for (int i = 0; i < 10; i++) {
            single("event " + i, "2026-03-02");
        }
        talk.pull();
        assertThat(talk.links.keySet().stream()
                        .map(id -> id.value().toLowerCase(Locale.ROOT))
                        .distinct()
                        .count())
                .as("the fake makes pairs")
                .isLessThan(10);
        assertThat(talk.replica()).hasSize(10);
    }

    @Test
    void linkToAnotherPlace_getsNoToken() throws Exception {
        single("a", "2026-03-02");
        talk.graph.deltas().linksTo(URI.create("https://graph.example.com"));
        assertThatThrownBy(talk::pull)
                .isInstanceOf(UnrecoverableException.class)
                .hasMessageContaining("does not lead to");
        talk.graph.deltas().linksTo(null);
        talk.pull();
        Checkpoint foreign = new Checkpoint(
                talk.checkpoints.get("2026-01-01/2026-04-01").cursor().replace("http://127.0.0.1", "http://127.0.0.2"),
                "graph-1");
        assertThat(talk.session()
                        .changes(new ChangeQuery(
                                talk.calendarId(),
                                "2026-01-01/2026-04-01",
                                foreign,
                                null,
                                talk.window,
                                KnownVersions.NONE)))
                .isInstanceOf(ChangeResult.CursorExpired.class);
    }

    @Test
    void pauseInTheMiddleOfABatch_keepsWhatArrived_andNothingIsSentBeforeItIsOver() throws Exception {
        for (int i = 0; i < 30; i++) {
            weekly("series " + i, "2026-03-02", "2026-03-09");
        }
        talk.graph.faults().throttle(3, LoggedRequest.of(RequestKind.EVENT_GET), Duration.ofSeconds(30));
        assertThatThrownBy(talk::pull).isInstanceOf(ThrottledException.class);
        assertThat(talk.links).hasSizeBetween(15, 29);
        int sent = talk.graph.requests().count();
        assertThatThrownBy(talk::pull).isInstanceOf(ThrottledException.class);
        assertThat(talk.graph.requests().count())
                .as("nothing before the pause is over")
                .isEqualTo(sent);
        talk.time.advance(Duration.ofSeconds(31));
        talk.graph.requests().reset();
        talk.pull();
        assertThat(talk.replica()).hasSize(30);
        assertThat(requests(RequestKind.EVENT_GET)).as("only what is missing").isLessThanOrEqualTo(15);
    }

    @Test
    void throttling_isToldInBothForms_andByABusyMailbox() throws Exception {
        Instant now = talk.time.now();
        talk.graph.faults().throttle(1, LoggedRequest.of(RequestKind.DELTA), Duration.ofSeconds(90));
        assertThatThrownBy(talk::pull)
                .isInstanceOfSatisfying(
                        ThrottledException.class,
                        e -> assertThat(e.retryAt(now)).contains(now.plusSeconds(90)));
        talk.reopened();
        // A date is held against the answer's own, and the server dates its answers by the clock of the machine.
        talk.graph
                .faults()
                .throttleUntil(
                        1, LoggedRequest.of(RequestKind.DELTA), Instant.now().plusSeconds(120));
        assertThatThrownBy(talk::pull)
                .isInstanceOfSatisfying(
                        ThrottledException.class,
                        e -> assertThat(e.retryAt(now))
                                .hasValueSatisfying(
                                        at -> assertThat(at).isBetween(now.plusSeconds(100), now.plusSeconds(121))));
        talk.reopened();
        talk.graph.faults().busyMailbox(1, LoggedRequest.of(RequestKind.DELTA), Duration.ofSeconds(5));
        assertThatThrownBy(talk::pull).isInstanceOf(ThrottledException.class);
        talk.reopened();
        talk.graph.faults().throttleWithoutHint(1, LoggedRequest.of(RequestKind.DELTA));
        assertThatThrownBy(talk::pull).isInstanceOf(ThrottledException.class);
    }

    @Test
    void eventThatGraphCannotShow_neverStopsTheOthers() throws Exception {
        String bad = weekly("bad", "2026-03-02", null);
        weekly("good", "2026-03-02", null);
        talk.graph
                .faults()
                .fail(
                        1_000,
                        LoggedRequest.of(RequestKind.EVENT_GET).and(LoggedRequest.about(bad.replace("=", "%3D"))),
                        500,
                        "ErrorInternalServerError");
        talk.pull();
        assertThat(talk.replica()).containsOnlyKeys("good");
        assertThat(talk.unreadable).containsExactly(RemoteId.of(bad));
        talk.graph.faults().clear();
        talk.team.update(bad, "{\"subject\":\"mended\"}");
        talk.reopened().pull();
        assertThat(talk.replica()).containsKeys("good", "mended");
        assertThat(talk.unreadable).isEmpty();
    }

    @Test
    void brokenAnswer_isTransient() {
        single("a", "2026-03-02");
        talk.graph.faults().cutReply(9, LoggedRequest.of(RequestKind.DELTA));
        assertThatThrownBy(talk::pull).isInstanceOf(TransientException.class);
    }

    @Test
    void seriesInAZoneThatNobodyNames_cannotBeRead_andASingleEventIsShownInUtc() throws Exception {
        talk.team.create(Events.inPrivateZone(Events.single("single", "2026-03-02")));
        String series = talk.team.create(Events.inPrivateZone(Events.weekly("series", "2026-03-02", null)));
        talk.pull();
        assertThat(talk.replica()).containsOnlyKeys("single");
        assertThat(talk.replica().get("single").master().start())
                .isEqualTo(EventTime.at(Instant.parse("2026-03-02T09:00:00Z")));
        assertThat(talk.unreadable).containsExactly(RemoteId.of(series));
    }
}
