package dev.calsync.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.AttendeePolicy;
import dev.calsync.provider.caldav.CalDavAccount;
import dev.calsync.provider.caldav.CalDavProvider;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.schedule.SyncSchedule;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of docs/guide/caldav.md. */
class CalDavGuideTest {

    @Test
    void fromTheAddressToTheFirstSync() throws InterruptedException {
        try (FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
                CalendarSync sync = CalendarSync.builder()
                        .store(MemorySyncStore.create())
                        .provider(CalDavProvider.builder().allowLoopbackHttp().build())
                        .build()) {
            server.createCalendar("alice", "work", "Work");
            sync.start();
            URI address = server.url();
            String password = "secret";
            // region connect
            UserSync alice = sync.forUser("alice");
            Account account = alice.connect(CalDavAccount.basic(address, "alice", password));
            CalendarRef calendar = alice.calendars(account).get(0).ref();
            alice.schedule(SyncSchedule.every(Duration.ofMinutes(15)).calendars(calendar));
            // endregion connect
            assertThat(alice.await(alice.syncNow(calendar).id(), Duration.ofSeconds(30))
                            .status())
                    .isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void everySettingIsThere() {
        // region settings
        CalDavProvider caldav = CalDavProvider.builder()
                .attendeePolicy(AttendeePolicy.WRITE_SILENTLY)
                .auditEvery(Duration.ofHours(12))
                .credentialsToOneOriginOnly()
                .build();
        // endregion settings
        caldav.close();
    }
}
