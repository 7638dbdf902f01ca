package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.Attendee;
import dev.calsync.model.AttendeeRole;
import dev.calsync.model.EventSeries;
import dev.calsync.model.ParticipationStatus;
import dev.calsync.model.Person;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.Capability;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.AlreadyExists;
import dev.calsync.provider.WriteOutcome.Deleted;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Rejected;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.provider.caldav.testing.Quirk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is found out about a calendar when it is written to, and what is not even sent. */
@Timeout(60)
class WriteRulesTest {
    private static final Predicate<LoggedRequest> PUT = LoggedRequest.withMethod("PUT");
    private static final Predicate<LoggedRequest> GET = LoggedRequest.withMethod("GET");

    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar calendar = server.createCalendar("alice", "work", "Work");
    private Conversation alice;
    private String work;

    @BeforeEach
    void connect() throws InterruptedException {
        alice = new Conversation(server.url(), "alice", "secret");
        work = alice.calendarId("Work");
    }

    @AfterEach
    void stop() {
        alice.close();
        server.close();
    }

    @Test
    void honestServer_isProbedOnce_andThenEachWriteIsOneRequest() throws Exception {
        server.requests().reset();
        RemoteSeries first = create("u1");
        assertThat(server.requests().matching(PUT))
                .as("the write, and two that cannot hold")
                .extracting(LoggedRequest::status)
                .containsExactly(201, 412, 412);
        assertThat(calendar.resource(ResourceNames.of("u1")).orElseThrow().etag())
                .isEqualTo(first.etag().value());

        server.requests().reset();
        alice.reopen();
        create("u2");
        update(first, "Two");
        assertThat(server.requests().count()).isEqualTo(2);

        alice.advance(Duration.ofHours(25));
        alice.new Replica(work).pull();
        create("u3");
        assertThat(server.requests().count(PUT)).as("probed anew").isEqualTo(2 + 3);
    }

    @Test
    void whatWasFoundOut_isKnownToTheNextProcess() throws Exception {
        server.maxResourceBytes(600);
        try (Conversation first = new Conversation(server.url(), "alice", "secret")) {
            Conversation.Replica replica = first.new Replica(first.calendarId("Work"));
            replica.pull();
            first.write(work, new EventWrite.Create("k", Conversation.event("u1", "One")));
            replica.pull();
            try (Conversation next = new Conversation(server.url(), "alice", "secret")) {
                server.requests().reset();
                next.new Replica(work).from(replica).pull();
                assertThat(server.requests().count()).isEqualTo(1);
                next.write(work, new EventWrite.Create("k", Conversation.event("u2", "Two")));
                assertThat(server.requests().count())
                        .as("nothing is probed again")
                        .isEqualTo(2);
                assertThat(next.write(work, new EventWrite.Create("k", Conversation.event("u3", "Three".repeat(200)))))
                        .isInstanceOfSatisfying(
                                Rejected.class,
                                rejected -> assertThat(rejected.reason()).contains("max-resource-size"));
                assertThat(server.requests().count()).isEqualTo(2);
            }
        }
    }

    @Test
    void rightThatWasTakenAway_isFoundOutByTheWrite() throws Exception {
        assertThat(alice.session().capabilities(work)).contains(Capability.WRITE);
        calendar.readOnly(true);
        assertThat(alice.session().capabilities(work)).contains(Capability.WRITE);
        assertThat(alice.write(work, new EventWrite.Create("k", Conversation.event("u1", "One"))))
                .isInstanceOf(Rejected.class);
        assertThat(alice.session().capabilities(work)).doesNotContain(Capability.WRITE);
    }

    @Test
    void preconditionsThatAreIgnored_areNoCapability() throws Exception {
        server.quirks(Quirk.IGNORES_PRECONDITIONS);
        assertThat(alice.session().capabilities(work)).contains(Capability.CONDITIONAL_WRITES);
        create("u1");
        assertThat(alice.session().capabilities(work)).doesNotContain(Capability.CONDITIONAL_WRITES);
    }

