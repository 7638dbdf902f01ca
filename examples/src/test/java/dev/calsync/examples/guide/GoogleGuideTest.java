package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.auth.OAuthTokens;
import dev.calsync.auth.Secret;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.ChangeNotificationSource;
import dev.calsync.provider.LiveChannels;
import dev.calsync.provider.WebhookCall;
import dev.calsync.provider.WebhookOutcome;
import dev.calsync.provider.google.GoogleAccount;
import dev.calsync.provider.google.GoogleCalendarProvider;
import dev.calsync.provider.google.PubSubRelay;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.provider.google.testing.LoggedRequest;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.transport.AuthorizationRequest;
import dev.calsync.transport.HttpTransport;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/google.md. */
class GoogleGuideTest {
    private static final String CLIENT_ID = "1234-guide.apps.googleusercontent.com";
    private static final String CLIENT_SECRET = "secret";
    private static final URI REDIRECT = URI.create("https://app.example.com/oauth/google");

    private static GoogleCalendarProvider provider(FakeGoogleCalendar google) {
        return GoogleCalendarProvider.builder(CLIENT_ID, CLIENT_SECRET)
                .rootUrl(google.root())
                .tokenUrl(google.tokenUri())
                .authorizationUrl(google.authorizationUri())
                .allowLoopbackHttp()
                .build();
    }

    private static String parameter(URI address, String name) {
        String query = address.getRawQuery();
        String rest = query.substring(query.indexOf(name + "=") + name.length() + 1);
        return URLDecoder.decode(rest.replaceFirst("&.*", ""), StandardCharsets.UTF_8);
    }

    @Test
    void connecting() throws InterruptedException {
        try (FakeGoogleCalendar fake = FakeGoogleCalendar.start();
                GoogleCalendarProvider google = provider(fake);
                CalendarSync sync = CalendarSync.builder()
                        .store(MemorySyncStore.create())
                        .provider(google)
                        .build()) {
            fake.oauth().client(CLIENT_ID, CLIENT_SECRET);
            sync.start();
            UserSync alice = sync.forUser("alice");
            URI redirect = REDIRECT;
            // region begin
            AuthorizationRequest begun = google.authorization(redirect);
            // Keep `begun` in the user's web session, and send the browser to begun.url().
            // endregion begin
            URI back = fake.oauth().authorize(begun.url(), "alice@example.com");
            String state = parameter(back, "state");
            String code = parameter(back, "code");
            // region connect
            if (!begun.isAnsweredBy(state)) {
                throw new IllegalStateException("somebody else began this");
            }
            Account account = alice.connect(GoogleAccount.authorized(begun, redirect, code));
            for (RemoteCalendar calendar : alice.calendars(account)) {
                System.out.println(calendar.displayName() + (calendar.writable() ? "" : " (read-only)"));
            }
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).account(account.id()));
            // endregion connect
            assertThat(account.identity()).isEqualTo("alice@example.com");
        }
    }

    @Test
    void settings() {
        HttpTransport transport =
                HttpTransport.builder().userAgent("example (gzip)").build();
        // region settings
        GoogleCalendarProvider google = GoogleCalendarProvider.builder(CLIENT_ID, CLIENT_SECRET)
                .attendeePolicy(AttendeePolicy.WRITE_AND_NOTIFY) // HOLD unless told
                .readOnly() // asks users for less
                .pageSize(2_500) // 1,000 unless told
                .quotaUser() // Google counts each account by name
                .transport(transport) // one of your own; let its user agent say gzip
                .build();
        // endregion settings
        google.close();
        transport.close();
    }

    @Test
    void otherWays() {
        String refreshToken = "1//refresh";
        // region ways
        // You have a refresh token already. With its scopes, what is missing is told at once.
        GoogleAccount migrated = GoogleAccount.oauth(OAuthTokens.ofRefreshToken(
                Secret.of(refreshToken),
                Set.of(
                        "https://www.googleapis.com/auth/calendar.events",
                        "https://www.googleapis.com/auth/calendar.calendarlist.readonly")));
        // A user of your own Workspace domain, through a service account (builder.serviceAccount(key)).
        GoogleAccount colleague = GoogleAccount.delegated("bob@example.com");
        // Tokens stay in a vault of yours (CalendarSync.builder().tokens(vault)).
        GoogleAccount vaulted = GoogleAccount.vault("grant-4711");
        // endregion ways
        assertThat(List.of(migrated, colleague, vaulted))
                .noneMatch(account -> account.toString().contains("1//"));
    }

    @Test
    void limits() {
        // region limits
        ProviderLimits limits = ProviderLimits.GOOGLE_CALENDAR.withRule(
                new BudgetRule(BudgetScope.PROJECT, PermitRate.within(20_000, Duration.ofMinutes(1), 2_000)));
        // endregion limits
        assertThat(limits.rate(BudgetScope.PROJECT)).isPresent();
    }

    @Test
    void forecast() {
        Clock clock = Clock.systemUTC();
        try (GoogleCalendarProvider google = GoogleCalendarProvider.of(CLIENT_ID, CLIENT_SECRET)) {
            // region forecast
            GoogleCalendarProvider.DayForecast today = google.forecast(clock.instant());
            if (today.passesThreshold()) {
                System.err.println(today.expected() + " requests to Google are expected on " + today.day());
            }
            // endregion forecast
            assertThat(today.expected()).isZero();
        }
    }

    @Test
    void push() throws InterruptedException {
        HttpTransport transport = HttpTransport.builder().build();
        GoogleCalendarProvider google = GoogleCalendarProvider.of(CLIENT_ID, CLIENT_SECRET);
        LiveChannels channels = path -> Optional.empty();
        WebhookCall delivery = new WebhookCall("POST", "push", Map.of(), Map.of(), new byte[0]);
        // region relay
        PubSubRelay relay =
                PubSubRelay.of(transport, "https://app.example.com/push", "push@my-project.iam.gserviceaccount.com");
        ChangeNotificationSource source = google.notifications().orElseThrow();
        WebhookOutcome outcome =
                relay.open(delivery).map(call -> source.handle(call, channels)).orElse(new WebhookOutcome.Refused(401));
        // endregion relay
        assertThat(outcome).isEqualTo(new WebhookOutcome.Refused(401));
        google.close();
        transport.close();
    }

    @Test
    void fake() throws InterruptedException {
        // region fake
        try (FakeGoogleCalendar google = FakeGoogleCalendar.start();
                GoogleCalendarProvider provider = GoogleCalendarProvider.builder("1-test", "secret")
                        .rootUrl(google.root())
                        .allowLoopbackHttp()
                        .build();
                CalendarSync sync = CalendarSync.builder()
                        .store(MemorySyncStore.create())
                        .provider(provider)
                        .build()) {
            FakeUser alice = google.user("alice@example.com");
            FakeCalendar team = alice.createCalendar("Team");
            team.put(
                    "{\"summary\":\"Stand-up\",\"start\":{\"date\":\"2099-03-02\"},\"end\":{\"date\":\"2099-03-03\"}}");
            google.faults().fail(1, LoggedRequest.of("events.list"), 500, "backendError");
            sync.start();
            UserSync user = sync.forUser("alice");
            user.connect(GoogleAccount.bearer(alice.accessToken()));
            CalendarRef ref = user.calendars(user.accounts().get(0)).get(1).ref();
            user.await(user.syncNow(ref).id(), Duration.ofMinutes(1));
            assertThat(user.events(ref).page(null, 10)).hasSize(1);
        }
        // endregion fake
    }
}
