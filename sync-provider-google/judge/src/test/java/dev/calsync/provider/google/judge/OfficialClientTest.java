package dev.calsync.provider.google.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.DateTime;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.CalendarScopes;
import com.google.api.services.calendar.model.CalendarList;
import com.google.api.services.calendar.model.Channel;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.EventAttendee;
import com.google.api.services.calendar.model.EventDateTime;
import com.google.api.services.calendar.model.Events;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.ClientId;
import com.google.auth.oauth2.DefaultPKCEProvider;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.MemoryTokensStorage;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.UserAuthorizer;
import com.google.auth.oauth2.UserCredentials;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.provider.google.testing.PushDelivery;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's own client at work on the fake service: what it can do with the real one, it can do here. */
class OfficialClientTest {
    private static final String ALICE = "alice@example.com";

    private final FakeGoogleCalendar google = FakeGoogleCalendar.start();
    private final FakeUser alice = google.user(ALICE);
    private final FakeCalendar primary = alice.primary();
    private Calendar calendar;

    @BeforeEach
    void logIn() {
        google.oauth().client("app", "secret");
        calendar = client(UserCredentials.newBuilder()
                .setClientId("app")
                .setClientSecret("secret")
                .setRefreshToken(google.oauth().refreshToken(alice, "app", CalendarScopes.CALENDAR))
                .setTokenServerUri(google.tokenUri())
                .build());
    }

    @AfterEach
    void stop() {
        google.close();
    }

    /** What was said meanwhile is held against the client's classes, and the published description if there is one. */
    @AfterAll
    static void judge() {
        List<Exchange> exchanges = Exchange.recorded(Path.of(System.getProperty("calsync.google.recording")));
        assertThat(exchanges)
                .hasSizeGreaterThan(20)
                .anyMatch(exchange -> exchange.query().isObject());
        assertThat(new Judge(new ClientDescription()).faults(exchanges)).isEmpty();
        String published = System.getProperty(PublishedDescription.PROPERTY, "");
        if (!published.isEmpty()) {
            assertThat(new Judge(new PublishedDescription(Path.of(published))).faults(exchanges))
                    .isEmpty();
        }
    }

    private Calendar client(GoogleCredentials credentials) {
        return new Calendar.Builder(
                        new NetHttpTransport(),
                        GsonFactory.getDefaultInstance(),
                        new HttpCredentialsAdapter(credentials))
                .setRootUrl(google.root().toString())
                .setApplicationName("judge")
                .build();
    }

    private static Event event(String summary) {
        return new Event()
                .setSummary(summary)
                .setStart(new EventDateTime()
                        .setDateTime(new DateTime("2026-03-02T10:00:00+01:00"))
                        .setTimeZone("Europe/Berlin"))
                .setEnd(new EventDateTime()
                        .setDateTime(new DateTime("2026-03-02T11:00:00+01:00"))
                        .setTimeZone("Europe/Berlin"));
    }

    private static GoogleJsonResponseException refused(AbstractGoogleClientRequest<?> request) {
        return catchThrowableOfType(GoogleJsonResponseException.class, request::execute);
    }

    private static String reason(GoogleJsonError error) {
        return error.getErrors().get(0).getReason();
    }

    /** Reads to the end, as Google's guide to synchronisation does. */
    private List<Event> all(String syncToken, List<String> nextToken) throws IOException {
        List<Event> items = new ArrayList<>();
        Calendar.Events.List request =
                calendar.events().list("primary").setMaxResults(2).setSyncToken(syncToken);
        Events page;
        do {
            page = request.execute();
            items.addAll(page.getItems());
            request.setPageToken(page.getNextPageToken());
        } while (page.getNextPageToken() != null);
        nextToken.add(page.getNextSyncToken());
        return items;
    }

