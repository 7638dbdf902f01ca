package dev.calsync.testing;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.CalendarProvider;
import dev.calsync.provider.Checkpoint;
import dev.calsync.testing.contract.CalendarProviderContract;
import dev.calsync.testing.contract.ProviderFixture;

// region contract
class ScriptedProviderTest extends CalendarProviderContract {
    @Override
    protected ProviderFixture open() {
        ScriptedProvider provider = new ScriptedProvider();
        ScriptedCalendar calendar = provider.calendar("team");
        return new ProviderFixture() {
            @Override
            public CalendarProvider provider() {
                return provider;
            }

            @Override
            public AccountRequest account() {
                return provider.account("alice");
            }

            @Override
            public String calendarName() {
                return "team";
            }

            @Override
            public void put(EventSeries series) {
                calendar.put(series);
            }

            @Override
            public void delete(String uid) {
                calendar.delete(uid);
            }

            @Override
            public Checkpoint expired(Checkpoint current) {
                calendar.expireCursors();
                return current;
            }

            @Override
            public void close() {
                provider.close();
            }
        };
    }
}
// endregion contract
