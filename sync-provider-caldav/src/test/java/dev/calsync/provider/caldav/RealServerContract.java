package dev.calsync.provider.caldav;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.provider.caldav.icalendar.ICalendar;
import dev.calsync.testing.contract.CalendarProviderContract;
import dev.calsync.testing.contract.ProviderFixture;
import java.time.Instant;

/** The provider contract against a real server. */
abstract class RealServerContract extends CalendarProviderContract {
    private final RealServer.Kind kind;

    RealServerContract(RealServer.Kind kind) {
        this.kind = kind;
    }

    @Override
    protected ProviderFixture open() {
        RealServer server = RealServer.open(kind);
        CalDavProvider provider = CalDavProvider.builder().allowLoopbackHttp().build();
        return new ProviderFixture() {
            @Override
            public CalendarProvider provider() {
                return provider;
            }

            @Override
            public AccountRequest account() {
                return server.account();
            }

            @Override
            public AccountRequest wrongAccount() {
                return server.wrongAccount();
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

            /** Servers keep old tokens for long, so one that was never given stands in for one that was forgotten. */
            @Override
            public Checkpoint expired(Checkpoint current) {
                String cursor = current.cursor();
                return new Checkpoint(
                        cursor.substring(0, cursor.lastIndexOf(' ') + 1) + server.unknownToken(),
                        current.fingerprint());
            }

            @Override
            public void close() {
                provider.close();
                server.close();
            }
        };
    }
}