    @Test
    void pages_thenNewsSinceTheToken_thenAnExpiredToken() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(calendar.events()
                    .insert("primary", event("Event " + i))
                    .execute()
                    .getId());
        }
        List<String> tokens = new ArrayList<>();
        assertThat(all(null, tokens)).extracting(Event::getId).isEqualTo(ids);
        calendar.events().delete("primary", ids.get(0)).execute();
        calendar.events()
                .patch("primary", ids.get(1), new Event().setSummary("Changed"))
                .execute();
        List<Event> news = all(tokens.get(0), tokens);
        assertThat(news).extracting(Event::getStatus).containsExactly("cancelled", "confirmed");
        assertThat(news).extracting(Event::getSummary).containsExactly(null, "Changed");
        assertThat(all(tokens.get(1), tokens)).isEmpty();
        primary.expireSyncTokens();
        GoogleJsonResponseException expired =
                refused(calendar.events().list("primary").setSyncToken(tokens.get(2)));
        assertThat(expired.getStatusCode()).isEqualTo(410);
        assertThat(reason(expired.getDetails())).isEqualTo("fullSyncRequired");
        assertThat(google.requests().matching(LoggedRequest.of("events.list")))
                .allMatch(request -> request.answerBytes() > 0);
    }

    @Test
    void insertWithAnId_isDoneOnce() throws Exception {
        Event made = calendar.events()
                .insert("primary", event("A").setId("chosen01"))
                .setSendUpdates("none")
                .execute();
        assertThat(made.getId()).isEqualTo("chosen01");
        assertThat(made.getOrganizer().getSelf()).isTrue();
        assertThat(made.getReminders().getUseDefault()).isTrue();
        GoogleJsonResponseException twice =
                refused(calendar.events().insert("primary", event("A").setId("chosen01")));
        assertThat(twice.getStatusCode()).isEqualTo(409);
        assertThat(reason(twice.getDetails())).isEqualTo("duplicate");
    }

    @Test
    void patchWithAnEtag_isRefusedWhenLate() throws Exception {
        Event made = calendar.events()
                .insert(
                        "primary",
                        event("A")
                                .setLocation("here")
                                .setAttendees(List.of(new EventAttendee().setEmail("bob@example.com"))))
                .execute();
        Calendar.Events.Patch patch = calendar.events().patch("primary", made.getId(), new Event().setSummary("B"));
        patch.getRequestHeaders().setIfMatch(made.getEtag());
        Event patched = patch.execute();
        assertThat(patched.getLocation()).isEqualTo("here");
        assertThat(patched.getAttendees()).hasSize(1);
        GoogleJsonResponseException late = refused(patch);
        assertThat(late.getStatusCode()).isEqualTo(412);
        assertThat(reason(late.getDetails())).isEqualTo("conditionNotMet");
        Event replaced = calendar.events()
                .update("primary", made.getId(), event("C").setSequence(patched.getSequence()))
                .execute();
        assertThat(replaced.getLocation()).isNull();
        assertThat(refused(calendar.events().get("primary", "nothing")).getStatusCode())
                .isEqualTo(404);
    }

    @Test
    void series_haveInstances_thatCanBeChangedAndCancelled() throws Exception {
        Event master = calendar.events()
                .insert("primary", event("Daily").setRecurrence(List.of("RRULE:FREQ=DAILY;COUNT=3")))
                .execute();
        List<Event> instances =
                calendar.events().instances("primary", master.getId()).execute().getItems();
        assertThat(instances)
                .hasSize(3)
                .allMatch(each -> each.getRecurringEventId().equals(master.getId()));
        calendar.events()
                .patch("primary", instances.get(1).getId(), new Event().setSummary("Other"))
                .execute();
        calendar.events().delete("primary", instances.get(2).getId()).execute();
        List<Event> listed = calendar.events().list("primary").execute().getItems();
        assertThat(listed).extracting(Event::getStatus).containsExactly("confirmed", "confirmed", "cancelled");
        assertThat(listed.get(2).getOriginalStartTime().getDateTime().getValue())
                .isEqualTo(instances.get(2).getStart().getDateTime().getValue());
        Event imported = calendar.events()
                .calendarImport("primary", event("Imported").setICalUID("x@elsewhere"))
                .execute();
        assertThat(imported.getICalUID()).isEqualTo("x@elsewhere");
    }

    @Test
    void calendarList_hasEntriesAndATokenOfItsOwn() throws Exception {
        String team = calendar.calendars()
                .insert(new com.google.api.services.calendar.model.Calendar().setSummary("Team"))
                .execute()
                .getId();
        CalendarList list = calendar.calendarList().list().setMaxResults(100).execute();
        assertThat(list.getItems()).extracting(entry -> entry.getId()).containsExactly(ALICE, team);
        assertThat(list.getItems().get(0).getPrimary()).isTrue();
        assertThat(list.getItems().get(1).getAccessRole()).isEqualTo("owner");
        String moved = calendar.events().insert("primary", event("A")).execute().getId();
        assertThat(calendar.events()
                        .move("primary", moved, team)
                        .execute()
                        .getOrganizer()
                        .getEmail())
                .isEqualTo(team);
        calendar.calendars().delete(team).execute();
        CalendarList news = calendar.calendarList()
                .list()
                .setSyncToken(list.getNextSyncToken())
                .execute();
        assertThat(news.getItems())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getDeleted()).isTrue());
    }

    @Test
    void channel_isOpened_told_andStopped() throws Exception {
        google.pushes().deliverTo(headers -> 200);
        Channel channel = calendar.events()
                .watch(
                        "primary",
                        new Channel()
                                .setId("channel-1")
                                .setType("web_hook")
                                .setAddress("https://app.example.com/hook")
                                .setToken("secret")
                                .setExpiration(System.currentTimeMillis() + 3_600_000))
                .execute();
        assertThat(channel.getExpiration()).isGreaterThan(System.currentTimeMillis());
        calendar.events().insert("primary", event("A")).execute();
        assertThat(google.pushes().awaitIdle(Duration.ofSeconds(20))).isTrue();
        assertThat(google.pushes().deliveries()).extracting(PushDelivery::state).containsExactly("sync", "exists");
        calendar.channels()
                .stop(new Channel().setId(channel.getId()).setResourceId(channel.getResourceId()))
                .execute();
        assertThat(google.openChannels()).isZero();
        assertThat(refused(calendar.channels()
                                .stop(new Channel().setId(channel.getId()).setResourceId(channel.getResourceId())))
                        .getStatusCode())
                .isEqualTo(404);
        calendar.calendarList()
                .watch(new Channel().setId("channel-2").setType("web_hook").setAddress("https://app.example.com/hook"))
                .execute();
        assertThat(google.openChannels()).isEqualTo(1);
    }

    @Test
    void batch_answersPartByPart() throws Exception {
        Event there = calendar.events()
                .insert("primary", event("A").setId("chosen01"))
                .execute();
        BatchRequest batch = calendar.batch();
        batch.setBatchUrl(new GenericUrl(google.root().resolve("batch/calendar/v3")));
        List<String> heard = new ArrayList<>();
        calendar.events().insert("primary", event("B").setId("chosen02")).queue(batch, said(heard));
        calendar.events().insert("primary", event("A").setId("chosen01")).queue(batch, said(heard));
        Calendar.Events.Patch late = calendar.events().patch("primary", there.getId(), new Event().setSummary("C"));
        late.getRequestHeaders().setIfMatch("\"old\"");
        late.queue(batch, said(heard));
        calendar.events().get("primary", there.getId()).queue(batch, said(heard));
        batch.execute();
        assertThat(heard).containsExactly("B", "duplicate", "conditionNotMet", "A");
        assertThat(google.requests().count(LoggedRequest.of("batch"))).isEqualTo(1);
        assertThat(google.requests().count(LoggedRequest::inBatch)).isEqualTo(4);
    }

    private static JsonBatchCallback<Event> said(List<String> heard) {
        return new JsonBatchCallback<>() {
            @Override
            public void onSuccess(Event event, HttpHeaders headers) {
                heard.add(event.getSummary());
            }

            @Override
            public void onFailure(GoogleJsonError error, HttpHeaders headers) {
                heard.add(reason(error));
            }
        };
    }

    @Test
    void refusals_areReadAsGooglesOwn() throws Exception {
        google.faults().fail(1, LoggedRequest.of("events.get"), 403, "rateLimitExceeded");
        assertThat(reason(refused(calendar.events().get("primary", "x")).getDetails()))
                .isEqualTo("rateLimitExceeded");
        alice.expireAccessTokens();
        assertThat(calendar.events().list("primary").execute().getItems())
                .as("a 401 makes the client refresh its token")
                .isEmpty();
        assertThat(google.requests().count(LoggedRequest.of("oauth.token"))).isGreaterThan(1);
        assertThat(google.requests().all().get(0).header("User-Agent")).doesNotContain("plain");
        assertThat(google.requests()
                        .matching(LoggedRequest.of("events.list"))
                        .get(0)
                        .header("User-Agent"))
                .contains("gzip");
    }

    @Test
    void serviceAccount_actsForAUser() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        google.oauth().serviceAccount("robot@project.example", keys.getPublic(), CalendarScopes.CALENDAR_EVENTS);
        primary.put("{\"summary\":\"A\",\"start\":{\"date\":\"2026-03-02\"},\"end\":{\"date\":\"2026-03-03\"}}");
        Calendar delegated = client(ServiceAccountCredentials.newBuilder()
                .setClientEmail("robot@project.example")
                .setPrivateKey(keys.getPrivate())
                .setPrivateKeyId("key-1")
                .setScopes(List.of(CalendarScopes.CALENDAR_EVENTS))
                .setServiceAccountUser(ALICE)
                .setTokenServerUri(google.tokenUri())
                .build());
        assertThat(delegated.events().list("primary").execute().getItems()).hasSize(1);
        assertThat(refused(delegated.calendarList().list()).getStatusCode()).isEqualTo(403);
    }

    @Test
    void consent_isExchangedForTokens() throws Exception {
        UserAuthorizer authorizer = UserAuthorizer.newBuilder()
                .setClientId(ClientId.of("app", "secret"))
                .setScopes(List.of(CalendarScopes.CALENDAR_EVENTS))
                .setTokenStore(new MemoryTokensStorage())
                .setTokenServerUri(google.tokenUri())
                .setUserAuthUri(google.authorizationUri())
                .setCallbackUri(URI.create("https://app.example.com/back"))
                .setPKCEProvider(new DefaultPKCEProvider())
                .build();
        URI page = authorizer
                .getAuthorizationUrl(ALICE, "state-1", URI.create("https://app.example.com/"))
                .toURI();
        URI back = google.oauth().authorize(page, ALICE);
        assertThat(back.getQuery()).contains("state=state-1");
        String code = new GenericUrl(back).getFirst("code").toString();
        UserCredentials credentials = authorizer.getCredentialsFromCode(code, URI.create("https://app.example.com/"));
        assertThat(credentials.getRefreshToken()).isNotEmpty();
        assertThat(client(credentials).events().list("primary").execute().getItems())
                .isEmpty();
    }
}
