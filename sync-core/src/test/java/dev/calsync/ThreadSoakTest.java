package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static dev.calsync.SyncWorld.master;
import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.TransientException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.listener.SyncListener;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.model.Account;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.RemoteCalendar;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on real threads: what virtual time cannot show. */
class ThreadSoakTest {
    private static final int CALENDARS = 20;
    private static final int EVENTS = 30;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemorySyncStore store = MemorySyncStore.create();
    private final ScriptedProvider provider = new ScriptedProvider().pageSize(3);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    @Timeout(60)
    void engineThatClosesDuringWork_handsBackWhatIsLeft_andAnotherFinishes() throws InterruptedException {
        provider.beforeCall(call -> {
            if (calls.incrementAndGet() % 7 == 0) {
                throw new TransientException("the server is in trouble");
            }
        });
        for (int i = 0; i < CALENDARS; i++) {
            for (int j = 0; j < EVENTS; j++) {
                provider.calendar("c" + i).put(event("uid-" + j, "Event " + j));
            }
        }
        List<CalendarRef> calendars;
        List<SyncJob> jobs = new ArrayList<>();
        try (CalendarSync first = engine("first")) {
            first.start();
            UserSync alice = first.forUser("alice");
            calendars = connect(alice);
            for (CalendarRef calendar : calendars) {
                alice.events(calendar).put(master("mine", "Mine"));
                jobs.add(alice.syncNow(List.of(calendar), SyncType.FULL, Priority.HIGH));
            }
            alice.await(jobs.get(0).id(), SOON);
        }
        for (CalendarRef calendar : calendars) {
            assertThat(claimed(calendar)).as("%s is handed back", calendar).isFalse();
        }
        try (CalendarSync second = engine("second")) {
            second.start();
            UserSync alice = second.forUser("alice");
            for (SyncJob job : jobs) {
                assertThat(alice.await(job.id(), SOON).status()).isEqualTo(JobStatus.COMPLETED);
            }
            for (CalendarRef calendar : calendars) {
                assertThat(alice.events(calendar).page(null, 1_000)).hasSize(EVENTS + 1);
                assertThat(provider.calendar(calendar.calendarId()).events()).hasSize(EVENTS + 1);
                assertThat(provider.calendar(calendar.calendarId()).appliedKeys())
                        .doesNotHaveDuplicates();
            }
        }
    }

    private boolean claimed(CalendarRef calendar) {
        return store.inTransaction(tx -> tx.work().find(calendar).orElseThrow().running());
    }

    private List<CalendarRef> connect(UserSync user) throws InterruptedException {
        while (true) {
            try {
                Account account = user.connect(provider.account("alice"));
                return user.calendars(account).stream().map(RemoteCalendar::ref).toList();
            } catch (TransientException again) {
                assertThat(calls.get()).isLessThan(100);
            }
        }
    }

    @Test
    @Timeout(60)
    void slowListener_holdsUpItsOwnRunOnly() throws InterruptedException {
        for (int i = 0; i < CALENDARS; i++) {
            provider.calendar("c" + i);
        }
        Set<CalendarRef> told = ConcurrentHashMap.newKeySet();
        AtomicReference<CalendarRef> slow = new AtomicReference<>();
        CountDownLatch others = new CountDownLatch(CALENDARS - 1);
        CountDownLatch goOn = new CountDownLatch(1);
        SyncListener listener = event -> {
            if (event instanceof SyncEvent.RunFinished finished) {
                // The first one takes its time.
                if (slow.compareAndSet(null, finished.calendar())) {
                    awaitUninterruptibly(goOn);
                } else if (told.add(finished.calendar())) {
                    others.countDown();
                }
            }
        };
        try (CalendarSync engine = CalendarSync.builder()
                .store(store)
                .provider(provider)
                .listener(listener)
                .build()) {
            engine.start();
            UserSync alice = engine.forUser("alice");
            alice.syncNow(connect(alice), SyncType.INCREMENTAL, Priority.HIGH);

            others.await();
            assertThat(told).hasSize(CALENDARS - 1);
            goOn.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private CalendarSync engine(String node) {
        return CalendarSync.builder()
                .store(store)
                .provider(provider)
                .node(node)
                .pollInterval(Duration.ofMillis(50))
                .concurrency(Concurrency.workers(4).perUser(4))
                .retry(RetryPolicy.exponential(Duration.ofMillis(5), Duration.ofMillis(50))
                        .withMaxRetries(30))
                .build();
    }
}
