package dev.calsync.provider.caldav;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.testing.contract.CalendarProviderContract;
import dev.calsync.testing.contract.ProviderFixture;
import java.time.Instant;
import java.util.Map;

/** The provider contract against the fake server. */
class FakeServerContractTest extends CalendarProviderContract {
    @Override
    protected ProviderFixture open() {
        FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
        FakeCalendar calendar = server.createCalendar("alice", "team", "Team");
        CalDavProvider provider = CalDavProvider.builder().allowLoopbackHttp().build();
        return new ProviderFixture() {
            @Override
            public CalendarProvider provider() {
                return provider;
            }

            @Override
            public AccountRequest account() {
                return CalDavAccount.basic(server.url(), "alice", "secret");
            }

            @Override
            public AccountRequest wrongAccount() {
                return CalDavAccount.basic(server.url(), "alice", "wrong");
            }

            @Override
            public String calendarName() {
                return "Team";
            }

            @Override
            public void put(EventSeries series) {
                String text = ICalendar.write(series, Instant.parse("2026-01-01T00:00:00Z"));
                calendar.put(existing(series.uid()), text);
            }

            @Override
            public void delete(String uid) {
                calendar.remove(existing(uid));
            }

            private String existing(String uid) {
                return calendar.resources().entrySet().stream()
                        .filter(resource -> resource.getValue().text().contains("UID:" + uid + "\r\n"))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(uid + ".ics");
            }

            @Override
            public Checkpoint expired(Checkpoint current) {
                calendar.expireSyncTokens();
                return current;
            }

            @Override
            public void close() {
                provider.close();
                server.close();
            }
        };
    }
}
