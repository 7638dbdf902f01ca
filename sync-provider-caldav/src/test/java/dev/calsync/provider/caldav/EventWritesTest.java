package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.Capability;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.AlreadyExists;
import dev.calsync.provider.WriteOutcome.Deleted;
import dev.calsync.provider.WriteOutcome.NotApplied;
import dev.calsync.provider.WriteOutcome.NotFound;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Rejected;
import dev.calsync.provider.WriteOutcome.Unknown;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.FakeResource;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.provider.caldav.testing.Quirk;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EventWritesTest {
    private static final Predicate<LoggedRequest> PUT = LoggedRequest.withMethod("PUT");
    private static final Predicate<LoggedRequest> DELETE = LoggedRequest.withMethod("DELETE");

    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar calendar = server.createCalendar("alice", "work", "Work");
    private Conversation alice;
    private Conversation.Replica replica;
    private String work;

    @BeforeEach
    void connect() throws InterruptedException {
        alice = new Conversation(server.url(), "alice", "secret");
        work = alice.calendarId("Work");
        replica = alice.new Replica(work);
    }

    @AfterEach
    void stop() {
        alice.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ABSOLUTE_HREFS",
                "ESCAPED_SCHEME",
                "DIGEST_ONLY",
                "ODD_HREF_ENCODING",
                "HREFS_WITHOUT_CLOSING_SLASH",
                "NO_ETAG_AFTER_PUT",
                "WEAK_ETAGS",
                "OTHER_SUCCESS_STATUSES",
                "NO_GZIP"
            })
    void createUpdateDelete_onServersOfAllKinds(Quirk quirk) throws Exception {
        server.quirks(quirk);
        try (Conversation other = new Conversation(server.url(), "alice", "secret")) {
            String id = other.calendarId("Work");
            Conversation.Replica copy = other.new Replica(id);
            EventSeries series = Conversation.event("a UID/with:odd chars", "One");

            Written created = (Written) other.write(id, new EventWrite.Create("k1", series));
            copy.has(created.remote());
            assertThat(copy.pull())
                    .as("our own write is recognised")
                    .allMatch(RemoteChange.Unchanged.class::isInstance);
            assertThat(copy.events()).hasSize(1);

            Written updated = (Written)
                    other.write(id, new EventWrite.Update("k2", created.remote(), Conversation.renamed(series, "Two")));
            copy.has(updated.remote());
            assertThat(copy.pull()).allMatch(RemoteChange.Unchanged.class::isInstance);
            assertThat(only().text()).contains("SUMMARY:Two");

            assertThat(other.write(id, new EventWrite.Delete("k3", updated.remote())))
                    .isInstanceOf(Deleted.class);
            assertThat(calendar.resources()).isEmpty();
        }
    }

    @Test
    void update_keepsWhatTheModelDoesNotKnow() throws Exception {
        calendar.put("foreign.ics", Conversation.text("u1", "One"));
        replica.pull();
        RemoteSeries current = replica.byUid("u1");

        Written written = (Written)
                alice.write(work, new EventWrite.Update("k1", current, Conversation.renamed(current.series(), "Two")));

        assertThat(only().text()).contains("X-OTHER:kept").contains("SUMMARY:Two");
        assertThat(written.remote().etag()).isEqualTo(ETag.of(only().etag()));
    }

    @Test
    void updateThatChangesNothing_sendsNothing() throws Exception {
        calendar.put("e.ics", Conversation.text("u1", "One"));
        replica.pull();
        RemoteSeries current = replica.byUid("u1");
        server.requests().reset();

        assertThat(alice.write(work, new EventWrite.Update("k1", current, current.series())))
                .isEqualTo(new Written(current));
        assertThat(server.requests().count()).isZero();
    }

    @Test
    void serverThatRewrites_isReadBack() throws Exception {
        server.quirks(Quirk.REWRITES_BODY_ON_PUT);

        Written written = (Written) alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "One")));

        assertThat(written.remote().etag()).isEqualTo(ETag.of(only().etag()));
        assertThat(written.remote().original()).isEqualTo(only().text());
    }

    @Test
    void staleState_isAPreconditionThatFailed() throws Exception {
        calendar.put("e.ics", Conversation.text("u1", "One"));
        replica.pull();
        RemoteSeries stale = replica.byUid("u1");
        calendar.edit("e.ics", text -> text.replace("One", "Other"));

        assertThat(alice.write(work, new EventWrite.Update("k1", stale, Conversation.renamed(stale.series(), "Mine"))))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(alice.write(work, new EventWrite.Delete("k2", stale))).isInstanceOf(PreconditionFailed.class);
        assertThat(only().text()).contains("Other");
    }

    @Test
    void weakTags_areComparedBeforeTheWrite() throws Exception {
        server.quirks(Quirk.WEAK_ETAGS);
        calendar.put("e.ics", Conversation.text("u1", "One"));
        replica.pull();
        RemoteSeries stale = replica.byUid("u1");
        calendar.edit("e.ics", text -> text.replace("One", "Other"));

        assertThat(alice.write(work, new EventWrite.Update("k1", stale, Conversation.renamed(stale.series(), "Mine"))))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(only().text()).contains("Other");
    }

    @Test
    void goneResource_isNotFound() throws Exception {
        calendar.put("e.ics", Conversation.text("u1", "One"));
        replica.pull();
        RemoteSeries gone = replica.byUid("u1");
        calendar.remove("e.ics");

        assertThat(alice.write(work, new EventWrite.Delete("k1", gone))).isInstanceOf(NotFound.class);
    }

    @Test
    void createOfAKnownUid_saysWhichIsThere() throws Exception {
        for (Quirk quirk : List.of(Quirk.NO_GZIP, Quirk.UID_CONFLICT_AS_409)) {
            server.quirks(quirk);
            calendar.put("theirs.ics", Conversation.text("u1", "Theirs"));

            assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "Mine"))))
                    .isInstanceOfSatisfying(
                            AlreadyExists.class,
                            there -> assertThat(there.id().value()).endsWith("theirs.ics"));
        }
    }

    @Test
    void createOfAUidInAnotherCalendar_isRejected() throws Exception {
        server.quirks(Quirk.UID_UNIQUE_PER_USER);
        server.createCalendar("alice", "home", "Home").put("x.ics", Conversation.text("u1", "Theirs"));

        assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "Mine"))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("another calendar"));
    }

    @Test
    void secondCreate_adoptsTheFirst_butNotAForeignOne() throws Exception {
        EventSeries series = Conversation.event("u1", "Mine");
        Written first = (Written) alice.write(work, new EventWrite.Create("k1", series));

        assertThat(((Written) alice.write(work, new EventWrite.Create("k1", series)))
                        .remote()
                        .etag())
                .isEqualTo(first.remote().etag());
        assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "Other"))))
                .isEqualTo(new AlreadyExists(first.remote().id()));
    }

    @Test
    void refusedEvent_isRejected_andNamesTheReason() throws Exception {
        server.maxResourceBytes(50);
        assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "One"))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("max-resource-size"));
        calendar.readOnly(true);
        assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "One"))))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void readOnlyCalendar_hasNoWriteCapability() throws Exception {
        assertThat(alice.session().capabilities(work)).contains(Capability.WRITE, Capability.INCREMENTAL_CHANGES);
        calendar.readOnly(true);
        try (Conversation other = new Conversation(server.url(), "alice", "secret")) {
            assertThat(other.session().capabilities(work)).doesNotContain(Capability.WRITE);
            assertThat(other.session().calendars()).allMatch(each -> !each.writable());
        }
    }

    @Test
    void lostAnswers_areUnknown_andSettledByReadingBack() throws Exception {
        EventSeries series = Conversation.event("u1", "One");
        EventWrite create = new EventWrite.Create("k1", series);
        server.faults().loseReply(1, PUT);
        assertThat(alice.write(work, create)).isInstanceOf(Unknown.class);
        assertThat(server.requests().count(PUT)).as("not sent twice").isEqualTo(1);
        Written created = (Written) alice.session().resolve(work, create);
        assertThat(created.remote().etag()).isEqualTo(ETag.of(only().etag()));

        EventWrite update = new EventWrite.Update("k2", created.remote(), Conversation.renamed(series, "Two"));
        server.faults().loseReply(1, PUT);
        assertThat(alice.write(work, update)).isInstanceOf(Unknown.class);
        Written updated = (Written) alice.session().resolve(work, update);
        assertThat(updated.remote().etag()).isEqualTo(ETag.of(only().etag()));

        EventWrite delete = new EventWrite.Delete("k3", updated.remote());
        server.faults().loseReply(1, DELETE);
        assertThat(alice.write(work, delete)).isInstanceOf(Unknown.class);
        assertThat(alice.session().resolve(work, delete)).isInstanceOf(Deleted.class);
    }

    @Test
    void lostRequests_areUnknown_andMayBeSentAgain() throws Exception {
        EventSeries series = Conversation.event("u1", "One");
        EventWrite create = new EventWrite.Create("k1", series);
        server.faults().drop(1, PUT);
        assertThat(alice.write(work, create)).isInstanceOf(Unknown.class);
        assertThat(alice.session().resolve(work, create)).isInstanceOf(NotApplied.class);
        RemoteSeries current = ((Written) alice.write(work, create)).remote();

        EventWrite update = new EventWrite.Update("k2", current, Conversation.renamed(series, "Two"));
        server.faults().fail(1, PUT, 502);
        assertThat(alice.write(work, update)).isInstanceOf(Unknown.class);
        assertThat(alice.session().resolve(work, update)).isInstanceOf(NotApplied.class);

        EventWrite delete = new EventWrite.Delete("k3", current);
        server.faults().drop(1, DELETE);
        assertThat(alice.write(work, delete)).isInstanceOf(Unknown.class);
        assertThat(alice.session().resolve(work, delete)).isInstanceOf(NotApplied.class);
    }

    @Test
    void resolve_tellsSomebodyElsesChangeApart() throws Exception {
        calendar.put("e.ics", Conversation.text("u1", "One"));
        replica.pull();
        RemoteSeries current = replica.byUid("u1");
        EventWrite update = new EventWrite.Update("k1", current, Conversation.renamed(current.series(), "Mine"));
        EventWrite delete = new EventWrite.Delete("k2", current);
        calendar.edit("e.ics", text -> text.replace("One", "Theirs"));

        assertThat(alice.session().resolve(work, update)).isInstanceOf(PreconditionFailed.class);
        assertThat(alice.session().resolve(work, delete)).isInstanceOf(PreconditionFailed.class);
        calendar.remove("e.ics");
        assertThat(alice.session().resolve(work, update)).isInstanceOf(NotFound.class);

        EventWrite create = new EventWrite.Create("k3", Conversation.event("u2", "Mine"));
        calendar.put(ResourceNames.of("u2"), Conversation.text("u2", "Theirs"));
        assertThat(alice.session().resolve(work, create)).isInstanceOf(AlreadyExists.class);
    }

    @Test
    void lostReadBack_isUnknownToo() throws Exception {
        server.quirks(Quirk.NO_ETAG_AFTER_PUT);
        alice.write(work, new EventWrite.Create("k0", Conversation.event("u0", "Zero")));
        server.faults().fail(1, LoggedRequest.withMethod("GET"), 500);
        EventWrite create = new EventWrite.Create("k1", Conversation.event("u1", "One"));

        assertThat(alice.write(work, create)).isInstanceOf(Unknown.class);
        assertThat(alice.session().resolve(work, create)).isInstanceOf(Written.class);
    }

    @Test
    void firstFailure_isThrown_laterOnesKeepWhatWasDone() throws Exception {
        EventWrite one = new EventWrite.Create("k1", Conversation.event("u1", "One"));
        EventWrite two = new EventWrite.Create("k2", Conversation.event("u2", "Two"));
        EventWrite three = new EventWrite.Create("k3", Conversation.event("u3", "Three"));
        server.faults().throttle(1, PUT, Duration.ofMinutes(1));
        assertThatThrownBy(() -> alice.session().write(work, List.of(one, two))).isInstanceOf(ThrottledException.class);

        server.faults()
                .throttle(1, request -> PUT.test(request) && request.path().contains("u2"), Duration.ofHours(1));
        List<WriteOutcome> outcomes = alice.session().write(work, List.of(one, two, three));

        assertThat(outcomes).hasSize(3);
        assertThat(outcomes.get(0)).isInstanceOf(Written.class);
        assertThat(outcomes.get(1)).isInstanceOf(Unknown.class);
        assertThat(outcomes.get(2)).isInstanceOf(Unknown.class);
        assertThat(calendar.resources()).hasSize(1);
        assertThat(alice.session().resolve(work, three)).isInstanceOf(NotApplied.class);
    }

    @Test
    void goneCalendar_andRevokedPassword_areFailures() throws Exception {
        EventWrite create = new EventWrite.Create("k1", Conversation.event("u1", "One"));
        server.user("alice", "changed");
        assertThatThrownBy(() -> alice.write(work, create)).isInstanceOf(AuthorizationRevokedException.class);
        server.user("alice", "secret");
        String elsewhere = work.replace("work", "nowhere");
        server.deleteCalendar(calendar);
        assertThatThrownBy(() -> alice.session().changes(alice.new Replica(elsewhere).query(null)))
                .isInstanceOf(UnrecoverableException.class);
    }

    @Test
    void names_areStableSafeAndDistinct() {
        assertThat(ResourceNames.of("550e8400-e29b-41d4-a716-446655440000"))
                .isEqualTo("550e8400-e29b-41d4-a716-446655440000.ics");
        for (String odd : List.of("../etc", "a/b", "A", "a b", "ü", "x@y", "", ".", "a".repeat(101), "a\u0000")) {
            assertThat(ResourceNames.of(odd)).matches("u[0-9a-f]{40}\\.ics").isEqualTo(ResourceNames.of(odd));
        }
        assertThat(ResourceNames.of("A")).isNotEqualTo(ResourceNames.of("a"));
        assertThat(RemoteId.of(ResourceNames.of("A"))).isNotNull();
    }

    private FakeResource only() {
        return calendar.resources().values().iterator().next();
    }
}
