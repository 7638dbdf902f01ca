package dev.calsync.provider.caldav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.CalendarSync;
import dev.calsync.UserSync;
import dev.calsync.job.JobStatus;
import dev.calsync.job.SyncJob;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.caldav.testing.FakeCalDavServer;
import dev.calsync.provider.caldav.testing.FakeCalendar;
import dev.calsync.provider.caldav.testing.LoggedRequest;
import dev.calsync.provider.caldav.testing.Quirk;
import dev.calsync.testing.wire.HeldRequests;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on real threads pushes to the fake server over as many connections as the host allows. */
@Timeout(60)
class ParallelPushTest {
    private static final Predicate<LoggedRequest> PUT = LoggedRequest.withMethod("PUT");
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Once throttled, a hundred a second: at the provider's own pace these tests would wait for half a minute. */
    private static final ProviderLimits LIMITS = ProviderLimits.CALDAV
            .withConcurrency(3, 3)
            .withRule(new BudgetRule(BudgetScope.PROJECT, PermitRate.whenThrottled(6_000, Duration.ofMinutes(1), 60)));

    private final FakeCalDavServer server = FakeCalDavServer.start().user("alice", "secret");
    private final FakeCalendar calendar = server.createCalendar("alice", "work", "Work");
    private final CalendarSync sync = CalendarSync.builder()
            .store(MemorySyncStore.create())
            .provider(CalDavProvider.builder().allowLoopbackHttp().build())
            .limits(CalDavProvider.ID, LIMITS)
            .build();
    private UserSync alice;
    private CalendarRef work;

    @BeforeEach
    void start() {
        sync.start();
    }

    @AfterEach
    void stop() {
        sync.close();
        server.close();
    }

    private void connect() throws InterruptedException {
        alice = sync.forUser("alice");
        Account account = alice.connect(CalDavAccount.basic(server.url(), "alice", "secret"));
        work = alice.calendars(account).get(0).ref();
    }

    private void edit(int from, int until) {
        for (int i = from; i < until; i++) {
            alice.events(work).put(Conversation.event("u" + i, "Event " + i));
        }
    }

    private JobStatus syncNow() throws InterruptedException {
        return alice.await(alice.syncNow(work).id(), SOON).status();
    }

    @Test
    void pushes_goOverAsManyConnectionsAsTheHostAllows() throws Exception {
        connect();
        edit(0, 1);
        assertThat(syncNow()).isEqualTo(JobStatus.COMPLETED);
        HeldRequests held = server.faults().hold(100, PUT);
        edit(1, 60);

        SyncJob job = alice.syncNow(work);
        assertThat(held.awaitArrival(3, SOON)).isTrue();
        assertThat(held.unexpected()).isZero();
        held.release();
        assertThat(alice.await(job.id(), SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(calendar.resources()).hasSize(60);
        assertThat(server.requests().count(PUT))
                .as("two of them ask whether preconditions count")
                .isEqualTo(62);
    }

    @Test
    void serverThatWantsDigests_isSentOneAfterTheOther() throws Exception {
        server.quirks(Quirk.DIGEST_ONLY);
        connect();
        HeldRequests held = server.faults().hold(100, PUT);
        edit(0, 20);

        SyncJob job = alice.syncNow(work);
        assertThat(held.awaitArrival(1, SOON)).isTrue();
        held.release();
        assertThat(alice.await(job.id(), SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(calendar.resources()).hasSize(20);
    }

    @Test
    void throttledInTheMiddle_losesNothing_andSendsNothingTwice() throws Exception {
        connect();
        edit(0, 40);
        server.faults()
                .fail(1, PUT.and(request -> request.path().contains("u2")), 503, java.util.Map.of("Retry-After", "1"));

        SyncJob job = alice.syncNow(work);
        assertThat(alice.await(job.id(), SOON).status()).isEqualTo(JobStatus.COMPLETED);
        while (calendar.resources().size() < 40) {
            assertThat(syncNow()).isEqualTo(JobStatus.COMPLETED);
        }
        assertThat(server.requests().count(PUT.and(request -> request.status() < 300)))
                .isEqualTo(40);
    }
}
