package dev.calsync.provider.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.ThrottledException;
import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventField;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.Capability;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.Rejected;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.provider.graph.testing.LoggedRequest;
import dev.calsync.provider.graph.testing.RequestKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of writes: single ones, batches, series, conflicts, lost answers. */
class EventWritesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDateTime TEN = LocalDateTime.of(2026, 3, 2, 10, 0);

    private Talk talk = Talk.start();

    @AfterEach
    void close() {
        talk.close();
    }

    private static CalendarEvent event(String uid, String title) {
        return CalendarEvent.builder(uid)
                .summary(title)
                .start(EventTime.at(TEN, BERLIN))
                .end(EventTime.at(TEN.plusHours(1), BERLIN))
                .build();
    }

    private static EventSeries single(String uid, String title) {
        return EventSeries.of(event(uid, title));
    }

    private static CalendarEvent daily(String uid, String... lines) {
        List<String> all = new ArrayList<>(List.of("RRULE:FREQ=DAILY;COUNT=10"));
        all.addAll(List.of(lines));
        return event(uid, "daily").toBuilder().recurrence(all).build();
    }

    private static CalendarEvent override(CalendarEvent master, int day, String title) {
        LocalDateTime at = TEN.plusDays(day);
        return master.toBuilder()
                .recurrence(List.of())
                .recurrenceId(EventTime.at(at, BERLIN))
                .start(EventTime.at(at, BERLIN))
                .end(EventTime.at(at.plusHours(1), BERLIN))
                .summary(title)
                .build();
    }

    private static CalendarEvent moved(CalendarEvent master, int day, int days) {
        LocalDateTime at = TEN.plusDays(day);
        return override(master, day, "moved").toBuilder()
                .start(EventTime.at(at.plusDays(days), BERLIN))
                .end(EventTime.at(at.plusDays(days).plusHours(1), BERLIN))
                .build();
    }

    private static EventWrite.Create create(String key, EventSeries series) {
        return new EventWrite.Create(key, series);
    }

    private RemoteSeries made(EventSeries series) throws InterruptedException {
        return written(talk.write(create("make-" + series.uid(), series)));
    }

    private static RemoteSeries written(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Written.class);
        return ((Written) outcome).remote();
    }

    private static RemoteSeries inPart(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.WrittenInPart.class);
        return ((WriteOutcome.WrittenInPart) outcome).remote();
    }

    private static String reason(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Rejected.class);
        return ((Rejected) outcome).reason();
    }

    private int requests(RequestKind kind) {
        return talk.graph.requests().count(kind);
    }

    @Test
    void fiftyWrites_goOutInBatchesOfTwenty_andAreAnsweredInTheirOrder() throws Exception {
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            creates.add(create("key-" + i, single("uid-" + i, "Event " + i)));
        }
        List<WriteOutcome> outcomes = talk.session().write(talk.calendarId(), creates);
        for (int i = 0; i < 50; i++) {
            assertThat(written(outcomes.get(i)).series().uid()).isEqualTo("uid-" + i);
        }
        assertThat(talk.team.size()).isEqualTo(50);
        assertThat(requests(RequestKind.BATCH)).as("5 of lookups, 3 of creates").isEqualTo(8);
    }

    @Test
    void onlyWhatChanged_isSent() {
        CalendarEvent after = event("a", "new title");
        String json = new String(
                EventJson.patch(after, EnumSet.of(EventField.SUMMARY), null), StandardCharsets.UTF_8);
        assertThat(json).isEqualTo("{\"subject\":\"new title\"}");
    }

    @Test
    void whatTheModelDoesNotKnow_survivesAnUpdate() throws Exception {
        RemoteSeries there = made(single("a", "A"));
        talk.team.update(there.id().value(), "{\"importance\":\"high\",\"isOnlineMeeting\":true}");
        talk.pull();
        RemoteSeries now = talk.link(there.id().value());
        EventSeries target =
                EventSeries.of(now.series().master().toBuilder().summary("B").build());
        RemoteSeries after = written(talk.write(new EventWrite.Update("k", now, target)));
        assertThat(after.series().master().extras().get("importance")).containsExactly("\"high\"");
        assertThat(talk.team.event(there.id().value()).path("isOnlineMeeting").asBoolean())
                .isTrue();
    }

    @Test
    void changeThatGraphHasNoPlaceFor_sendsNothing() throws Exception {
        RemoteSeries there = made(single("a", "A"));
        talk.graph.requests().reset();
        EventSeries target = EventSeries.of(
                there.series().master().toBuilder().url("https://example.com/agenda").build());
        RemoteSeries after = written(talk.write(new EventWrite.Update("k", there, target)));
        assertThat(after.series().master().url()).isNull();
        assertThat(talk.graph.requests().count()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"HOLD", "WRITE_SILENTLY"})
    void eventsWithAttendees_areHeld_unlessTheyMayBeTold(AttendeePolicy policy) throws Exception {
        talk.close();
        talk = Talk.with(builder -> builder.attendeePolicy(policy));
        EventSeries meeting = EventSeries.of(event("a", "A").toBuilder()
                .attendees(List.of(new Attendee(
                        new Person("mailto:bob@example.com", "Bob"),
                        AttendeeRole.REQUIRED,
                        ParticipationStatus.NEEDS_ACTION,
                        true)))
                .build());
        assertThat(reason(talk.write(create("k", meeting)))).startsWith("held: others are invited");
        RemoteSeries alone = made(single("b", "B"));
        EventSeries invites = EventSeries.of(
                alone.series().master().toBuilder().attendees(meeting.master().attendees()).build());
        assertThat(reason(talk.write(new EventWrite.Update("k", alone, invites)))).startsWith("held");
        assertThat(talk.alice.mails()).isZero();
        assertThat(talk.team.size()).isEqualTo(1);
    }

    @Test
    void whatGraphCannotHold_isRefused_andNothingIsSent() throws Exception {
        CalendarEvent floating = event("a", "A").toBuilder()
                .start(EventTime.floating(TEN))
                .end(EventTime.floating(TEN.plusHours(1)))
                .build();
        CalendarEvent nowhere = event("a", "A").toBuilder()
                .start(new EventTime.Zoned(TEN, "Nowhere/Land"))
                .end(null)
                .build();
        CalendarEvent extra = daily("a", "RDATE;TZID=Europe/Berlin:20260401T100000");
        CalendarEvent backwards = event("a", "A").toBuilder()
                .end(EventTime.at(TEN.minusHours(1), BERLIN))
                .build();
        CalendarEvent strange = override(daily("a"), 40, "outside");
        talk.graph.requests().reset();
        assertThat(reason(talk.write(create("1", EventSeries.of(floating))))).contains("without a zone");
        assertThat(reason(talk.write(create("2", EventSeries.of(nowhere))))).contains("Nowhere/Land");
        assertThat(reason(talk.write(create("3", EventSeries.of(extra))))).contains("RDATE");
        assertThat(reason(talk.write(create("4", EventSeries.of(backwards))))).contains("ends before");
        assertThat(reason(talk.write(create("5", EventSeries.of(override(daily("a"), 2, "alone"))))))
                .contains("single instances");
        assertThat(strange.recurrenceId()).isNotNull();
        assertThat(talk.graph.requests().count()).isZero();
    }

    @Test
    void tagThatMovedByItself_isReadOnce_andTheWriteIsSentForTheNewOne() throws Exception {
        RemoteSeries there = made(single("a", "A"));
        talk.team.touch(there.id().value());
        RemoteSeries after = written(talk.write(new EventWrite.Update("k", there, single("a", "B"))));
        assertThat(after.series().master().summary()).isEqualTo("B");
        talk.graph.faults().irresolvableConflict(1, LoggedRequest.of(RequestKind.EVENT_PATCH));
        written(talk.write(new EventWrite.Update("k2", after, single("a", "C"))));
        assertThat(requests(RequestKind.EVENT_PATCH)).isEqualTo(4);
    }

    @Test
    void conflictThatStays_isAValue() throws Exception {
        RemoteSeries there = made(single("a", "A"));
        talk.graph.faults().irresolvableConflict(9, LoggedRequest.of(RequestKind.EVENT_PATCH));
        assertThat(talk.write(new EventWrite.Update("k", there, single("a", "B"))))
                .isInstanceOf(WriteOutcome.PreconditionFailed.class);
        assertThat(requests(RequestKind.EVENT_PATCH)).as("one re-read, one more try").isEqualTo(2);
        talk.graph.faults().clear();
        talk.team.update(there.id().value(), "{\"subject\":\"theirs\"}");
        assertThat(talk.write(new EventWrite.Delete("k2", there))).isInstanceOf(WriteOutcome.PreconditionFailed.class);
        assertThat(talk.team.size()).isEqualTo(1);
    }

    @Test
    void pauseInTheMiddleOfABatch_leavesOnlyTheUnfinishedOpen() throws Exception {
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            creates.add(create("key-" + i, single("uid-" + i, "Event " + i)));
        }
        talk.graph.faults().throttle(3, LoggedRequest.of(RequestKind.EVENT_CREATE), Duration.ofSeconds(20));
        List<WriteOutcome> outcomes = talk.session().write(talk.calendarId(), creates);
        assertThat(outcomes).filteredOn(Written.class::isInstance).hasSize(7);
        assertThat(outcomes).filteredOn(Unknown.class::isInstance).hasSize(3);
        assertThat(requests(RequestKind.EVENT_CREATE)).as("nothing is sent twice").isEqualTo(10);
        int open = outcomes.indexOf(outcomes.stream()
                .filter(Unknown.class::isInstance)
                .findFirst()
                .orElseThrow());
        EventWrite write = creates.get(open);
        assertThatThrownBy(() -> talk.session().resolve(talk.calendarId(), write))
                .as("not before the pause is over")
                .isInstanceOf(ThrottledException.class);
        talk.time.advance(Duration.ofSeconds(21));
        assertThat(talk.session().resolve(talk.calendarId(), write)).isInstanceOf(WriteOutcome.NotApplied.class);
        written(talk.write(write));
    }

    @Test
    void pauseBeforeAnything_isThrown() {
        talk.graph.faults().throttle(1, LoggedRequest.of(RequestKind.EVENT_CREATE), Duration.ofSeconds(20));
        assertThatThrownBy(() -> talk.write(create("k", single("a", "A")))).isInstanceOf(ThrottledException.class);
    }

    @Test
    void lostAnswer_isUnknown_andFoundAgainByItsKey() throws Exception {
        EventWrite.Create create = create("k", single("a", "A"));
        talk.graph.faults().loseReply(1, LoggedRequest.of(RequestKind.EVENT_CREATE));
        assertThat(talk.write(create)).isInstanceOf(Unknown.class);
        RemoteSeries there = written(talk.reopened().session().resolve(talk.calendarId(), create));
        assertThat(there.series().uid()).isEqualTo("a");
        talk.graph.faults().loseReply(1, LoggedRequest.of(RequestKind.EVENT_PATCH));
        EventWrite.Update update = new EventWrite.Update("k2", there, single("a", "B"));
        assertThat(talk.write(update)).isInstanceOf(Unknown.class);
        RemoteSeries after = written(talk.session().resolve(talk.calendarId(), update));
        talk.graph.faults().loseReply(1, LoggedRequest.of(RequestKind.EVENT_DELETE));
        EventWrite.Delete delete = new EventWrite.Delete("k3", after);
        assertThat(talk.write(delete)).isInstanceOf(Unknown.class);
        assertThat(talk.session().resolve(talk.calendarId(), delete)).isInstanceOf(WriteOutcome.Deleted.class);
        assertThat(talk.team.size()).isZero();
    }

    @Test
    void answersOfAWholeBatchThatAreLost_areUnknown_andNothingIsMadeTwice() throws Exception {
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            creates.add(create("key-" + i, single("uid-" + i, "Event " + i)));
        }
        // The first three batches are lookups.
        talk.graph.faults().loseReply(1, request -> request.kind() == RequestKind.BATCH && talk.team.size() >= 20);
        List<WriteOutcome> outcomes = talk.session().write(talk.calendarId(), creates);
        assertThat(outcomes).anyMatch(Unknown.class::isInstance);
        for (int i = 0; i < 25; i++) {
            if (outcomes.get(i) instanceof Unknown) {
                written(talk.session().resolve(talk.calendarId(), creates.get(i)));
            }
        }
        assertThat(talk.team.size()).isEqualTo(25);
    }

    @Test
    void sameCreateSentAgain_makesNothingNew() throws Exception {
        EventWrite.Create create = create("k", single("a", "A"));
        RemoteSeries first = written(talk.write(create));
        assertThat(talk.write(create)).isInstanceOf(Unknown.class);
        assertThat(written(talk.session().resolve(talk.calendarId(), create)).id())
                .isEqualTo(first.id());
        assertThat(talk.team.size()).isEqualTo(1);
    }

    @Test
    void eventOfTheSameUid_whoeverMadeIt_standsInTheWay() throws Exception {
        String id = talk.team.create(Events.single("theirs", "2026-03-02"));
        String uid = talk.team.event(id).path("iCalUId").asText();
        WriteOutcome outcome = talk.write(create("k", single(uid, "mine")));
        assertThat(outcome).isEqualTo(new WriteOutcome.AlreadyExists(RemoteId.of(id)));
        RemoteSeries ours = made(single("ours", "A"));
        assertThat(talk.write(create("other key", single("ours", "B"))))
                .isEqualTo(new WriteOutcome.AlreadyExists(ours.id()));
    }

    @Test
    void longUid_isKept() throws Exception {
        String uid = "u".repeat(500) + " 'quoted' & ümlaut";
        EventWrite.Create create = create("k", single(uid, "A"));
        RemoteSeries there = written(talk.write(create));
        assertThat(written(talk.session().resolve(talk.calendarId(), create)).id())
                .isEqualTo(there.id());
        assertThat(talk.write(create("k2", single(uid, "B")))).isInstanceOf(WriteOutcome.AlreadyExists.class);
    }

    @Test
    void overridesAndCancellations_areWrittenDayByDay() throws Exception {
        CalendarEvent master = daily("a", "EXDATE;TZID=Europe/Berlin:20260304T100000,20260306T100000");
        EventSeries series = EventSeries.of(master, List.of(override(master, 1, "one"), moved(master, 8, 20)));
        RemoteSeries there = made(EventSeries.of(master, List.of(override(master, 1, "one"))));
        assertThat(there.series().overrides()).hasSize(1);
        assertThat(there.series().master().recurrence()).isEqualTo(master.recurrence());
        EventSeries target = EventSeries.of(
                daily("a", "EXDATE;TZID=Europe/Berlin:20260304T100000,20260306T100000,20260309T100000"),
                List.of(override(master, 1, "one"), override(master, 5, "five")));
        RemoteSeries after = written(talk.write(new EventWrite.Update("k", there, target)));
        assertThat(Alike.same(after.series(), target)).isTrue();
        assertThat(series.overrides()).hasSize(2);
        EventSeries reset = EventSeries.of(target.master(), List.of(override(master, 5, "five")));
        RemoteSeries last = written(talk.write(new EventWrite.Update("k2", after, reset)));
        assertThat(last.series().overrides()).hasSize(1);
        assertThat(Alike.same(talk.reopened().everything().get("a"), reset)).isTrue();
    }

    @Test
    void newTimes_keepTheOverridesAndCancellationsThatAreWanted() throws Exception {
        CalendarEvent master = daily("a", "EXDATE;TZID=Europe/Berlin:20260304T100000");
        RemoteSeries there = made(EventSeries.of(master, List.of(override(master, 1, "one"))));
        CalendarEvent later = master.toBuilder()
                .start(EventTime.at(TEN.plusHours(2), BERLIN))
                .end(EventTime.at(TEN.plusHours(3), BERLIN))
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=10", "EXDATE;TZID=Europe/Berlin:20260304T120000"))
                .build();
        LocalDateTime instance = TEN.plusDays(1).plusHours(2);
        CalendarEvent one = later.toBuilder()
                .recurrence(List.of())
                .recurrenceId(EventTime.at(instance, BERLIN))
                .start(EventTime.at(instance, BERLIN))
                .end(EventTime.at(instance.plusHours(1), BERLIN))
                .summary("one")
                .build();
        EventSeries target = EventSeries.of(later, List.of(one));
        RemoteSeries after = written(talk.write(new EventWrite.Update("k", there, target)));
        assertThat(Alike.same(after.series(), target)).isTrue();
    }

    @Test
    void cancelledOccurrence_cannotComeBack_unlessTheSeriesBeginsAnew() throws Exception {
        CalendarEvent master = daily("a", "EXDATE;TZID=Europe/Berlin:20260304T100000");
        RemoteSeries there = made(EventSeries.of(master));
        assertThat(reason(talk.write(new EventWrite.Update("k", there, EventSeries.of(daily("a"))))))
                .contains("comes back");
        EventSeries longer = EventSeries.of(
                daily("a").toBuilder().recurrence(List.of("RRULE:FREQ=DAILY;COUNT=12")).build());
        RemoteSeries after = written(talk.write(new EventWrite.Update("k2", there, longer)));
        assertThat(Alike.same(after.series(), longer)).isTrue();
    }

    @Test
    void occurrenceMovedPastItsNeighbour_isRefused_andWhatElseWasWrittenStays() throws Exception {
        CalendarEvent master = daily("a");
        RemoteSeries there = made(EventSeries.of(master));
        EventSeries crossing = EventSeries.of(master, List.of(moved(master, 2, 2)));
        assertThat(reason(talk.write(new EventWrite.Update("k", there, crossing)))).contains("CrossingBoundary");
        EventSeries both = EventSeries.of(master, List.of(override(master, 6, "fine"), moved(master, 2, 2)));
        RemoteSeries part = inPart(talk.write(new EventWrite.Update("k2", there, both)));
        assertThat(part.series().overrides()).extracting(CalendarEvent::summary).containsExactly("fine");
        assertThat(reason(talk.write(new EventWrite.Update("k3", part, both)))).contains("CrossingBoundary");
    }

    @Test
    void seriesThatStoppedInTheMiddle_isFinishedOntoWhatIsThere() throws Exception {
        CalendarEvent master = daily("a");
        EventSeries wanted = EventSeries.of(master, List.of(override(master, 1, "one"), override(master, 3, "three")));
        EventWrite.Create create = create("k", wanted);
        talk.graph.faults().drop(1, LoggedRequest.of(RequestKind.EVENT_PATCH));
        assertThat(talk.write(create)).isInstanceOf(Unknown.class);
        RemoteSeries part = inPart(talk.reopened().session().resolve(talk.calendarId(), create));
        assertThat(part.series().overrides()).isEmpty();
        RemoteSeries after = written(talk.write(new EventWrite.Update("k2", part, wanted)));
        assertThat(Alike.same(after.series(), wanted)).isTrue();
        assertThat(talk.team.size()).isEqualTo(1);
    }

    @Test
    void zoneThatSharesItsWindowsName_comesBackFromAWriteAsItWas() throws Exception {
        ZoneId rome = ZoneId.of("Europe/Rome");
        EventSeries series = EventSeries.of(event("a", "A").toBuilder()
                .start(EventTime.at(TEN, rome))
                .end(EventTime.at(TEN.plusHours(1), rome))
                .build());
        RemoteSeries there = made(series);
        assertThat(there.series().master().start()).isEqualTo(EventTime.at(TEN, rome));
        assertThat(talk.reopened().everything().get("a").master().start())
                .as("read anew, it has the name that the tz database gives first")
                .isEqualTo(EventTime.at(TEN, BERLIN));
        assertThat(talk.session().resolve(talk.calendarId(), create("make-a", series)))
                .isInstanceOf(Written.class);
    }

    @Test
    void readOnlyCalendar_refusesTheEvent() throws Exception {
        talk.team.readOnly(true);
        assertThat(reason(talk.write(create("k", single("a", "A"))))).contains("may not write");
        assertThat(talk.session().capabilities(talk.calendarId()))
                .doesNotContain(Capability.WRITE);
    }
}
