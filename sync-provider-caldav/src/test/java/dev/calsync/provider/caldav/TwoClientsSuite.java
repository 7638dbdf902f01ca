package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.model.EventSeries;
import dev.calsync.provider.EventWrite;
import dev.calsync.provider.RemoteChange;
import dev.calsync.provider.RemoteSeries;
import dev.calsync.provider.WriteOutcome;
import dev.calsync.provider.WriteOutcome.AlreadyExists;
import dev.calsync.provider.WriteOutcome.Deleted;
import dev.calsync.provider.WriteOutcome.NotFound;
import dev.calsync.provider.WriteOutcome.PreconditionFailed;
import dev.calsync.provider.WriteOutcome.Written;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two sessions of ours at one calendar of a real server. */
@Timeout(120)
abstract class TwoClientsSuite {
    private final RealServer.Kind kind;
    private RealServer server;
    private Conversation alice;
    private Conversation bob;
    private String calendarId;

    TwoClientsSuite(RealServer.Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void makeCalendar() throws Exception {
        server = RealServer.open(kind);
        alice = connect();
        bob = connect();
        calendarId = alice.session().calendars().stream()
                .map(calendar -> calendar.ref().calendarId())
                .filter(id -> id.contains(server.calendarName()))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        if (alice != null) {
            alice.close();
        }
        if (bob != null) {
            bob.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void twoClients_seeEachOther() throws Exception {
        Conversation.Replica here = alice.new Replica(calendarId);
        Conversation.Replica there = bob.new Replica(calendarId);
        EventSeries series = Conversation.event("Ä uid/with:odd chars@example.com", "One, two; \\three\nfour");

        RemoteSeries created = ((Written) alice.write(calendarId, new EventWrite.Create("k1", series))).remote();
        here.has(created);
        there.pull();
        assertThat(there.events()).hasSize(1);
        RemoteSeries seen = there.byUid(series.uid());
        assertThat(seen.id()).isEqualTo(created.id());
        assertThat(seen.etag()).isEqualTo(created.etag());
        assertThat(seen.series().events().get(0).summary()).isEqualTo("One, two; \\three\nfour");
        assertThat(here.pull()).allMatch(RemoteChange.Unchanged.class::isInstance);

        RemoteSeries renamed = ((Written) bob.write(
                        calendarId, new EventWrite.Update("k2", seen, Conversation.renamed(seen.series(), "Two"))))
                .remote();
        assertThat(alice.write(
                        calendarId,
                        new EventWrite.Update("k3", created, Conversation.renamed(created.series(), "Lost"))))
                .isInstanceOf(PreconditionFailed.class);
        here.pull();
        assertThat(here.byUid(series.uid()).series().events().get(0).summary()).isEqualTo("Two");

        assertThat(alice.write(calendarId, new EventWrite.Create("k4", Conversation.event(series.uid(), "Again"))))
                .isEqualTo(new AlreadyExists(created.id()));
        EventWrite delete = new EventWrite.Delete("k5", renamed);
        assertThat(bob.write(calendarId, delete)).isInstanceOf(Deleted.class);
        assertThat(bob.write(calendarId, delete)).isInstanceOfAny(NotFound.class, PreconditionFailed.class);
        assertThat(bob.session().resolve(calendarId, delete)).isInstanceOf(Deleted.class);
        here.pull();
        assertThat(here.events()).isEmpty();
    }

    @Test
    void moreEventsThanAPageHolds_comeInPages_andThenCostOneRequest() throws Exception {
        List<EventWrite> writes = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            writes.add(new EventWrite.Create("k" + i, Conversation.event("uid-" + i, "Event " + i)));
        }
        for (int from = 0; from < writes.size(); from += 50) {
            List<WriteOutcome> outcomes =
                    alice.session().write(calendarId, writes.subList(from, Math.min(from + 50, writes.size())));
            assertThat(outcomes).allMatch(Written.class::isInstance);
        }
        Conversation.Replica there = bob.new Replica(calendarId);

        there.pull();
        assertThat(there.events()).hasSize(70);
        assertThat(there.unreadable()).isEmpty();
        bob.reopen();
        bob.resetCount();
        assertThat(there.pull()).isEmpty();
        assertThat(bob.requests()).isEqualTo(1);
    }

    private Conversation connect() throws InterruptedException {
        return new Conversation(CalDavProvider.builder().allowLoopbackHttp().build(), (CalDavAccount) server.account());
    }
}
