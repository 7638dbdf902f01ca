package dev.calsync.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.model.CalendarEvent;
import dev.calsync.model.ETag;
import dev.calsync.model.EventSeries;
import dev.calsync.model.EventTime;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.model.RemoteId;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.Capability;
import dev.calsync.provider.ChangeResult;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.reconcile.SemanticHash;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every provider must do, as tests. Extend it, say what is under test, and run it. A test skips only where the
 * calendar's {@linkplain Capability capabilities} or the fixture say that something cannot be had.
 */
public abstract class CalendarProviderContract {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private ProviderFixture fixture;
    private ProviderProbe probe;

    /** A fresh fixture; closed after each test. */
    protected abstract ProviderFixture open() throws Exception;

    @BeforeEach
    void openFixture() throws Exception {
        fixture = open();
        probe = ProviderProbe.connect(fixture);
    }

    @AfterEach
    void closeFixture() {
        if (probe != null) {
            probe.close();
        }
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void connect_findsAnIdentityAndTheCalendar() throws Exception {
        assertFalse(probe.account().identity().isEmpty());
        List<RemoteCalendar> listed = probe.session().calendars();
        assertTrue(listed.stream().anyMatch(calendar -> calendar.ref().equals(probe.calendar())));
        assertEquals(
                listed.size(),
                listed.stream().map(RemoteCalendar::ref).distinct().count(),
                "no calendar is listed twice");
    }

    @Test
    void connect_withAWrongSecret_saysSo() {
        AccountRequest wrong = fixture.wrongAccount();
        assumeTrue(wrong != null, "this service lets everybody in");
        assertThrows(
                AuthorizationRevokedException.class,
                () -> fixture.provider().connect(wrong, ProviderProbe.context(wrong, fixture)));
    }

    @Test
    void emptyCalendar_endsAtOnce() throws Exception {
        ProviderProbe.Round round = probe.round(null);
        assertTrue(round.changes().isEmpty());
    }

    @Test
    void fullRound_bringsEverySeriesOnce() throws Exception {
        for (int i = 0; i < 130; i++) {
            fixture.put(single("uid-" + i, "Event " + i));
        }
        ProviderProbe.Round round = probe.round(null);
        assertEquals(130, round.changes().size());
        assertEquals(130, uids(round).size());
    }

    @Test
    void nothingNew_bringsNothing_withOneRequestForEachPartition() throws Exception {
        fixture.put(single("a", "A"));
        Checkpoint checkpoint = probe.round(null).checkpoint();
        long before = probe.requests();
        ProviderProbe.Round round = probe.round(checkpoint);
        assertTrue(round.changes().isEmpty());
        assumeTrue(probe.can(Capability.INCREMENTAL_CHANGES), "this calendar lists everything each time");
        assertEquals(probe.partitions().size(), probe.requests() - before);
    }

    @Test
    void changesSinceACheckpoint_arrive() throws Exception {
        fixture.put(single("kept", "Kept"));
        fixture.put(single("edited", "Before"));
        fixture.put(single("deleted", "Deleted"));
        ProviderProbe.Round first = probe.round(null);
        fixture.put(single("edited", "After"));
        fixture.delete("deleted");
        fixture.put(single("added", "Added"));
        ProviderProbe.Round second = probe.round(first.checkpoint(), first.tags());
        Map<String, EventSeries> there = new TreeMap<>(first.series());
        second.applyTo(there, first);
        assertEquals(Set.of("kept", "edited", "added"), there.keySet());
        assertEquals("After", there.get("edited").events().get(0).summary());
        assertFalse(
                second.upserted().stream()
                        .anyMatch(remote -> remote.series().uid().equals("kept")),
                "what did not change is not sent again");
    }

    @Test
    void roundThatStopsAfterAPage_goesOnInAnotherSession() throws Exception {
        for (int i = 0; i < 250; i++) {
            fixture.put(single("uid-" + i, "Event " + i));
        }
        ChangeResult first = probe.session().changes(probe.query(null, null, Map.of()));
        ProviderProbe.Round seen = new ProviderProbe.Round();
        seen.add(first);
        assumeTrue(first instanceof ChangeResult.MoreChanges, "this service sends 250 series in one page");
        Map<RemoteId, ETag> known = seen.tags();
        probe.reopen();
        ChangeResult page =
                probe.session().changes(probe.query(null, ((ChangeResult.MoreChanges) first).next(), known));
        while (page instanceof ChangeResult.MoreChanges more) {
            seen.add(page);
            page = probe.session().changes(probe.query(null, more.next(), known));
        }
        seen.add(page);
        assertInstanceOf(ChangeResult.EndOfChanges.class, page);
        assertEquals(250, uids(seen).size());
    }

    @Test
    void expiredCursor_isAValue_andAFullRoundFollows() throws Exception {
        fixture.put(single("a", "A"));
        Checkpoint expired = fixture.expired(probe.round(null).checkpoint());
        assumeTrue(expired != null, "this service cannot be made to forget its cursors");
        ChangeResult result = probe.session().changes(probe.query(expired, null, Map.of()));
        assertInstanceOf(ChangeResult.CursorExpired.class, result);
        assertEquals(Set.of("a"), uids(probe.round(null)));
    }

    @Test
    void createdSeries_isThere_andItsEchoIsRecognised() throws Exception {
        Checkpoint before = probe.round(null).checkpoint();
        RemoteSeries written = probe.create("key-1", single("mine", "Mine"));
        ProviderProbe.Round round = probe.round(before, Map.of(written.id(), etag(written)));
        assertTrue(round.upserted().isEmpty(), "an echo of our own write is not sent again");
        assertMeansTheSame(single("mine", "Mine"), probe.series("mine"));
    }

    @Test
    void update_changesWhatItSays_andRefusesAStaleState() throws Exception {
        RemoteSeries written = probe.create("key-1", single("a", "A"));
        EventSeries target = single("a", "A changed");
        WriteOutcome updated = probe.write(new EventWrite.Update("key-2", written, target));
        RemoteSeries now = assertInstanceOf(WriteOutcome.Written.class, updated).remote();
        assertNotEquals(written.etag(), now.etag());
        assertMeansTheSame(target, probe.series("a"));
        assumeTrue(probe.can(Capability.CONDITIONAL_WRITES), "this service knows no preconditions");
        WriteOutcome stale = probe.write(new EventWrite.Update("key-3", written, single("a", "too late")));
        assertInstanceOf(WriteOutcome.PreconditionFailed.class, stale);
        assertMeansTheSame(target, probe.series("a"));
    }

    @Test
    void updateOfWhatAnotherClientChanged_isRefused() throws Exception {
        assumeTrue(probe.can(Capability.CONDITIONAL_WRITES), "this service knows no preconditions");
        RemoteSeries written = probe.create("key-1", single("a", "A"));
        fixture.put(single("a", "by another client"));
        WriteOutcome outcome = probe.write(new EventWrite.Update("key-2", written, single("a", "mine")));
        assertInstanceOf(WriteOutcome.PreconditionFailed.class, outcome);
        assertMeansTheSame(single("a", "by another client"), probe.series("a"));
    }

    @Test
    void delete_deletes_andRefusesAStaleState() throws Exception {
        RemoteSeries written = probe.create("key-1", single("a", "A"));
        RemoteSeries other = probe.create("key-2", single("b", "B"));
        fixture.put(single("b", "by another client"));
        assertInstanceOf(WriteOutcome.Deleted.class, probe.write(new EventWrite.Delete("key-3", written)));
        assertEquals(Set.of("b"), uids(probe.round(null)));
        assumeTrue(probe.can(Capability.CONDITIONAL_WRITES), "this service knows no preconditions");
        assertInstanceOf(WriteOutcome.PreconditionFailed.class, probe.write(new EventWrite.Delete("key-4", other)));
        assertEquals(Set.of("b"), uids(probe.round(null)));
    }

    @Test
    void writesToWhatIsGone_sayNotFound() throws Exception {
        RemoteSeries written = probe.create("key-1", single("a", "A"));
        fixture.delete("a");
        assertGone(probe.write(new EventWrite.Update("key-2", written, single("a", "late"))));
        assertGone(probe.write(new EventWrite.Delete("key-3", written)));
        assertTrue(uids(probe.round(null)).isEmpty());
    }

    /** A server may answer a precondition on a missing resource with 412 as well (RFC 9110 section 13.1.1). */
    private static void assertGone(WriteOutcome outcome) {
        assertTrue(
                outcome instanceof WriteOutcome.NotFound || outcome instanceof WriteOutcome.PreconditionFailed,
                () -> "was " + outcome);
    }

    @Test
    void createOfAUidThatIsThere_saysSo_andChangesNothing() throws Exception {
        fixture.put(single("a", "theirs"));
        WriteOutcome outcome = probe.write(new EventWrite.Create("key-1", single("a", "mine")));
        assertInstanceOf(WriteOutcome.AlreadyExists.class, outcome);
        assertMeansTheSame(single("a", "theirs"), probe.series("a"));
    }

    @Test
    void severalWritesAtOnce_areAnsweredInTheirOrder() throws Exception {
        RemoteSeries a = probe.create("key-1", single("a", "A"));
        RemoteSeries b = probe.create("key-2", single("b", "B"));
        List<WriteOutcome> outcomes = probe.session()
                .write(
                        probe.calendar().calendarId(),
                        List.of(
                                new EventWrite.Create("key-3", single("c", "C")),
                                new EventWrite.Delete("key-4", a),
                                new EventWrite.Update("key-5", b, single("b", "B changed"))));
        assertInstanceOf(WriteOutcome.Written.class, outcomes.get(0));
        assertInstanceOf(WriteOutcome.Deleted.class, outcomes.get(1));
        assertInstanceOf(WriteOutcome.Written.class, outcomes.get(2));
        assertEquals(Set.of("b", "c"), uids(probe.round(null)));
    }

    @Test
    void resolve_findsOutWhetherAWriteTookEffect() throws Exception {
        EventWrite.Create create = new EventWrite.Create("key-1", single("a", "A"));
        assertInstanceOf(WriteOutcome.NotApplied.class, probe.resolve(create));
        assertInstanceOf(WriteOutcome.Written.class, probe.write(create));
        RemoteSeries made = assertInstanceOf(WriteOutcome.Written.class, probe.resolve(create))
                .remote();
        EventWrite.Update update = new EventWrite.Update("key-2", made, single("a", "A changed"));
        assertInstanceOf(WriteOutcome.NotApplied.class, probe.resolve(update));
        assertInstanceOf(WriteOutcome.Written.class, probe.write(update));
        RemoteSeries changed = assertInstanceOf(WriteOutcome.Written.class, probe.resolve(update))
                .remote();
        EventWrite.Delete delete = new EventWrite.Delete("key-3", changed);
        assertInstanceOf(WriteOutcome.NotApplied.class, probe.resolve(delete));
        assertInstanceOf(WriteOutcome.Deleted.class, probe.write(delete));
        assertInstanceOf(WriteOutcome.Deleted.class, probe.resolve(delete));
    }

    @Test
    void everyFormOfTime_comesBackAsItWas() throws Exception {
        LocalDateTime ten = LocalDateTime.of(2026, 3, 2, 10, 0);
        List<EventSeries> all = List.of(
                timed("day", EventTime.on(LocalDate.of(2026, 3, 2)), EventTime.on(LocalDate.of(2026, 3, 4))),
                timed("zoned", EventTime.at(ten, BERLIN), EventTime.at(ten.plusHours(1), BERLIN)),
                timed(
                        "utc",
                        EventTime.at(Instant.parse("2026-03-02T10:00:00Z")),
                        EventTime.at(Instant.parse("2026-03-02T11:00:00Z"))),
                timed("floating", EventTime.floating(ten), EventTime.floating(ten.plusMinutes(90))));
        for (EventSeries series : all) {
            WriteOutcome outcome = probe.write(new EventWrite.Create("key-" + series.uid(), series));
            if (outcome instanceof WriteOutcome.Rejected) {
                // A service that knows no times without a zone says so; it does not make something else of them.
                assertEquals("floating", series.uid());
            } else {
                assertInstanceOf(WriteOutcome.Written.class, outcome);
                assertMeansTheSame(series, probe.series(series.uid()));
            }
        }
    }

    @Test
    void recurringSeriesWithAnOverride_comesBackAsItWas_andCanBeEdited() throws Exception {
        assumeTrue(probe.can(Capability.RECURRENCE), "this service knows no recurring series");
        LocalDateTime ten = LocalDateTime.of(2026, 3, 2, 10, 0);
        CalendarEvent master = CalendarEvent.builder("series")
                .summary("Every day")
                .start(EventTime.at(ten, BERLIN))
                .end(EventTime.at(ten.plusHours(1), BERLIN))
                .recurrence(List.of("RRULE:FREQ=DAILY;COUNT=10", "EXDATE;TZID=Europe/Berlin:20260304T100000"))
                .build();
        CalendarEvent moved = master.toBuilder()
                .recurrence(List.of())
                .recurrenceId(EventTime.at(ten.plusDays(1), BERLIN))
                .summary("Moved")
                .start(EventTime.at(ten.plusDays(1).plusHours(3), BERLIN))
                .end(EventTime.at(ten.plusDays(1).plusHours(4), BERLIN))
                .build();
        EventSeries series = EventSeries.of(master, List.of(moved));
        RemoteSeries written = probe.create("key-1", series);
        assertMeansTheSame(series, probe.series("series"));
        EventSeries target = series.with(master.toBuilder().location("Room 1").build());
        assertInstanceOf(WriteOutcome.Written.class, probe.write(new EventWrite.Update("key-2", written, target)));
        assertMeansTheSame(target, probe.series("series"));
    }

    @Test
    void interruption_endsACall() {
        Thread.currentThread().interrupt();
        try {
            assertThrows(InterruptedException.class, () -> probe.session().changes(probe.query(null, null, Map.of())));
        } finally {
            var unused = Thread.interrupted();
        }
    }

    @Test
    void close_mayBeCalledAgain() {
        probe.session().close();
        probe.session().close();
    }

    private static EventSeries single(String uid, String summary) {
        LocalDateTime ten = LocalDateTime.of(2026, 3, 2, 10, 0);
        return EventSeries.of(CalendarEvent.builder(uid)
                .summary(summary)
                .start(EventTime.at(ten, BERLIN))
                .end(EventTime.at(ten.plusHours(1), BERLIN))
                .build());
    }

    private static EventSeries timed(String uid, EventTime start, EventTime end) {
        return EventSeries.of(
                CalendarEvent.builder(uid).summary(uid).start(start).end(end).build());
    }

    private static Set<String> uids(ProviderProbe.Round round) {
        return new TreeSet<>(round.series().keySet());
    }

    private static ETag etag(RemoteSeries remote) {
        ETag etag = remote.etag();
        assertTrue(etag != null, "a written series has an entity tag");
        return etag;
    }

    private static void assertMeansTheSame(EventSeries expected, EventSeries actual) {
        assertEquals(
                SemanticHash.of(expected),
                SemanticHash.of(actual),
                () -> "wrote " + expected.events()
                        + " with " + expected.events().get(0).recurrence() + ", read " + actual.events() + " with "
                        + actual.events().get(0).recurrence());
    }
}
