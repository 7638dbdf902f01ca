package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.EventInstance;
import dev.calsync.UserSync;
import dev.calsync.auth.Secret;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.graph.GraphAccount;
import dev.calsync.provider.graph.GraphCalendarProvider;
import dev.calsync.provider.graph.testing.FakeCalendar;
import dev.calsync.provider.graph.testing.FakeGraph;
import dev.calsync.provider.graph.testing.FakeLogin;
import dev.calsync.provider.graph.testing.FakeMailbox;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.transport.AuthorizationRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/graph.md. */
class GraphGuideTest {

    @Test
    void fromConsentToTheFirstSync() throws InterruptedException {
        try (FakeGraph fake = FakeGraph.start()) {
            FakeMailbox mailbox = fake.mailbox("alice@contoso.example");
            FakeCalendar primary = mailbox.primary();
            LocalDate today = LocalDate.now(ZoneOffset.UTC);
            primary.create("{\"subject\":\"Planning\",\"start\":{\"dateTime\":\"" + today
                    + "T10:00:00\",\"timeZone\":\"UTC\"},\"end\":{\"dateTime\":\"" + today
                    + "T11:00:00\",\"timeZone\":\"UTC\"}}");
            GraphCalendarProvider graph = GraphCalendarProvider.builder()
                    .application(FakeLogin.CLIENT_ID, Secret.of(FakeLogin.CLIENT_SECRET))
                    .graph(fake.url())
                    .authority(fake.loginUrl())
                    .allowLoopbackHttp()
                    .build();
            CalendarSync sync = CalendarSync.builder()
                    .store(MemorySyncStore.create())
                    .provider(graph)
                    .build();
            sync.start();
            URI redirect = URI.create("https://app.example.com/calsync/consent");
            // region authorize
            AuthorizationRequest begin = graph.authorization(redirect, GraphCalendarProvider.READ_AND_WRITE);
            URI sendTheBrowserTo = begin.url(); // keep begin.state() and begin.verifier() in the user's web session
            // endregion authorize
            String challenge = List.of(sendTheBrowserTo.getRawQuery().split("&")).stream()
                    .filter(pair -> pair.startsWith("code_challenge="))
                    .findFirst()
                    .orElseThrow()
                    .substring("code_challenge=".length());
            String code = fake.login()
                    .authorizationCode(
                            fake.login().app(FakeLogin.CLIENT_ID),
                            mailbox,
                            redirect.toString(),
                            challenge,
                            GraphCalendarProvider.READ_AND_WRITE.toArray(String[]::new));
            String state = begin.state();
            Secret verifier = begin.verifier();
            Instant from = today.atStartOfDay().toInstant(ZoneOffset.UTC);
            Instant until = from.plus(Duration.ofDays(1));
            // region connect
            if (!begin.isAnsweredBy(state)) {
                throw new IllegalStateException("somebody else began this");
            }
            UserSync alice = sync.forUser("alice");
            Account account = alice.connect(GraphAccount.authorizationCode(code, verifier, redirect));
            CalendarRef calendar = alice.calendars(account).get(0).ref();
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(calendar));
            alice.await(alice.syncNow(calendar).id(), Duration.ofMinutes(5));
            for (EventInstance one : alice.events(calendar).between(from, until)) {
                System.out.println(one.startsAt() + " " + one.event().summary());
            }
            // endregion connect
            assertThat(alice.events(calendar).between(from, until)).hasSize(1);
            sync.close();
        }
    }

    @Test
    void settings() {
        String clientId = "00000000-0000-0000-0000-000000000000";
        Secret secret = Secret.of("value");
        // region of
        GraphCalendarProvider simple = GraphCalendarProvider.of(clientId, "client secret");
        // endregion of
        // region settings
        GraphCalendarProvider graph = GraphCalendarProvider.builder()
                .application(clientId, secret)
                .tenant("organizations") // who may sign in; common unless told
                .attendeePolicy(AttendeePolicy.WRITE_AND_NOTIFY)
                .tileMonths(6)
                .horizon(Duration.ofDays(90), Duration.ofDays(365))
                .farTilesEvery(Duration.ofHours(12))
                .build();
        // endregion settings
        // region cloud
        GraphCalendarProvider government = GraphCalendarProvider.builder()
                .application(clientId, secret)
                .graph(URI.create("https://graph.microsoft.us/v1.0"))
                .authority(URI.create("https://login.microsoftonline.us"))
                .build();
        // endregion cloud
        assertThat(simple.id()).isEqualTo(graph.id()).isEqualTo(government.id());
        simple.close();
        graph.close();
        government.close();
    }

    @Test
    void mailboxesOfAnOrganisation() {
        try (GraphCalendarProvider graph = GraphCalendarProvider.builder()
                .application("00000000-0000-0000-0000-000000000000", Secret.of("value"))
                .tenant("contoso.example")
                .build()) {
            // region application
            GraphAccount room = GraphAccount.application("room-3@contoso.example");
            // endregion application
            assertThat(room.provider()).isEqualTo(graph.id());
        }
    }
}
