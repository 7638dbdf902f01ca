package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.EditOutcome;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.EventSeries;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A resource that turns unreadable while the whole engine synchronises its calendar. */
@Timeout(60)
class UnreadableSeriesTest {
    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar calendar = server.createCalendar("alice", "work", "Work");
    private CalendarSync sync;
    private UserSync alice;
    private CalendarRef ref;

    @BeforeEach
    void connect() throws Exception {
        sync = CalendarSync.builder()
                .store(MemorySyncStore.create())
                .provider(CalDavProvider.builder().allowLoopbackHttp().build())
                .build();
        sync.start();
        alice = sync.forUser("alice");
        ref = alice.calendars(alice.connect(CalDavAccount.basic(server.url(), "alice", "secret")))
                .get(0)
                .ref();
    }

    @AfterEach
    void stop() {
        sync.close();
        server.close();
    }

    @Test
    void waitsInQuarantine_withLineReasonAndText_andIsNeverWrittenBack() throws Exception {
        calendar.put("good.ics", Conversation.text("good", "Good"));
        calendar.put("e.ics", Conversation.text("e", "One"));
        assertThat(syncNow()).isEqualTo(JobStatus.COMPLETED);
        String broken = Conversation.text("e", "One").replaceFirst("DTSTART[^\r]*", "DTSTART:whenever");
        calendar.put("e.ics", broken);

        assertThat(syncNow()).isEqualTo(JobStatus.PARTIAL);
        assertThat(alice.quarantine(ref, 10)).singleElement().satisfies(kept -> {
            assertThat(kept.reason()).contains("DTSTART").contains("line ").doesNotContain("whenever");
            assertThat(kept.original()).isEqualTo(broken);
            assertThat(kept.toString()).doesNotContain("whenever");
        });

        EventSeries held = alice.events(ref).page(null, 10).stream()
                .map(each -> each.series())
                .filter(each -> each.uid().equals("e"))
                .findFirst()
                .orElseThrow();
        assertThat(alice.events(ref)
                        .put(held.map(event -> event.toBuilder().summary("Ours").build())
                                .withVersion(held.version())))
                .isInstanceOf(EditOutcome.Saved.class);
        syncNow();
        assertThat(calendar.resource("e.ics").orElseThrow().text()).isEqualTo(broken);

        calendar.put("e.ics", Conversation.text("e", "Mended"));
        calendar.put("good.ics", Conversation.text("good", "Better"));
        syncNow();
        assertThat(alice.quarantine(ref, 10)).noneMatch(kept -> kept.original() != null);
        assertThat(alice.events(ref).page(null, 10))
                .extracting(each -> each.series().events().get(0).summary())
                .contains("Better");
    }

    private JobStatus syncNow() throws InterruptedException {
        return alice.await(alice.syncNow(ref).id(), Duration.ofSeconds(30)).status();
    }
}