    @Test
    void serverThatIgnoresPreconditions_isFoundByTheFirstWrite() throws Exception {
        server.quirks(Quirk.IGNORES_PRECONDITIONS);
        RemoteSeries mine = create("u1");
        assertThat(calendar.resource(ResourceNames.of("u1")).orElseThrow().etag())
                .as("the state after the probe")
                .isEqualTo(mine.etag().value());
        server.requests().reset();

        Written updated = (Written) update(mine, "Two");
        assertThat(server.requests().all())
                .as("a look, the write, a look")
                .extracting(LoggedRequest::method)
                .containsExactly("GET", "PUT", "GET");

        calendar.edit(ResourceNames.of("u1"), text -> text.replace("Two", "Theirs"));
        assertThat(update(updated.remote(), "Three")).isInstanceOf(PreconditionFailed.class);
        assertThat(alice.write(work, new EventWrite.Delete("k", updated.remote())))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(text("u1")).contains("SUMMARY:Theirs");

        calendar.put(ResourceNames.of("u2"), Conversation.text("u2", "Theirs"));
        assertThat(alice.write(work, new EventWrite.Create("k", Conversation.event("u2", "Mine"))))
                .isInstanceOf(AlreadyExists.class);
        assertThat(text("u2")).contains("SUMMARY:Theirs");
    }

    @Test
    void firstWriteOfAll_overwritesNothing_evenThere() throws Exception {
        server.quirks(Quirk.IGNORES_PRECONDITIONS);
        calendar.put("e.ics", Conversation.text("u1", "One"));
        Conversation.Replica replica = alice.new Replica(work);
        replica.pull();
        calendar.edit("e.ics", text -> text.replace("One", "Theirs"));

        assertThat(update(replica.byUid("u1"), "Mine")).isInstanceOf(PreconditionFailed.class);
        assertThat(calendar.resource("e.ics").orElseThrow().text()).contains("SUMMARY:Theirs");
    }

    @Test
    void writeThatAnotherWroteOver_isNotTakenForOurs() throws Exception {
        server.quirks(Quirk.IGNORES_PRECONDITIONS);
        RemoteSeries mine = create("u1");
        EventWrite update = new EventWrite.Update("k", mine, Conversation.renamed(mine.series(), "Mine"));
        AtomicInteger looks = new AtomicInteger();
        server.faults()
                .fail(
                        1,
                        request -> {
                            if (GET.test(request) && looks.incrementAndGet() == 2) {
                                calendar.edit(ResourceNames.of("u1"), text -> text.replace("Mine", "Theirs"));
                            }
                            return false;
                        },
                        500);

        assertThat(alice.write(work, update)).isInstanceOf(Unknown.class);
        assertThat(alice.session().resolve(work, update)).isInstanceOf(PreconditionFailed.class);
    }

    @Test
    void probeThatFails_isTriedAgain_andTheWriteStands() throws Exception {
        AtomicInteger puts = new AtomicInteger();
        server.faults().fail(1, request -> PUT.test(request) && puts.incrementAndGet() == 2, 503);
        RemoteSeries first = create("u1");
        assertThat(calendar.resource(ResourceNames.of("u1")).orElseThrow().etag())
                .isEqualTo(first.etag().value());

        server.requests().reset();
        create("u2");
        assertThat(server.requests().count(PUT)).isEqualTo(3);
    }

