package dev.calsync.provider.caldav;

import dev.calsync.provider.AccountRequest;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import java.net.URI;

/** Here it is the fake server that is judged: a client that was not made for it gets along with it. */
class ConvergenceFakeTest extends ConvergenceSuite {
    @Override
    protected Place open() {
        FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
        FakeCalendar calendar = server.createCalendar("alice", "shared", "Shared");
        return new Place() {
            @Override
            public AccountRequest account() {
                return CalDavAccount.basic(server.url(), user(), password());
            }

            @Override
            public URI calendar() {
                return calendar.url();
            }

            @Override
            public String user() {
                return "alice";
            }

            @Override
            public String password() {
                return "secret";
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
