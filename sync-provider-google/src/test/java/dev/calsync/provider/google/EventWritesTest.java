package dev.calsync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.ThrottledException;
import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventStatus;
import dev.calsync.model.EventTime;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.provider.google.testing.Oddity;
import dev.calsync.reconcile.SeriesDiff;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creates, updates and deletes: what is sent, and what its answers mean. */
class EventWritesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDateTime TEN = LocalDateTime.of(2026, 3, 2, 10, 0);

    private Conversation talk;

    @BeforeEach
    void begin() throws Exception {
        talk = new Conversation();
    }

    @AfterEach
    void end() {
        talk.close();
    }

    private void with(AttendeePolicy policy) throws InterruptedException {
        talk.close();
        talk = new Conversation(builder -> builder.attendeePolicy(policy));
    }

    private static EventTime at(int day, int hour) {
        return EventTime.at(TEN.plusDays(day).withHour(hour), BERLIN);
    }

    private static CalendarEvent event(String uid) {
        return CalendarEvent.builder(uid)
                .summary("Summary of " + uid)
                .start(at(0, 10))
                .end(at(0, 11))
                .build();
    }

    private static CalendarEvent daily(String uid) {
        return event(uid).toBuilder()
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=10"))
                .build();
    }

    private static CalendarEvent moved(CalendarEvent master, int day) {
        return Instances.derive(master, at(day, 10)).toBuilder()
                .summary("Moved " + day)
                .start(at(day, 14))
                .end(at(day, 15))
                .build();
    }

    private RemoteSeries written(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Written.class);
        return ((WriteOutcome.Written) outcome).remote();
    }

    private RemoteSeries create(String key, EventSeries series) throws InterruptedException {
        RemoteSeries made = written(talk.write(new EventWrite.Create(key, series)));
        talk.traffic();
        return made;
    }

    private RemoteSeries update(RemoteSeries current, EventSeries target) throws InterruptedException {
        RemoteSeries now = written(talk.write(new EventWrite.Update("key-of-update", current, target)));
        assertThere(now, target);
        return now;
    }

    /** What the write says is there, is there, and is what was to be. */
    private void assertThere(RemoteSeries said, EventSeries target) throws InterruptedException {
        assertThat(SeriesDiff.between(target, said.series()).changes()).isEmpty();
        Conversation.Replica replica = talk.replica();
        replica.pull();
        RemoteSeries there = replica.events().get(said.id());
        assertThat(SeriesDiff.between(target, there.series()).changes()).isEmpty();
        assertThat(there.etag()).isEqualTo(said.etag());
        assertThat(there.parts()).isEqualTo(said.parts());
    }

    @Test
    void create_givesTheIdThatItsKeyMakes_andTakesTwoRequests() throws Exception {
        RemoteSeries made = written(talk.write(new EventWrite.Create("key-1", EventSeries.of(event("a")))));
        assertThat(made.id().value()).isEqualTo(EventIds.of("key-1", 0)).matches("[0-9a-v]{32}");
        assertThat(talk.traffic()).isEqualTo(Map.of("events.list", 1L, "events.insert", 1L));
        assertThere(made, EventSeries.of(event("a")));
    }

    @Test
    void createThatIsSentAgain_meetsItsOwnEvent() throws Exception {
        EventWrite.Create create = new EventWrite.Create("key-1", EventSeries.of(event("a")));
        RemoteSeries first = written(talk.write(create));
        RemoteSeries second = written(talk.write(create));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(talk.team().events()).hasSize(1);
    }

    @Test
    void createOfWhatWasDeleted_usesTheNextId() throws Exception {
        EventWrite.Create create = new EventWrite.Create("key-1", EventSeries.of(event("a")));
        RemoteSeries first = written(talk.write(create));
        talk.team().delete(first.id().value());
        RemoteSeries second = written(talk.write(create));
        assertThat(second.id().value()).isEqualTo(EventIds.of("key-1", 1));
        assertThere(second, EventSeries.of(event("a")));
    }

    @Test
    void createWhoseAnswerIsLost_isFoundByItsId() throws Exception {
        EventWrite.Create create = new EventWrite.Create("key-1", EventSeries.of(event("a")));
        talk.google().faults().loseReply(1, LoggedRequest.of("events.insert"));
        assertThat(talk.write(create)).isInstanceOf(WriteOutcome.Unknown.class);
        assertThere(written(talk.resolve(create)), EventSeries.of(event("a")));
        EventWrite.Create other = new EventWrite.Create("key-2", EventSeries.of(event("b")));
        talk.google().faults().drop(1, LoggedRequest.of("events.insert"));
        assertThat(talk.write(other)).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(talk.resolve(other)).isEqualTo(new WriteOutcome.NotApplied());
        assertThat(talk.team().events()).hasSize(1);
    }

    @Test
    void createOfWhatSomebodyDeletedMeanwhile_isNotThere() throws Exception {
        EventWrite.Create create = new EventWrite.Create("key-1", EventSeries.of(event("a")));
        RemoteSeries made = written(talk.write(create));
        talk.team().delete(made.id().value());
        assertThat(talk.resolve(create)).isEqualTo(new WriteOutcome.NotFound());
    }

    @Test
    void createOfAUidThatIsThere_namesTheOneThatIs() throws Exception {
        ApiEvents.put(talk.team(), EventSeries.of(event("theirs")));
        String id = ApiEvents.idOf(talk.team(), "theirs");
        assertThat(talk.write(new EventWrite.Create("key-1", EventSeries.of(event("theirs")))))
                .isEqualTo(new WriteOutcome.AlreadyExists(RemoteId.of(id)));
        talk.team().delete(id);
        assertThat(talk.write(new EventWrite.Create("key-1", EventSeries.of(event("theirs")))))
                .isInstanceOf(WriteOutcome.Written.class);
    }

    @Test
    void seriesIsMadeWithItsOverrides() throws Exception {
        CalendarEvent master = daily("s").toBuilder()
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=10", "EXDATE;TZID=Europe/Berlin:20260306T100000"))
                .build();
        EventSeries series = EventSeries.of(master, List.of(moved(master, 1), moved(master, 3)));
        assertThere(written(talk.write(new EventWrite.Create("key-1", series))), series);
        assertThat(talk.google().requests().count(LoggedRequest.of("events.insert")))
                .isEqualTo(1);
        assertThat(talk.google().requests().count(LoggedRequest.of("events.patch")))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"events.insert,1", "events.patch,1", "events.patch,2"})
    void seriesThatIsMadeHalf_goesOnWhereItStopped(String kind, int lostAt) throws Exception {
        CalendarEvent master = daily("s");
        EventSeries series = EventSeries.of(master, List.of(moved(master, 1), moved(master, 3)));
        EventWrite.Create create = new EventWrite.Create("key-1", series);
        int[] seen = {0};
        talk.google().faults().loseReply(1, LoggedRequest.of(kind).and(request -> ++seen[0] == lostAt));
        assertThat(talk.write(create)).isInstanceOf(WriteOutcome.Unknown.class);
        WriteOutcome found = talk.resolve(create);
        if (lostAt == 2) {
            assertThat(found).isInstanceOf(WriteOutcome.Written.class);
        } else {
            assertThat(found).as("not all of it took effect").isEqualTo(new WriteOutcome.NotApplied());
        }
        assertThere(written(talk.write(create)), series);
        assertThat(talk.team().events()).hasSize(3);
    }

    @Test
    void updateSendsWhatDiffers_andNamesTheState() throws Exception {
        RemoteSeries made = create("key-1", EventSeries.of(event("a")));
        talk.team().patch(made.id().value(), "{\"reminders\":{\"useDefault\":false},\"colorId\":\"3\"}");
        Conversation.Replica replica = talk.replica();
        replica.pull();
        RemoteSeries current = replica.events().get(made.id());
        talk.traffic();
        update(
                current,
                current.series().map(part -> part.toBuilder().location("Room").build()));
        LoggedRequest patch = talk.google()
                .requests()
                .matching(LoggedRequest.of("events.patch"))
                .get(0);
        assertThat(patch.body()).isEqualTo("{\"location\":\"Room\"}");
        assertThat(patch.header("If-Match")).isEqualTo(String.valueOf(current.etag()));
        assertThat(patch.query("sendUpdates")).isEmpty();
        assertThat(talk.team().event(made.id().value()).orElseThrow()).contains("\"colorId\":\"3\"");
    }

    @Test
    void updateOfAStaleState_isRefused_andFoundOut() throws Exception {
        RemoteSeries made = create("key-1", EventSeries.of(event("a")));
        EventSeries target =
                EventSeries.of(event("a").toBuilder().summary("Mine").build());
        EventWrite.Update update = new EventWrite.Update("key-2", made, target);
        assertThat(talk.resolve(update)).isEqualTo(new WriteOutcome.NotApplied());
        talk.team().patch(made.id().value(), "{\"summary\":\"Theirs\"}");
        assertThat(talk.write(update)).isEqualTo(new WriteOutcome.PreconditionFailed());
        assertThat(talk.resolve(update)).isEqualTo(new WriteOutcome.PreconditionFailed());
        talk.team().delete(made.id().value());
        assertThat(talk.write(update)).isIn(new WriteOutcome.PreconditionFailed(), new WriteOutcome.NotFound());
        assertThat(talk.resolve(update)).isEqualTo(new WriteOutcome.NotFound());
    }

    @Test
    void updateWithoutATag_looksFirst() throws Exception {
        RemoteSeries made = create("key-1", EventSeries.of(event("a")));
        RemoteSeries untagged = RemoteSeries.of(made.id(), null, made.series(), null);
        EventSeries target =
                EventSeries.of(event("a").toBuilder().summary("Mine").build());
        update(untagged, target);
        RemoteSeries stale = RemoteSeries.of(made.id(), null, made.series(), null);
        assertThat(talk.write(new EventWrite.Update(
                        "key-3",
                        stale,
                        EventSeries.of(event("a").toBuilder().summary("x").build()))))
                .isEqualTo(new WriteOutcome.PreconditionFailed());
    }

    @Test
    void overridesComeAndGo() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master));
        now = update(now, EventSeries.of(master, List.of(moved(master, 1))));
        now = update(now, EventSeries.of(master, List.of(moved(master, 1), moved(master, 2))));
        CalendarEvent renamed = moved(master, 1).toBuilder().summary("Renamed").build();
        now = update(now, EventSeries.of(master, List.of(renamed, moved(master, 2))));
        CalendarEvent without = excluding(master, 2);
        now = update(now, EventSeries.of(without, List.of(renamed)));
        now = update(now, EventSeries.of(excluding(without, 3), List.of(renamed)));
        now = update(now, EventSeries.of(without, List.of(renamed, moved(master, 3))));
        assertThat(now.parts()).hasSize(3);
        assertThat(talk.google().requests().matching(LoggedRequest.of("events.patch")))
                .as("exclusions are single instances, the master is left alone")
                .allMatch(request -> !request.body().contains("recurrence"));
    }

    private static CalendarEvent excluding(CalendarEvent master, int day) {
        return master.toBuilder()
                .recurrence(RecurrenceDates.excluding(master.recurrence(), List.of(at(day, 10))))
                .build();
    }

    @Test
    void overrideThatIsTakenAway_isWhatItsSeriesSays() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master, List.of(moved(master, 1))));
        RemoteSeries then = written(talk.write(new EventWrite.Update("k", now, EventSeries.of(master))));
        CalendarEvent left = then.series().overrides().get(0);
        assertThat(EventBody.differing(Instances.derive(master, at(1, 10)), left))
                .isEmpty();
    }

    @Test
    void overrideThatIsCalledOff_isAnExclusion() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master));
        CalendarEvent off =
                moved(master, 1).toBuilder().status(EventStatus.CANCELLED).build();
        RemoteSeries then = written(talk.write(new EventWrite.Update("k", now, EventSeries.of(master, List.of(off)))));
        assertThat(SeriesDiff.between(EventSeries.of(excluding(master, 1)), then.series())
                        .changes())
                .isEmpty();
    }

    @Test
    void newRule_takesAllExclusionsWithIt_andOverridesAreMadeAgain() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now =
                create("key-1", EventSeries.of(excluding(master, 5), List.of(moved(master, 1), moved(master, 8))));
        CalendarEvent shorter = excluding(master, 5).toBuilder()
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=7", "EXDATE;TZID=Europe/Berlin:20260307T100000"))
                .build();
        now = update(now, EventSeries.of(shorter, List.of(moved(master, 1))));
        CalendarEvent later = shorter.toBuilder()
                .start(at(0, 12))
                .end(at(0, 13))
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=7"))
                .build();
        CalendarEvent override =
                Instances.derive(later, at(1, 12)).toBuilder().summary("New").build();
        update(now, EventSeries.of(later, List.of(override)));
    }

    @Test
    void changeOfMasterAndOverrides_isOneUpdate() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master, List.of(moved(master, 1))));
        CalendarEvent renamed =
                master.toBuilder().summary("All").location("Room").build();
        CalendarEvent override = moved(master, 1).toBuilder().summary("One").build();
        update(now, EventSeries.of(renamed, List.of(override, moved(renamed, 2))));
    }

    @Test
    void instanceThatSomebodyElseChanged_isNotOverwritten() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master));
        talk.team().patch(EventIds.instance(now.id().value(), at(1, 10)), "{\"summary\":\"Theirs\"}");
        assertThat(talk.write(new EventWrite.Update("k", now, EventSeries.of(master, List.of(moved(master, 1))))))
                .isEqualTo(new WriteOutcome.PreconditionFailed());
        assertThat(talk.team()
                        .event(EventIds.instance(now.id().value(), at(1, 10)))
                        .orElseThrow())
                .contains("Theirs");
        talk.team().patch(EventIds.instance(now.id().value(), at(2, 10)), "{\"location\":\"Their room\"}");
        CalendarEvent renamed =
                Instances.derive(master, at(2, 10)).toBuilder().summary("Mine").build();
        WriteOutcome both = talk.write(new EventWrite.Update("k", now, EventSeries.of(master, List.of(renamed))));
        assertThat(written(both).series().override(at(2, 10)).orElseThrow().location())
                .as("another field is nobody's conflict")
                .isEqualTo("Their room");
    }

    @Test
    void instanceThatIsOvertakenInBetween_isLookedAtAgain() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master));
        talk.google().faults().fail(1, LoggedRequest.of("events.patch"), 412, "conditionNotMet");
        update(now, EventSeries.of(master, List.of(moved(master, 1))));
        talk.google().faults().fail(3, LoggedRequest.of("events.patch"), 412, "conditionNotMet");
        assertThat(talk.write(new EventWrite.Update("k", now, EventSeries.of(master, List.of(moved(master, 2))))))
                .isEqualTo(new WriteOutcome.PreconditionFailed());
    }

    @Test
    void overrideOfAnInstanceThatIsNot_isRefused() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master));
        CalendarEvent stray =
                moved(master, 1).toBuilder().recurrenceId(at(1, 9)).build();
        assertThat(talk.write(new EventWrite.Update("k", now, EventSeries.of(master, List.of(stray)))))
                .isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void deleteOfASeries_isRefused_ifAnExceptionWasMadeMeanwhile() throws Exception {
        CalendarEvent master = daily("s");
        RemoteSeries now = create("key-1", EventSeries.of(master, List.of(moved(master, 1))));
        talk.team().patch(EventIds.instance(now.id().value(), at(2, 10)), "{\"summary\":\"Theirs\"}");
        assertThat(talk.write(new EventWrite.Delete("k", now))).isEqualTo(new WriteOutcome.PreconditionFailed());
        Conversation.Replica replica = talk.replica();
        replica.pull();
        assertThat(talk.write(new EventWrite.Delete("k", replica.events().get(now.id()))))
                .isEqualTo(new WriteOutcome.Deleted());
        assertThat(talk.team().events()).isEmpty();
        assertThat(talk.resolve(new EventWrite.Delete("k", now))).isEqualTo(new WriteOutcome.Deleted());
        assertThat(talk.write(new EventWrite.Delete("k", now))).isEqualTo(new WriteOutcome.NotFound());
    }

    @Test
    void deleteOfWhatIsDeleted_findsNothing() throws Exception {
        RemoteSeries made = create("key-1", EventSeries.of(event("a")));
        talk.google().faults().fail(1, LoggedRequest.of("events.delete"), 410, "deleted");
        assertThat(talk.write(new EventWrite.Delete("k", made))).isEqualTo(new WriteOutcome.NotFound());
    }

    @Test
    void lostAnswers_areFoundOutByReadingBack() throws Exception {
        RemoteSeries made = create("key-1", EventSeries.of(event("a")));
        EventWrite.Update update = new EventWrite.Update(
                "k", made, EventSeries.of(event("a").toBuilder().summary("New").build()));
        talk.google().faults().loseReply(1, LoggedRequest.of("events.patch"));
        assertThat(talk.write(update)).isInstanceOf(WriteOutcome.Unknown.class);
        RemoteSeries now = written(talk.resolve(update));
        talk.google().faults().fail(1, LoggedRequest.of("events.delete"), 500, "backendError");
        EventWrite.Delete delete = new EventWrite.Delete("k2", now);
        assertThat(talk.write(delete)).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(talk.resolve(delete)).isEqualTo(new WriteOutcome.NotApplied());
        talk.google().faults().cutReply(1, LoggedRequest.of("events.delete"));
        talk.write(delete);
        assertThat(talk.resolve(delete)).isEqualTo(new WriteOutcome.Deleted());
    }

    private static CalendarEvent meeting(String uid) {
        return event(uid).toBuilder()
                .attendees(List.of(new Attendee(
                        new Person("mailto:bob@example.com", "Bob"),
                        AttendeeRole.REQUIRED,
                        ParticipationStatus.NEEDS_ACTION,
                        false)))
                .build();
    }

    @Test
    void meetingsAreHeld_unlessTheHostSaysOtherwise() throws Exception {
        assertThat(talk.write(new EventWrite.Create("key-1", EventSeries.of(meeting("m")))))
                .isInstanceOf(WriteOutcome.Rejected.class)
                .asString()
                .contains("HOLD");
        assertThat(talk.traffic()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"WRITE_SILENTLY,none", "WRITE_AND_NOTIFY,all"})
    void meetingsAreWritten_andGoogleIsToldWhomToTell(AttendeePolicy policy, String sendUpdates) throws Exception {
        with(policy);
        RemoteSeries made = written(talk.write(new EventWrite.Create("key-1", EventSeries.of(meeting("m")))));
        Conversation.Replica replica = talk.replica();
        replica.pull();
        RemoteSeries now = replica.events().get(made.id());
        assertThat(now.series().master().organizer())
                .as("where others are invited")
                .isNotNull();
        EventSeries target = now.series()
                .map(part -> part.toBuilder()
                        .attendees(List.of(
                                part.attendees().get(0),
                                new Attendee(
                                        new Person("mailto:carol@example.com", null),
                                        AttendeeRole.OPTIONAL,
                                        ParticipationStatus.NEEDS_ACTION,
                                        false)))
                        .build());
        RemoteSeries then = update(now, target);
        assertThat(talk.write(new EventWrite.Delete("k", then))).isEqualTo(new WriteOutcome.Deleted());
        assertThat(talk.google().requests().all())
                .filteredOn(request -> !request.method().equals("GET"))
                .hasSize(3)
                .allMatch(request -> request.query("sendUpdates").equals(sendUpdates));
        assertThat(talk.google().mails().isEmpty()).isEqualTo(policy == AttendeePolicy.WRITE_SILENTLY);
    }

    @Test
    void guestListThatIsNotWhole_isNeverWritten() throws Exception {
        with(AttendeePolicy.WRITE_SILENTLY);
        RemoteSeries made = create("key-1", EventSeries.of(meeting("m")));
        CalendarEvent cut = made.series().master().toBuilder()
                .extras(dev.calsync.model.Extras.of(Map.of("attendeesOmitted", List.of("true"))))
                .build();
        RemoteSeries omitted = RemoteSeries.of(made.id(), made.etag(), EventSeries.of(cut), null);
        CalendarEvent none = cut.toBuilder().attendees(List.of()).build();
        assertThat(talk.write(new EventWrite.Update("k", omitted, EventSeries.of(none))))
                .isInstanceOf(WriteOutcome.Rejected.class);
        CalendarEvent renamed = cut.toBuilder().summary("Other").build();
        assertThat(talk.write(new EventWrite.Update("k", omitted, EventSeries.of(renamed))))
                .isInstanceOf(WriteOutcome.Written.class);
        assertThat(talk.google().requests().matching(LoggedRequest.of("events.patch")))
                .allMatch(request -> !request.body().contains("attendees"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"birthday", "fromGmail", "outOfOffice", "focusTime", "workingLocation"})
    void eventsOfGooglesOwnTypes_areReadOnly(String type) throws Exception {
        String json = "{\"eventType\":\"" + type + "\",\"summary\":\"x\",\"start\":{\"date\":\"2026-03-02\"},"
                + "\"end\":{\"date\":\"2026-03-03\"}}";
        talk.google()
                .faults()
                .answer(
                        1,
                        LoggedRequest.of("events.list"),
                        200,
                        Map.of("Content-Type", "application/json"),
                        "{\"items\":[" + json.replaceFirst("\\{", "{\"id\":\"special\",\"etag\":\"\\\\\"1\\\\\"\",")
                                + "],\"nextSyncToken\":\"s\"}");
        Conversation.Replica replica = talk.replica();
        replica.pull();
        RemoteSeries special = replica.byId("special");
        talk.traffic();
        UnaryOperator<CalendarEvent> rename =
                event -> event.toBuilder().summary("y").build();
        assertThat(talk.write(
                        new EventWrite.Update("k", special, special.series().map(rename))))
                .isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(talk.write(new EventWrite.Delete("k", special))).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(talk.traffic()).isEmpty();
    }

    @Test
    void whatGoogleCannotHold_isRefusedHere() throws Exception {
        CalendarEvent off = event("a").toBuilder().status(EventStatus.CANCELLED).build();
        assertThat(talk.write(new EventWrite.Create("k", EventSeries.of(off))))
                .isInstanceOf(WriteOutcome.Rejected.class);
        CalendarEvent alone = moved(daily("s"), 1);
        assertThat(talk.write(new EventWrite.Create("k", EventSeries.of(alone))))
                .isInstanceOf(WriteOutcome.Rejected.class);
        CalendarEvent backwards = event("a").toBuilder().end(at(0, 9)).build();
        assertThat(talk.write(new EventWrite.Create("k", EventSeries.of(backwards))))
                .isInstanceOf(WriteOutcome.Rejected.class)
                .asString()
                .contains("timeRangeEmpty");
        assertThat(talk.team().events()).isEmpty();
    }

    @Test
    void writesShareBatches_andEachHasItsOwnOutcome() throws Exception {
        talk.google().oddities(Oddity.BATCH_SHUFFLED);
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            creates.add(new EventWrite.Create("key-" + i, EventSeries.of(event("uid-" + i))));
        }
        List<WriteOutcome> made = talk.session().write(talk.team().id(), creates);
        assertThat(made).allMatch(WriteOutcome.Written.class::isInstance);
        assertThat(talk.traffic()).isEqualTo(Map.of("batch", 2L, "events.list", 50L, "events.insert", 50L));
        assertThat(talk.provider().forecast(talk.clock().now()).sent())
                .as("parts count, and so did connecting")
                .isEqualTo(101);
        List<EventWrite> updates = new ArrayList<>();
        for (WriteOutcome outcome : made) {
            RemoteSeries remote = ((WriteOutcome.Written) outcome).remote();
            updates.add(new EventWrite.Update(
                    "u" + remote.id().value(),
                    remote,
                    remote.series().map(part -> part.toBuilder().location("L").build())));
        }
        String changed = updates.get(7) instanceof EventWrite.Update update
                ? update.current().id().value()
                : "";
        talk.team().patch(changed, "{\"summary\":\"Theirs\"}");
        List<WriteOutcome> outcomes = talk.session().write(talk.team().id(), updates);
        for (int i = 0; i < 50; i++) {
            assertThat(outcomes.get(i))
                    .isInstanceOf(i == 7 ? WriteOutcome.PreconditionFailed.class : WriteOutcome.Written.class);
        }
        assertThat(talk.traffic()).isEqualTo(Map.of("batch", 1L, "events.patch", 50L));
    }

    @Test
    void partsThatAreInEachOthersWay_areSentAgain_andOnlyThose() throws Exception {
        talk.google().faults().fail(2, LoggedRequest.of("events.insert"), 409, "conflict");
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            creates.add(new EventWrite.Create("key-" + i, EventSeries.of(event("uid-" + i))));
        }
        assertThat(talk.session().write(talk.team().id(), creates)).allMatch(WriteOutcome.Written.class::isInstance);
        assertThat(talk.traffic()).containsEntry("events.insert", 7L);
        assertThat(talk.team().events()).hasSize(5);
    }

    @Test
    void partsThatAreThrottled_wereNotCarriedOut() throws Exception {
        talk.google().faults().fail(2, LoggedRequest.of("events.insert"), 403, "rateLimitExceeded");
        List<EventWrite> creates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            creates.add(new EventWrite.Create("key-" + i, EventSeries.of(event("uid-" + i))));
        }
        List<WriteOutcome> outcomes = talk.session().write(talk.team().id(), creates);
        assertThat(outcomes).filteredOn(WriteOutcome.Unknown.class::isInstance).hasSize(2);
        for (int i = 0; i < 5; i++) {
            WriteOutcome settled = talk.resolve(creates.get(i));
            assertThat(settled)
                    .isInstanceOf(
                            outcomes.get(i) instanceof WriteOutcome.Unknown
                                    ? WriteOutcome.NotApplied.class
                                    : WriteOutcome.Written.class);
        }
    }

    @Test
    void throttledBatch_isThrown_becauseNothingWasSent() throws Exception {
        talk.google().faults().fail(1, LoggedRequest.of("batch"), 429, "rateLimitExceeded");
        List<EventWrite> creates = List.of(
                new EventWrite.Create("key-1", EventSeries.of(event("a"))),
                new EventWrite.Create("key-2", EventSeries.of(event("b"))));
        assertThatThrownBy(() -> talk.session().write(talk.team().id(), creates))
                .isInstanceOf(ThrottledException.class);
    }

    @Test
    void batchWhoseAnswerIsLost_isUnknown_partByPart() throws Exception {
        RemoteSeries a = create("key-1", EventSeries.of(event("a")));
        RemoteSeries b = create("key-2", EventSeries.of(event("b")));
        List<EventWrite> deletes = List.of(new EventWrite.Delete("k1", a), new EventWrite.Delete("k2", b));
        talk.google().faults().loseReply(1, LoggedRequest.of("batch"));
        assertThat(talk.session().write(talk.team().id(), deletes)).allMatch(WriteOutcome.Unknown.class::isInstance);
        for (EventWrite delete : deletes) {
            assertThat(talk.resolve(delete)).isEqualTo(new WriteOutcome.Deleted());
        }
    }

    @Test
    void partThatIsMissingFromTheAnswer_isUnknown() throws Exception {
        RemoteSeries a = create("key-1", EventSeries.of(event("a")));
        RemoteSeries b = create("key-2", EventSeries.of(event("b")));
        talk.google()
                .faults()
                .loseReply(
                        1,
                        LoggedRequest.of("events.delete")
                                .and(request -> request.path().contains(a.id().value())));
        List<WriteOutcome> outcomes = talk.session()
                .write(talk.team().id(), List.of(new EventWrite.Delete("k1", a), new EventWrite.Delete("k2", b)));
        assertThat(outcomes.get(0)).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(outcomes.get(1)).isEqualTo(new WriteOutcome.Deleted());
    }
}
