package dev.calsync.provider.graph.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.microsoft.graph.core.content.BatchRequestContent;
import com.microsoft.graph.core.content.BatchResponseContent;
import com.microsoft.graph.models.Attendee;
import com.microsoft.graph.models.Calendar;
import com.microsoft.graph.models.CalendarCollectionResponse;
import com.microsoft.graph.models.DateTimeTimeZone;
import com.microsoft.graph.models.DayOfWeek;
import com.microsoft.graph.models.EmailAddress;
import com.microsoft.graph.models.Event;
import com.microsoft.graph.models.EventCollectionResponse;
import com.microsoft.graph.models.EventType;
import com.microsoft.graph.models.FreeBusyStatus;
import com.microsoft.graph.models.Location;
import com.microsoft.graph.models.PatternedRecurrence;
import com.microsoft.graph.models.RecurrencePattern;
import com.microsoft.graph.models.RecurrencePatternType;
import com.microsoft.graph.models.RecurrenceRange;
import com.microsoft.graph.models.RecurrenceRangeType;
import com.microsoft.graph.models.SingleValueLegacyExtendedProperty;
import com.microsoft.graph.models.Subscription;
import com.microsoft.graph.models.odataerrors.ODataError;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.graph.users.item.calendars.item.calendarview.delta.DeltaGetResponse;
import com.microsoft.graph.users.item.calendars.item.calendarview.delta.DeltaRequestBuilder;
import com.microsoft.kiota.RequestInformation;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.provider.graph.testing.LoggedRequest;
import dev.calsync.provider.graph.testing.RequestKind;
import dev.calsync.provider.graph.testing.Reset;
import dev.calsync.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Microsoft's SDK, pointed at the fake, does what a calendar client does, and finds Graph there. */
@Timeout(60)
class GraphSdkTest {

    private static final String IMMUTABLE = "IdType=\"ImmutableId\"";

    private final ManualTime time = ManualTime.atNewYear();
    private FakeGraph fake;
    private FakeMailbox alice;
    private FakeCalendar team;
    private GraphServiceClient client;

