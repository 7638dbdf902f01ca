package dev.calsync.provider.google;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.google.testing.FakeCalendar;
import dev.calsync.provider.google.testing.FakeGoogleCalendar;
import dev.calsync.provider.google.testing.FakeUser;
import dev.calsync.testing.contract.CalendarProviderContract;
import dev.calsync.testing.contract.ProviderFixture;

/** The provider contract against the fake service. */
class FakeGoogleContractTest extends CalendarProviderContract {
    @Override
    protected ProviderFixture open() {
        FakeGoogleCalendar google = FakeGoogleCalendar.start();
        FakeUser alice = google.user("alice@example.com");
        FakeCalendar team = alice.createCalendar("Team");
        GoogleCalendarProvider provider = GoogleCalendarProvider.builder(
                        "1234-test.apps.googleusercontent.com", "secret")
                .rootUrl(google.root())
                .allowLoopbackHttp()
                .pageSize(100) // so that a round has pages
                .build();
        return new ProviderFixture() {
            @Override
            public CalendarProvider provider() {
                return provider;
            }

            @Override
            public AccountRequest account() {
                return GoogleAccount.bearer(alice.accessToken());
            }

            @Override
            public AccountRequest wrongAccount() {
                return GoogleAccount.bearer("wrong");
            }

            @Override
            public String calendarName() {
                return "Team";
            }

            @Override
            public void put(EventSeries series) {
                ApiEvents.put(team, series);
            }

            @Override
            public void delete(String uid) {
                team.delete(ApiEvents.idOf(team, uid));
            }

            @Override
            public Checkpoint expired(Checkpoint current) {
                team.expireSyncTokens();
                return current;
            }

            @Override
            public void close() {
                provider.close();
                google.close();
            }
        };
    }
}