    @Test
    void eventLongerThanTheCalendarTakes_isNotSent() throws Exception {
        server.maxResourceBytes(50);
        assertThat(alice.session().calendars()).isNotEmpty();
        server.requests().reset();

        assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "One"))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .contains("no more than 50")
                                .contains("max-resource-size")
                                .doesNotContain("One"));
        assertThat(server.requests().count()).isZero();
    }

    @Test
    void updateThatMeetsAnotherUid_saysSo() throws Exception {
        calendar.put("e.ics", Conversation.text("u1", "One"));
        calendar.put("f.ics", Conversation.text("u2", "Two"));
        Conversation.Replica replica = alice.new Replica(work);
        replica.pull();
        RemoteSeries current = replica.byUid("u1");
        RemoteSeries asAnother = RemoteSeries.of(
                current.id(), current.etag(), Conversation.event("u2", "Two"), Conversation.text("u2", "Two"));

        assertThat(update(asAnother, "Mine"))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("same UID"));
    }

    @Test
    void listings_askForNoMoreThanIsThere() throws Exception {
        alice.new Replica(work).pull();
        assertThat(server.requests().matching(request -> !request.depth().isEmpty()))
                .isNotEmpty()
                .allMatch(request -> request.header("Prefer").equals("return=minimal"));
    }

    @Test
    void eventsWithAttendees_areHeld_unlessTheHostSaysOtherwise() throws Exception {
        RemoteSeries plain = create("u1");
        calendar.put("meeting.ics", withAttendee("u2"));
        Conversation.Replica replica = alice.new Replica(work);
        replica.pull();
        RemoteSeries meeting = replica.byUid("u2");
        assertThat(meeting.series().master().attendees()).hasSize(1);
        EventWrite invites = new EventWrite.Update("k1", plain, invited(plain.series()));
        EventWrite renames = new EventWrite.Update("k2", meeting, Conversation.renamed(meeting.series(), "Moved"));
        EventWrite empties = new EventWrite.Update(
                "k3",
                meeting,
                meeting.series()
                        .map(event -> event.toBuilder().attendees(List.of()).build()));
        EventWrite makes = new EventWrite.Create("k4", invited(Conversation.event("u3", "Three")));
        EventWrite deletes = new EventWrite.Delete("k5", meeting);
        server.requests().reset();

        assertThat(alice.session().write(work, List.of(invites, renames, empties, makes, deletes)))
                .hasSize(5)
                .allSatisfy(outcome -> assertThat(((Rejected) outcome).reason())
                        .contains("held")
                        .contains("HOLD")
                        .doesNotContain("ben@"));
        assertThat(server.requests().count()).isZero();
        assertThat(alice.write(work, new EventWrite.Update("k6", meeting, meeting.series())))
                .as("no change at all")
                .isInstanceOf(Written.class);
    }

    @Test
    void silentWrites_goOnlyToServersThatTellNobody() throws Exception {
        EventWrite makes = new EventWrite.Create("k1", invited(Conversation.event("u1", "One")));
        assertThat(under(AttendeePolicy.WRITE_SILENTLY, makes)).isInstanceOf(Written.class);
        assertThat(text("u1")).contains("ATTENDEE").contains("ben@example.com");

        server.quirks(Quirk.AUTO_SCHEDULE);
        EventWrite more = new EventWrite.Create("k2", invited(Conversation.event("u2", "Two")));
        assertThat(under(AttendeePolicy.WRITE_SILENTLY, more))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("calendar-auto-schedule"));
        assertThat(calendar.resource(ResourceNames.of("u2"))).isEmpty();
        assertThat(under(AttendeePolicy.WRITE_SILENTLY, new EventWrite.Create("k3", Conversation.event("u3", "3"))))
                .isInstanceOf(Written.class);
    }

    @Test
    void notifyingWrites_goEverywhere() throws Exception {
        server.quirks(Quirk.AUTO_SCHEDULE);
        EventWrite makes = new EventWrite.Create("k1", invited(Conversation.event("u1", "One")));
        Written made = (Written) under(AttendeePolicy.WRITE_AND_NOTIFY, makes);
        assertThat(under(AttendeePolicy.WRITE_AND_NOTIFY, new EventWrite.Delete("k2", made.remote())))
                .isInstanceOf(Deleted.class);
    }

    /** What an attendee answers changes the event, and is in nobody's way. */
    @Test
    void answersOfAttendees_areKept_andStopNoEdit() throws Exception {
        server.quirks(Quirk.AUTO_SCHEDULE);
        calendar.put("meeting.ics", withAttendee("u2"));
        try (Conversation other = notifying()) {
            String id = other.calendarId("Work");
            Conversation.Replica replica = other.new Replica(id);
            replica.pull();
            assertThat(other.write(id, new EventWrite.Create("k0", Conversation.event("u1", "probe"))))
                    .isInstanceOf(Written.class);
            RemoteSeries meeting = replica.byUid("u2");
            calendar.reply("meeting.ics", "ben@example.com", "ACCEPTED");
            server.requests().reset();

            Written moved = (Written) other.write(
                    id, new EventWrite.Update("k1", meeting, Conversation.renamed(meeting.series(), "Moved")));

            assertThat(server.requests().matching(PUT))
                    .hasSize(2)
                    .allSatisfy(put -> assertThat(put.header("If-Match")).isNotEmpty());
            assertThat(calendar.resource("meeting.ics").orElseThrow().text())
                    .contains("SUMMARY:Moved")
                    .contains("PARTSTAT=ACCEPTED");
            assertThat(moved.remote().series().events().get(0).attendees())
                    .extracting(Attendee::status)
                    .containsExactly(ParticipationStatus.ACCEPTED);

            calendar.reply("meeting.ics", "ben@example.com", "DECLINED");
            RemoteSeries again = moved.remote();
            RemoteSeries last = ((Written) other.write(
                            id, new EventWrite.Update("k2", again, Conversation.renamed(again.series(), "Again"))))
                    .remote();
            calendar.reply("meeting.ics", "ben@example.com", "TENTATIVE");
            assertThat(other.write(id, new EventWrite.Delete("k3", last))).isInstanceOf(Deleted.class);
        }
    }

    @Test
    void editsOfOthers_areInTheWay_alsoWhereTheServerSchedules() throws Exception {
        server.quirks(Quirk.AUTO_SCHEDULE);
        calendar.put("meeting.ics", withAttendee("u2"));
        try (Conversation other = notifying()) {
            String id = other.calendarId("Work");
            Conversation.Replica replica = other.new Replica(id);
            replica.pull();
            assertThat(other.write(id, new EventWrite.Create("k0", Conversation.event("u1", "probe"))))
                    .isInstanceOf(Written.class);
            RemoteSeries meeting = replica.byUid("u2");
            calendar.edit("meeting.ics", text -> text.replace("SUMMARY:Meeting", "SUMMARY:Theirs"));

            assertThat(other.write(
                            id, new EventWrite.Update("k1", meeting, Conversation.renamed(meeting.series(), "Ours"))))
                    .isInstanceOf(PreconditionFailed.class);
            assertThat(other.write(id, new EventWrite.Delete("k2", meeting))).isInstanceOf(PreconditionFailed.class);
            assertThat(calendar.resource("meeting.ics").orElseThrow().text()).contains("SUMMARY:Theirs");
        }
    }

    private Conversation notifying() throws InterruptedException {
        return new Conversation(
                CalDavProvider.builder()
                        .allowLoopbackHttp()
                        .attendeePolicy(AttendeePolicy.WRITE_AND_NOTIFY)
                        .build(),
                CalDavAccount.basic(server.url(), "alice", "secret"));
    }

    private WriteOutcome under(AttendeePolicy policy, EventWrite write) throws InterruptedException {
        CalDavProvider provider = CalDavProvider.builder()
                .allowLoopbackHttp()
                .attendeePolicy(policy)
                .build();
        try (Conversation other = new Conversation(provider, CalDavAccount.basic(server.url(), "alice", "secret"))) {
            return other.write(other.calendarId("Work"), write);
        }
    }

    private RemoteSeries create(String uid) throws InterruptedException {
        WriteOutcome outcome = alice.write(work, new EventWrite.Create("k", Conversation.event(uid, "One")));
        assertThat(outcome).isInstanceOf(Written.class);
        return ((Written) outcome).remote();
    }

    private WriteOutcome update(RemoteSeries current, String summary) throws InterruptedException {
        return alice.write(work, new EventWrite.Update("k", current, Conversation.renamed(current.series(), summary)));
    }

    private String text(String uid) {
        return calendar.resource(RemoteId.of(ResourceNames.of(uid)).value())
                .orElseThrow()
                .text();
    }

    private static EventSeries invited(EventSeries series) {
        Attendee ben = new Attendee(
                new Person("ben@example.com", null), AttendeeRole.REQUIRED, ParticipationStatus.NEEDS_ACTION, true);
        return series.map(event -> event.toBuilder().attendees(List.of(ben)).build());
    }

    private static String withAttendee(String uid) {
        return Conversation.text(uid, "Meeting")
                .replace(
                        "END:VEVENT",
                        "ORGANIZER:mailto:alice@example.com\r\nATTENDEE:mailto:ben@example.com\r\nEND:VEVENT");
    }
}