    @BeforeEach
    void start() {
        fake = FakeGraph.start(time);
        alice = fake.mailbox("alice@example.com");
        team = alice.createCalendar("Team");
        client = OfficialClient.of(fake.url(), fake.login().accessToken(alice));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private static <T> T some(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    private static Event event(String subject, String day) {
        Event event = new Event();
        event.setSubject(subject);
        event.setStart(at(day + "T09:00:00"));
        event.setEnd(at(day + "T10:00:00"));
        return event;
    }

    private static DateTimeTimeZone at(String local) {
        DateTimeTimeZone time = new DateTimeTimeZone();
        time.setDateTime(local);
        time.setTimeZone("Europe/Berlin");
        return time;
    }

    private static Event weekly(String subject, String day) {
        RecurrencePattern pattern = new RecurrencePattern();
        pattern.setType(RecurrencePatternType.Weekly);
        pattern.setInterval(1);
        pattern.setDaysOfWeek(List.of(DayOfWeek.Monday));
        pattern.setFirstDayOfWeek(DayOfWeek.Monday);
        RecurrenceRange range = new RecurrenceRange();
        range.setType(RecurrenceRangeType.Numbered);
        range.setStartDate(LocalDate.parse(day));
        range.setNumberOfOccurrences(4);
        PatternedRecurrence recurrence = new PatternedRecurrence();
        recurrence.setPattern(pattern);
        recurrence.setRange(range);
        Event event = event(subject, day);
        event.setRecurrence(recurrence);
        return event;
    }

    private Event create(Event event) {
        return some(client.me().calendars().byCalendarId(team.id()).events().post(event, request -> {
            request.headers.add("Prefer", IMMUTABLE);
        }));
    }

    @Test
    void calendars_arePaged() {
        for (int i = 0; i < 11; i++) {
            alice.createCalendar("C" + i);
        }
        List<String> names = new ArrayList<>();
        CalendarCollectionResponse page = some(client.me().calendars().get());
        while (true) {
            some(page.getValue()).forEach(calendar -> names.add(some(calendar.getName())));
            String next = page.getOdataNextLink();
            if (next == null) {
                break;
            }
            page = some(client.me().calendars().withUrl(next).get());
        }
        assertThat(names).hasSize(13).contains("Calendar", "Team", "C10");
        assertThat(some(client.me().get()).getUserPrincipalName()).isEqualTo("alice@example.com");
        assertThat(some(some(client.me().calendarGroups().get()).getValue())).hasSize(2);
        Calendar wish = new Calendar();
        wish.setName("New");
        assertThat(some(client.me().calendars().post(wish)).getCanEdit()).isTrue();
    }

    private DeltaGetResponse delta(@Nullable String link) {
        DeltaRequestBuilder delta =
                client.me().calendars().byCalendarId(team.id()).calendarView().delta();
        return some(
                link != null
                        ? delta.withUrl(link).get(request -> request.headers.add("Prefer", IMMUTABLE))
                        : delta.get(request -> {
                            some(request.queryParameters).startDateTime = "2026-01-01T00:00:00Z";
                            some(request.queryParameters).endDateTime = "2026-12-31T00:00:00Z";
                            request.headers.add("Prefer", "odata.maxpagesize=10");
                            request.headers.add("Prefer", IMMUTABLE);
                        }));
    }

    private String round(@Nullable String link, Map<String, Event> seen) {
        DeltaGetResponse page = delta(link);
        while (page.getOdataDeltaLink() == null) {
            some(page.getValue()).forEach(event -> seen.put(some(event.getId()), event));
            page = delta(page.getOdataNextLink());
        }
        some(page.getValue()).forEach(event -> seen.put(some(event.getId()), event));
        return some(page.getOdataDeltaLink());
    }

    @Test
    void delta_isReadInPagesAndTellsOfRemovals() {
        List<String> ids = new ArrayList<>();
        for (int day = 1; day <= 25; day++) {
            ids.add(some(
                    create(event("E" + day, String.format("2026-03-%02d", day))).getId()));
        }
        create(weekly("W", "2026-04-06"));
        fake.deltas().emptyPages(true);
        Map<String, Event> seen = new LinkedHashMap<>();
        String link = round(null, seen);
        assertThat(seen).hasSize(30).containsKeys(ids.toArray(new String[0]));
        assertThat(seen.values().stream().filter(event -> event.getType() == EventType.Occurrence))
                .hasSize(4)
                .allMatch(event -> event.getSubject() == null && event.getSeriesMasterId() != null);
        team.delete(ids.get(0));
        team.update(ids.get(1), "{\"subject\":\"changed\"}");
        seen.clear();
        round(link, seen);
        assertThat(seen).containsOnlyKeys(ids.get(0), ids.get(1));
        assertThat(some(seen.get(ids.get(0))).getAdditionalData()).containsKey("@removed");
        assertThat(some(seen.get(ids.get(1))).getSubject()).isEqualTo("changed");
        fake.deltas().expire(Reset.SYNC_STATE_NOT_FOUND);
        ODataError gone = catchThrowableOfType(ODataError.class, () -> delta(link));
        assertThat(gone.getResponseStatusCode()).isEqualTo(410);
        assertThat(some(gone.getError()).getCode()).isEqualTo("syncStateNotFound");
        assertThat(fake.requests().count(RequestKind.DELTA)).isGreaterThan(6);
    }

    @Test
    void events_areCreatedChangedAndDeleted() {
        Event made = create(meeting());
        assertThat(create(meeting()).getId()).as("one transaction").isEqualTo(made.getId());
        assertThat(made.getShowAs()).isEqualTo(FreeBusyStatus.Free);
        assertThat(some(made.getStart()).getDateTime()).startsWith("2026-03-02T08:00:00");
        assertThat(made.getCreatedDateTime()).isEqualTo(OffsetDateTime.ofInstant(time.now(), ZoneOffset.UTC));
        Event patch = new Event();
        Location location = new Location();
        location.setDisplayName("Rome");
        patch.setLocation(location);
        String etag = String.valueOf(made.getAdditionalData().get("@odata.etag"));
        Event changed = some(client.me().events().byEventId(some(made.getId())).patch(patch, request -> {
            request.headers.add("If-Match", etag);
            request.headers.add("Prefer", IMMUTABLE);
        }));
        assertThat(some(changed.getLocation()).getDisplayName()).isEqualTo("Rome");
        assertThat(changed.getSubject()).isEqualTo("A");
        ODataError stale = catchThrowableOfType(
                ODataError.class,
                () -> client.me().events().byEventId(some(made.getId())).patch(patch, request -> {
                    request.headers.add("If-Match", etag);
                }));
        assertThat(stale.getResponseStatusCode()).isEqualTo(412);
        client.me().events().byEventId(some(made.getId())).delete();
        assertThat(team.size()).isZero();
        ODataError none = catchThrowableOfType(
                ODataError.class,
                () -> client.me().events().byEventId(some(made.getId())).get());
        assertThat(none.getResponseStatusCode()).isEqualTo(404);
        assertThat(some(none.getError()).getCode()).isEqualTo("ErrorItemNotFound");
    }

    /** A new one for each request: a model that was sent once keeps to itself what has not changed since. */
    private static Event meeting() {
        EmailAddress bob = new EmailAddress();
        bob.setAddress("bob@example.com");
        Attendee attendee = new Attendee();
        attendee.setEmailAddress(bob);
        Event meeting = event("A", "2026-03-02");
        meeting.setTransactionId("t1");
        meeting.setShowAs(FreeBusyStatus.Free);
        meeting.setAttendees(List.of(attendee));
        return meeting;
    }

    @Test
    void series_showTheirExceptionsAndCancellations() {
        Event master = create(weekly("W", "2026-03-02"));
        String id = some(master.getId());
        team.deleteOccurrence(id, LocalDate.parse("2026-03-16"));
        EventCollectionResponse instances =
                some(client.me().events().byEventId(id).instances().get(request -> {
                    some(request.queryParameters).startDateTime = "2026-03-08T00:00:00Z";
                    some(request.queryParameters).endDateTime = "2026-03-31T00:00:00Z";
                    request.headers.add("Prefer", IMMUTABLE);
                }));
        assertThat(some(instances.getValue())).hasSize(2);
        Event patch = new Event();
        patch.setSubject("special");
        String occurrence = some(some(instances.getValue()).get(0).getId());
        assertThat(some(client.me().events().byEventId(occurrence).patch(patch)).getType())
                .isEqualTo(EventType.Exception);
        Event whole = some(client.me().events().byEventId(id).get(request -> {
            some(request.queryParameters).select = new String[] {"subject", "recurrence", "cancelledOccurrences"};
            some(request.queryParameters).expand = new String[] {"exceptionOccurrences"};
            request.headers.add("Prefer", IMMUTABLE);
        }));
        assertThat(whole.getCancelledOccurrences()).containsExactly("OID." + id + ".2026-03-16");
        Event exception = some(whole.getExceptionOccurrences()).get(0);
        assertThat(exception.getSubject()).isEqualTo("special");
        assertThat(exception.getOriginalStart()).isEqualTo(OffsetDateTime.parse("2026-03-09T08:00:00Z"));
        RecurrenceRange range = some(some(whole.getRecurrence()).getRange());
        assertThat(range.getNumberOfOccurrences()).isEqualTo(4);
        assertThat(range.getStartDate()).isEqualTo(LocalDate.parse("2026-03-02"));
        Event echo = weekly("W", "2026-03-02");
        RecurrencePattern shown = some(some(whole.getRecurrence()).getPattern());
        RecurrencePattern sent = some(some(echo.getRecurrence()).getPattern());
        sent.setMonth(shown.getMonth());
        sent.setDayOfMonth(shown.getDayOfMonth());
        sent.setIndex(shown.getIndex());
        assertThat(some(client.me().events().byEventId(id).patch(echo)).getType())
                .as("what Graph shows may be sent back")
                .isEqualTo(EventType.SeriesMaster);
    }

    @Test
    void extendedProperties_areWrittenExpandedAndFound() {
        String id = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name calsync";
        SingleValueLegacyExtendedProperty property = new SingleValueLegacyExtendedProperty();
        property.setId(id);
        property.setValue("key-1");
        Event wish = event("A", "2026-03-02");
        wish.setSingleValueExtendedProperties(List.of(property));
        Event made = create(wish);
        EventCollectionResponse found =
                some(client.me().calendars().byCalendarId(team.id()).events().get(request -> {
                    some(request.queryParameters).filter =
                            "singleValueExtendedProperties/Any(ep: ep/id eq '" + id + "' and ep/value eq 'key-1')";
                    some(request.queryParameters).expand =
                            new String[] {"singleValueExtendedProperties($filter=id eq '" + id + "')"};
                    request.headers.add("Prefer", IMMUTABLE);
                }));
        assertThat(some(found.getValue())).extracting(Event::getId).containsExactly(made.getId());
        assertThat(some(some(found.getValue()).get(0).getSingleValueExtendedProperties())
                        .get(0)
                        .getValue())
                .isEqualTo("key-1");
    }

    @Test
    void batch_isAnsweredPartByPart() throws IOException {
        String id = some(create(event("A", "2026-03-02")).getId());
        BatchRequestContent batch = new BatchRequestContent(client);
        String get =
                batch.addBatchRequestStep(client.me().events().byEventId(id).toGetRequestInformation());
        String none =
                batch.addBatchRequestStep(client.me().events().byEventId("none").toGetRequestInformation());
        RequestInformation post = client.me()
                .calendars()
                .byCalendarId(team.id())
                .events()
                .toPostRequestInformation(event("B", "2026-03-03"));
        String made = batch.addBatchRequestStep(post);
        BatchResponseContent answer = client.getBatchRequestBuilder().post(batch, null);
        assertThat(answer.getResponsesStatusCode())
                .containsExactlyInAnyOrderEntriesOf(Map.of(get, 200, none, 404, made, 201));
        Event event = answer.getResponseById(made, Event::createFromDiscriminatorValue);
        assertThat(event.getSubject()).isEqualTo("B");
        assertThat(team.size()).isEqualTo(2);
        assertThat(fake.requests().count(LoggedRequest::batched)).isEqualTo(3);
    }

    @Test
    void subscription_isMadeExtendedListedAndDeleted() throws Exception {
        HttpServer hook =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        hook.createContext("/", GraphSdkTest::shake);
        hook.start();
        try {
            String url = "http://127.0.0.1:" + hook.getAddress().getPort();
            Subscription made = some(client.subscriptions().post(wish(url)));
            team.create(
                    "{\"start\":{\"dateTime\":\"2026-03-02T09:00:00\"},\"end\":{\"dateTime\":\"2026-03-02T10:00:00\"}}");
            assertThat(fake.subscriptions().deliver()).hasSize(1);
            Subscription extension = new Subscription();
            extension.setExpirationDateTime(
                    OffsetDateTime.ofInstant(time.now(), ZoneOffset.UTC).plusDays(6));
            assertThat(some(client.subscriptions()
                                    .bySubscriptionId(some(made.getId()))
                                    .patch(extension))
                            .getExpirationDateTime())
                    .isEqualTo(extension.getExpirationDateTime());
            assertThat(some(some(client.subscriptions().get()).getValue())).hasSize(1);
            ODataError twice = catchThrowableOfType(
                    ODataError.class, () -> client.subscriptions().post(wish(url)));
            assertThat(twice.getResponseStatusCode()).isEqualTo(409);
            client.subscriptions().bySubscriptionId(some(made.getId())).delete();
            assertThat(fake.subscriptions().all()).isEmpty();
        } finally {
            hook.stop(0);
        }
    }

    private Subscription wish(String url) {
        Subscription wish = new Subscription();
        wish.setChangeType("created,updated,deleted");
        wish.setNotificationUrl(url + "/n");
        wish.setLifecycleNotificationUrl(url + "/l");
        wish.setResource("me/calendars/" + team.id() + "/events");
        wish.setClientState("secret");
        wish.setExpirationDateTime(
                OffsetDateTime.ofInstant(time.now(), ZoneOffset.UTC).plusDays(2));
        return wish;
    }

    private static void shake(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            byte[] token = URLDecoder.decode(query.replace("validationToken=", ""), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, token.length);
            exchange.getResponseBody().write(token);
        }
    }
}
