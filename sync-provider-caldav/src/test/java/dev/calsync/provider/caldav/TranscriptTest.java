package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.AlreadyExists;
import dev.calsync.provider.WriteOutcome.NotFound;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Rejected;
import dev.calsync.provider.WriteOutcome.Written;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.icalendar.ParseResult;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What four real servers answered: how each answer reads, and what is made of those that matter. */
@Timeout(60)
class TranscriptTest {
    private static final List<String> SERVERS = Transcript.SERVERS;
    private static final Predicate<LoggedRequest> PUT = LoggedRequest.withMethod("PUT");

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

    /** Each line of the expectations names an exchange and what is to be read in it. */
    @ParameterizedTest
    @FieldSource("SERVERS")
    void everyBody_readsAsStated(String name) throws Exception {
        List<String> read = new ArrayList<>();
        for (Transcript each : Transcript.of(name)) {
            read.add(each.name() + ": " + each.status() + " " + reading(each));
        }
        assertThat(String.join("\n", read)).isEqualTo(expected(name));
    }

    private static String expected(String name) throws IOException {
        String file = "/transcripts/" + name + ".expected";
        try (InputStream in = Objects.requireNonNull(TranscriptTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static String reading(Transcript transcript) {
        MultistatusReader reader = new MultistatusReader(ICalendar.MAX_BYTES);
        try {
            if (transcript.status() == 207) {
                List<DavResponse> responses = new ArrayList<>();
                Optional<String> token = reader.read(transcript.stream(), responses::add);
                return listing(responses) + (token.isPresent() ? ", token" : "");
            }
            if (transcript.contentType().startsWith("text/calendar")) {
                return transcript.body().length == 0 ? "nothing" : kind(transcript.text());
            }
            return transcript.status() >= 400 && transcript.contentType().contains("xml")
                    ? "refused for "
                            + names(reader.readError(transcript.stream()).keySet().stream()
                                    .map(condition -> condition.getLocalPart()))
                    : "nothing";
        } catch (MalformedAnswerException e) {
            return "malformed";
        }
    }

    private static String listing(List<DavResponse> responses) {
        List<String> texts = responses.stream()
                .flatMap(each -> each.text(DavNames.CALENDAR_DATA).stream())
                .map(TranscriptTest::kind)
                .toList();
        StringBuilder out = new StringBuilder("responses ").append(responses.size());
        long gone = responses.stream().filter(DavResponse::isGone).count();
        long tags = responses.stream()
                .filter(each -> each.text(DavNames.ETAG).isPresent())
                .count();
        out.append(", gone ").append(gone).append(", tagged ").append(tags);
        if (!texts.isEmpty()) {
            out.append(", texts ").append(texts);
        }
        String conditions = names(responses.stream()
                .flatMap(each -> each.conditions().keySet().stream())
                .map(condition -> condition.getLocalPart()));
        return out.append(conditions.isEmpty() ? "" : ", refused for " + conditions)
                .toString();
    }

    private static String names(Stream<String> names) {
        return String.join(" ", new TreeSet<>(names.toList()));
    }

    private static String kind(String text) {
        ParseResult result = ICalendar.read(text);
        if (result instanceof ParseResult.Parsed parsed) {
            return parsed.series().uid() + "*" + parsed.series().events().size();
        }
        return result instanceof ParseResult.NotAnEvent other ? other.component() : result.toString();
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void createThatIsThereAlready_isAdopted(String name) throws Exception {
        EventWrite create = new EventWrite.Create("k1", Conversation.event("u1", "Mine"));
        Written first = (Written) alice.write(work, create);
        replay(name, "16-put-1-create-again-412", PUT);

        assertThat(((Written) alice.write(work, create)).remote().etag())
                .isEqualTo(first.remote().etag());
        assertThat(server.faults().pending()).isZero();
    }

    @ParameterizedTest
    @FieldSource("SERVERS")
    void staleWrites_arePreconditionsThatFailed(String name) throws Exception {
        RemoteSeries current = created("u1");
        replay(name, "22-put-1-stale-if-match", PUT);
        assertThat(alice.write(
                        work, new EventWrite.Update("k2", current, Conversation.renamed(current.series(), "Two"))))
                .isInstanceOf(PreconditionFailed.class);
        replay(name, "37-delete-3-stale", LoggedRequest.withMethod("DELETE"));
        assertThat(alice.write(work, new EventWrite.Delete("k3", current))).isInstanceOf(PreconditionFailed.class);
        replay(name, "39-delete-3-again", LoggedRequest.withMethod("DELETE"));
        assertThat(alice.write(work, new EventWrite.Delete("k3", current))).isInstanceOf(NotFound.class);
        replay(name, "38-delete-3", LoggedRequest.withMethod("DELETE"));
        assertThat(alice.write(work, new EventWrite.Delete("k3", current))).isInstanceOf(WriteOutcome.Deleted.class);
        assertThat(server.faults().pending()).isZero();
    }

    /** Cyrus names the other resource, which is in another calendar here; the others leave that to be found out. */
    @ParameterizedTest
    @CsvSource({"cyrus-3.6.1, false", "radicale-3.1.8, true", "xandikos-0.2.8, true"})
    void takenUid_isAlreadyThere(String name, boolean found) throws Exception {
        created("u0");
        calendar.put("theirs.ics", Conversation.text("u1", "Theirs"));
        replay(name, "47-put-uid-conflict", PUT);

        WriteOutcome outcome = alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "Mine")));

        if (found) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            AlreadyExists.class,
                            there -> assertThat(there.id().value()).endsWith("theirs.ics"));
        } else {
            assertThat(((Rejected) outcome).reason()).contains("same UID");
        }
    }

    @ParameterizedTest
    @CsvSource({"cyrus-3.6.1", "radicale-3.1.8", "xandikos-0.2.8"})
    void forgottenToken_isADiffOfEverything(String name) throws Exception {
        calendar.put("a.ics", Conversation.text("u1", "One"));
        calendar.put("b.ics", Conversation.text("u2", "Two"));
        Conversation.Replica replica = alice.new Replica(work);
        replica.pull();
        calendar.remove("a.ics");
        replay(name, "43-sync-invalid-token", LoggedRequest.withBody("sync-collection"));

        replica.pull();

        assertThat(server.faults().pending()).isZero();
        assertThat(replica.events()).hasSize(1);
        assertThat(replica.byUid("u2")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"cyrus-3.6.1", "xandikos-0.2.8"})
    void malformedEvent_isRejected(String name) throws Exception {
        created("u0");
        replay(name, "48-put-malformed", PUT);
        assertThat(alice.write(work, new EventWrite.Create("k1", Conversation.event("u1", "Mine"))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("(valid-calendar-"));
    }

    @Test
    void listOfCalendars_holdsThoseOfEvents() throws Exception {
        for (String name : SERVERS) {
            List<String> names = new ArrayList<>();
            new MultistatusReader(ICalendar.MAX_BYTES).read(Transcript.of(name, "13-home-list").stream(), response -> {
                CalendarProperties each = CalendarProperties.of("id", "none", response);
                if (each.holdsEvents()) {
                    names.add(each.displayName());
                    assertThat(each.writable()).as(name).isTrue();
                    assertThat(each.syncCollection()).as(name).isTrue();
                }
            });
            assertThat(names).as(name).anyMatch(each -> each.startsWith("Probe"));
        }
    }

    private RemoteSeries created(String uid) throws InterruptedException {
        return ((Written) alice.write(work, new EventWrite.Create("k", Conversation.event(uid, "One")))).remote();
    }

    private void replay(String name, String exchange, Predicate<LoggedRequest> which) {
        Transcript transcript = Transcript.of(name, exchange);
        server.faults().answer(1, which, transcript.status(), transcript.headers(), transcript.text());
    }
}
