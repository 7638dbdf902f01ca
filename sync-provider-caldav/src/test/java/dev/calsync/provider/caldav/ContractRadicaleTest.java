package dev.calsync.provider.caldav;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.testing.contract.CalendarProviderContract;
import dev.calsync.testing.contract.ProviderFixture;
import java.time.Instant;

/** The provider contract against a real Radicale. */
class ContractRadicaleTest extends CalendarProviderContract {
    @Override
    protected ProviderFixture open() {
        RadicaleServer server = RadicaleServer.open();
        CalDavProvider provider = CalDavProvider.builder().allowLoopbackHttp().build();
        return new ProviderFixture() {
            @Override
            public CalendarProvider provider() {
                return provider;
            }

            @Override
            public AccountRequest account() {
                return CalDavAccount.basic(server.url(), server.user(), server.password());
            }

            @Override
            public AccountRequest wrongAccount() {
                return CalDavAccount.basic(server.url(), server.user(), "not " + server.password());
            }

            @Override
            public String calendarName() {
                return server.calendarName();
            }

            @Override
            public void put(EventSeries series) {
                server.put(series.uid(), ICalendar.write(series, Instant.parse("2026-01-01T00:00:00Z")));
            }

            @Override
            public void delete(String uid) {
                server.delete(uid);
            }

            /** Radicale keeps old tokens for a month, so one that it never gave stands in for one it forgot. */
            @Override
            public Checkpoint expired(Checkpoint current) {
                String cursor = current.cursor();
                char last = cursor.charAt(cursor.length() - 1);
                return new Checkpoint(
                        cursor.substring(0, cursor.length() - 1) + (last == '0' ? '1' : '0'), current.fingerprint());
            }

            @Override
            public void close() {
                provider.close();
                server.close();
            }
        };
    }
}
