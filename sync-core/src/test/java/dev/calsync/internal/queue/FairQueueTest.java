package dev.calsync.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final ProviderId GOOGLE = ProviderId.of("google");
    private static final ProviderId CALDAV = ProviderId.of("caldav");
    private static final Duration AGEING = Duration.ofMinutes(5);

    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private Instant now = start;
    private long versions;

    /** One account for each user, one run at a time unless told. */
    private QueuedWork work(String user, String calendar, Priority priority, Instant dueAt) {
        return work(user, user, GOOGLE, null, calendar, priority, dueAt);
    }

    private QueuedWork work(String user, String calendar) {
        return work(user, calendar, Priority.NORMAL, now);
    }

    private QueuedWork work(
            String user,
            String account,
            ProviderId provider,
            String host,
            String calendar,
            Priority priority,
            Instant dueAt) {
        return new QueuedWork(
                new CalendarRef(AccountId.of(account), calendar),
                UserId.of(user),
                provider,
                host,
                priority,
                SyncType.INCREMENTAL,
                dueAt,
                dueAt,
                ++versions);
    }

    private static FairQueue wide(int workers) {
        return new FairQueue(QueueLimits.of(workers).perUser(workers).perAccount(workers));
    }

    private List<String> drain(FairQueue queue) {
        List<String> order = new ArrayList<>();
        for (QueuedWork next = queue.poll(now); next != null; next = queue.poll(now)) {
            order.add(next.calendar().calendarId());
            queue.ended(next.calendar(), now);
        }
        return order;
    }

    @Test
    void stronger_goesFirst_thenDueTime_thenArrival() {
        FairQueue queue = wide(1);
        queue.offer(work("alice", "low", Priority.LOW, now.minusSeconds(9)), now);
        queue.offer(work("alice", "second", Priority.NORMAL, now.minusSeconds(1)), now);
        queue.offer(work("alice", "third", Priority.NORMAL, now.minusSeconds(1)), now);
        queue.offer(work("alice", "first", Priority.NORMAL, now.minusSeconds(2)), now);
        queue.offer(work("alice", "high", Priority.HIGH, now), now);
        assertThat(drain(queue)).containsExactly("high", "first", "second", "third", "low");
    }

    @Test
    void notDue_isNotStarted_beforeItsTime() {
        FairQueue queue = wide(1);
        queue.offer(work("alice", "a", Priority.HIGH, now.plusNanos(1)), now);
        assertThat(queue.poll(now)).isNull();
        assertThat(queue.waiting(new CalendarRef(AccountId.of("alice"), "a"), now))
                .hasValueSatisfying(why -> assertThat(why).startsWith("it is due at"));
        assertThat(queue.poll(now.plusNanos(1_000))).isNotNull();
    }

    @Test
    void userWithTenThousandCalendars_delaysAnotherByOneRound() {
        FairQueue queue = wide(1);
        for (int i = 0; i < 10_000; i++) {
            queue.offer(work("crowd", "c" + i, Priority.NORMAL, now.minusSeconds(60)), now);
        }
        queue.offer(work("alice", "a"), now);
        queue.offer(work("bob", "b"), now);
        assertThat(drain(queue).subList(0, 3)).containsExactly("c0", "a", "b");
    }

    @Test
    void newerVersion_replaces_olderDoesNot() {
        FairQueue queue = wide(1);
        QueuedWork older = work("alice", "a", Priority.HIGH, now);
        queue.offer(work("alice", "b", Priority.NORMAL, now), now);
        queue.offer(work("alice", "a", Priority.LOW, now), now);
        queue.offer(older, now);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.depth(Priority.LOW)).isEqualTo(1);
        assertThat(drain(queue)).containsExactly("b", "a");
        queue.offer(work("alice", "b", Priority.NORMAL, now), now);
        queue.offer(work("alice", "a", Priority.NORMAL, now), now);
        queue.offer(work("alice", "a", Priority.HIGH, now.plusSeconds(1)), now);
        assertThat(queue.depth(Priority.HIGH)).isEqualTo(1);
        now = now.plusSeconds(1);
        assertThat(drain(queue)).containsExactly("a", "b");
    }

    @Test
    void calendarThatRuns_isNotStartedAgain_untilItHasEnded() {
        FairQueue queue = wide(4);
        QueuedWork first = work("alice", "a");
        queue.offer(first, now);
        assertThat(queue.poll(now)).isEqualTo(first);
        QueuedWork again = work("alice", "a");
        queue.offer(again, now);
        assertThat(queue.poll(now)).isNull();
        assertThat(queue.waiting(first.calendar(), now)).contains("it runs, and runs again after that");
        queue.ended(first.calendar(), now);
        assertThat(queue.poll(now)).isEqualTo(again);
        queue.ended(again.calendar(), now);
        queue.ended(again.calendar(), now);
        assertThat(queue.running()).isZero();
    }

    @Test
    void limits_holdBackWhatIsOverThem_andTellWhy() {
        FairQueue queue = new FairQueue(QueueLimits.of(10)
                .perUser(2)
                .perAccount(1)
                .perProvider(100, Map.of(CALDAV, 1))
                .reserved(0, 0));
        queue.offer(work("alice", "a1", GOOGLE, null, "one", Priority.NORMAL, now), now);
        QueuedWork sameAccount = work("alice", "a1", GOOGLE, null, "two", Priority.NORMAL, now);
        queue.offer(sameAccount, now);
        assertThat(queue.poll(now)).isNotNull();
        assertThat(queue.poll(now)).isNull();
        assertThat(queue.waiting(sameAccount.calendar(), now)).contains("account a1 has 1 of 1 runs");
        queue.offer(work("alice", "a2", CALDAV, null, "three", Priority.NORMAL, now), now);
        QueuedWork overUser = work("alice", "a3", GOOGLE, null, "four", Priority.NORMAL, now);
        assertThat(queue.poll(now)).isNotNull();
        queue.offer(overUser, now);
        assertThat(queue.poll(now)).isNull();
        assertThat(queue.waiting(overUser.calendar(), now)).contains("user alice has 2 of 2 runs");
        QueuedWork overProvider = work("bob", "b1", CALDAV, null, "five", Priority.NORMAL, now);
        queue.offer(overProvider, now);
        assertThat(queue.poll(now)).isNull();
        assertThat(queue.waiting(overProvider.calendar(), now)).contains("provider caldav has 1 of 1 runs");
        queue.workers(2);
        QueuedWork overWorkers = work("carol", "five");
        queue.offer(overWorkers, now);
        assertThat(queue.waiting(overWorkers.calendar(), now)).contains("all 2 workers are busy");
        queue.ended(new CalendarRef(AccountId.of("a1"), "one"), now);
        assertThat(queue.poll(now)).isIn(sameAccount, overUser, overWorkers);
    }

    @Test
    void gates_holdBackUntilTheyOpen() {
        FairQueue queue = wide(8);
        QueuedWork atHost = work("alice", "a", CALDAV, "dav.example.com", "one", Priority.NORMAL, now);
        QueuedWork elsewhere = work("bob", "b", CALDAV, "dav.example.org", "two", Priority.NORMAL, now);
        queue.close(new QueueGate.OfHost("dav.example.com"), now.plusSeconds(30), now);
        queue.offer(atHost, now);
        queue.offer(elsewhere, now);
        assertThat(queue.nextOpening()).isEqualTo(now.plusSeconds(30));
        assertThat(queue.waiting(atHost.calendar(), now))
                .contains("host dav.example.com is closed until 2026-01-01T00:00:30Z");
        assertThat(queue.poll(now)).isEqualTo(elsewhere);
        assertThat(queue.poll(now)).isNull();
        queue.close(new QueueGate.OfAccount(AccountId.of("a")), now.plusSeconds(40), now);
        queue.close(new QueueGate.OfProvider(CALDAV), now.plusSeconds(50), now);
        assertThat(queue.poll(now.plusSeconds(30))).isNull();
        assertThat(queue.poll(now.plusSeconds(40))).isNull();
        queue.close(new QueueGate.OfProvider(CALDAV), now.plusSeconds(60), now.plusSeconds(40));
        assertThat(queue.poll(now.plusSeconds(59))).isNull();
        assertThat(queue.poll(now.plusSeconds(60))).isEqualTo(atHost);
        assertThat(queue.nextOpening()).isNull();
    }

    @Test
    void accountThatMovesToAnotherHost_obeysThatOne() {
        FairQueue queue = wide(8);
        queue.close(new QueueGate.OfHost("old"), now.plusSeconds(30), now);
        queue.offer(work("alice", "a", CALDAV, "old", "one", Priority.NORMAL, now), now);
        assertThat(queue.poll(now)).isNull();
        queue.offer(work("alice", "a", CALDAV, "new", "one", Priority.NORMAL, now), now);
        queue.offer(work("alice", "a", CALDAV, "new", "two", Priority.NORMAL, now), now);
        assertThat(queue.poll(now)).isNotNull();
        queue.close(new QueueGate.OfHost("new"), now.plusSeconds(30), now);
        assertThat(queue.poll(now)).isNull();
    }

    @Test
    void batch_isOneSlot_untilItsLastHasEnded() {
        FairQueue queue = new FairQueue(QueueLimits.of(2).perUser(1));
        QueuedWork first = work("alice", "a", Priority.NORMAL, now.minusSeconds(1));
        QueuedWork soon = work("alice", "b", Priority.NORMAL, now.plusSeconds(20));
        QueuedWork later = work("alice", "c", Priority.NORMAL, now.plusSeconds(40));
        QueuedWork weaker = work("alice", "d", Priority.LOW, now);
        for (QueuedWork each : List.of(first, soon, later, weaker)) {
            queue.offer(each, now);
        }
        assertThat(queue.poll(now)).isEqualTo(first);
        assertThat(queue.mates(first, now.plusSeconds(30), 8)).containsExactly(soon);
        assertThat(queue.mates(first, now.plusSeconds(60), 0)).isEmpty();
        assertThat(queue.running()).isEqualTo(1);
        queue.ended(first.calendar(), now);
        assertThat(queue.poll(now)).isNull();
        queue.ended(soon.calendar(), now);
        assertThat(queue.poll(now)).isEqualTo(weaker);
        assertThatThrownBy(() -> queue.mates(first, now, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void placeThatIsLeft_isFree_thoughItsCalendarWaitsForTheEnd() {
        FairQueue queue = new FairQueue(QueueLimits.of(1));
        QueuedWork first = work("alice", "a", Priority.NORMAL, now);
        QueuedWork mate = work("alice", "b", Priority.NORMAL, now);
        QueuedWork other = work("bob", "c");
        List.of(first, mate, other).forEach(each -> queue.offer(each, now));
        assertThat(queue.poll(now)).isEqualTo(first);
        assertThat(queue.mates(first, now, 8)).containsExactly(mate);

        queue.released(first.calendar(), now);
        queue.released(first.calendar(), now);
        assertThat(queue.running()).as("its mate goes on").isEqualTo(1);
        queue.released(mate.calendar(), now);
        assertThat(queue.running()).isZero();
        QueuedWork again = work("alice", "a");
        queue.offer(again, now);
        assertThat(queue.poll(now)).isEqualTo(other);
        queue.released(other.calendar(), now);
        assertThat(queue.poll(now)).as("how a ended is not kept yet").isNull();

        queue.ended(first.calendar(), now);
        assertThat(queue.poll(now)).isEqualTo(again);
        queue.ended(mate.calendar(), now);
        queue.ended(other.calendar(), now);
        assertThat(queue.running()).isEqualTo(1);
        queue.released(CalendarRef.parse("account:alice/unknown"), now);
    }

    @Test
    void workersAreReserved_forStrongerWork_howeverOldTheWeakerIs() {
        FairQueue queue = wide(10);
        for (int i = 0; i < 20; i++) {
            queue.offer(work("alice", "low" + i, Priority.LOW, now.minus(AGEING.multipliedBy(3))), now);
        }
        assertThat(pollAll(queue)).hasSize(6);
        assertThat(queue.waiting(new CalendarRef(AccountId.of("alice"), "low19"), now))
                .contains("the workers that are free are reserved for work stronger than low");
        for (int i = 0; i < 20; i++) {
            queue.offer(work("bob", "normal" + i), now);
        }
        assertThat(pollAll(queue)).hasSize(2);
        for (int i = 0; i < 20; i++) {
            queue.offer(work("carol", "high" + i, Priority.HIGH, now), now);
        }
        assertThat(pollAll(queue)).hasSize(2);
        assertThat(queue.running()).isEqualTo(10);
    }

    @Test
    void reservation_isAtLeastOneOfThree_andNothingOfTwo() {
        assertThat(QueueLimits.of(1).workersForLow()).isEqualTo(1);
        assertThat(QueueLimits.of(2).workersForLow()).isEqualTo(2);
        assertThat(QueueLimits.of(3).workersForLow()).isEqualTo(1);
        assertThat(QueueLimits.of(3).workersBelowHigh()).isEqualTo(2);
        assertThat(QueueLimits.of(64).workersForLow()).isEqualTo(40);
        assertThat(QueueLimits.of(4).reserved(9, 9).workersForLow()).isEqualTo(1);
    }

    private List<QueuedWork> pollAll(FairQueue queue) {
        List<QueuedWork> polled = new ArrayList<>();
        for (QueuedWork next = queue.poll(now); next != null; next = queue.poll(now)) {
            polled.add(next);
        }
        return polled;
    }

    /** Strong work of many users never ends; the promise in FairQueue's text says how long weak work waits at most. */
    @Test
    void lowWork_waitsNoLongerThanPromised_whileStrongerWorkNeverEnds() {
        for (int workers : new int[] {1, 2, 3, 10}) {
            for (int users : new int[] {1, 7, 40}) {
                Duration waited = waitOfThirdLow(workers, users);
                Duration run = Duration.ofSeconds(10);
                int share = QueueLimits.of(workers).workersForLow();
                int rounds = (users + 1 + share - 1) / share;
                assertThat(waited)
                        .as("%s workers, %s users", workers, users)
                        .isGreaterThan(AGEING.multipliedBy(2).minus(run))
                        .isLessThanOrEqualTo(AGEING.multipliedBy(2).plus(run.multipliedBy(3L * rounds)));
            }
        }
    }

    /** The wait of the last of a user's three LOW, due together, beside users with endless HIGH and NORMAL work. */
    private Duration waitOfThirdLow(int workers, int users) {
        now = start;
        FairQueue queue = wide(workers);
        for (int i = 0; i < 3; i++) {
            queue.offer(work("patient", "low" + i, Priority.LOW, now), now);
        }
        Deque<QueuedWork> underWay = new ArrayDeque<>();
        Deque<Instant> ends = new ArrayDeque<>();
        int low = 0;
        while (true) {
            for (int user = 0; user < users; user++) {
                for (int i = 0; i <= workers; i++) {
                    queue.offer(work("busy" + user, "h" + i, Priority.HIGH, now), now);
                    queue.offer(work("busy" + user, "n" + i, Priority.NORMAL, now), now);
                }
            }
            for (QueuedWork next : pollAll(queue)) {
                low += next.priority() == Priority.LOW ? 1 : 0;
                underWay.add(next);
                ends.add(now.plusSeconds(10));
            }
            if (low == 3) {
                return Duration.between(start, now);
            }
            now = now.plusSeconds(1);
            while (!ends.isEmpty() && !ends.element().isAfter(now)) {
                ends.remove();
                queue.ended(underWay.remove().calendar(), now);
            }
        }
    }

    @Test
    void oldestWait_countsFromTheDueTime_ofWhatWaits() {
        FairQueue queue = wide(2);
        queue.offer(work("alice", "a", Priority.NORMAL, now.minusSeconds(50)), now);
        queue.offer(work("bob", "b", Priority.NORMAL, now.minusSeconds(20)), now);
        assertThat(queue.oldestWait(Priority.NORMAL, now)).isEqualTo(Duration.ofSeconds(50));
        queue.poll(now);
        assertThat(queue.oldestWait(Priority.NORMAL, now)).isEqualTo(Duration.ofSeconds(20));
        assertThat(queue.oldestWait(Priority.LOW, now)).isZero();
    }

    @Test
    void clear_forgetsWhatWaits_andKeepsTheSlots() {
        FairQueue queue = wide(2);
        queue.offer(work("alice", "a"), now);
        QueuedWork running = queue.poll(now);
        queue.offer(work("alice", "a"), now);
        queue.offer(work("bob", "b"), now);
        queue.clear();
        assertThat(queue.size()).isZero();
        assertThat(queue.running()).isEqualTo(1);
        queue.ended(running.calendar(), now);
        assertThat(queue.poll(now)).isNull();
        assertThat(queue.running()).isZero();
    }

    @Test
    void timesBeyondAllBounds_areTakenAsTheFarthest() {
        FairQueue queue = wide(2);
        queue.offer(work("alice", "never", Priority.LOW, Instant.MAX), now);
        queue.offer(work("alice", "always", Priority.LOW, Instant.MIN), now);
        queue.close(new QueueGate.OfProvider(CALDAV), Instant.MAX, now);
        assertThat(drain(queue)).containsExactly("always");
    }

    @Test
    void badInput_isRefused_andChangesNothing() {
        FairQueue queue = wide(2);
        queue.offer(work("alice", "shared", GOOGLE, null, "a", Priority.LOW, now), now);
        assertThatThrownBy(() -> queue.offer(work("bob", "shared", GOOGLE, null, "b", Priority.LOW, now), now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shared");
        assertThat(queue.size()).isEqualTo(1);
        assertThatThrownBy(() -> queue.workers(0)).isInstanceOf(InvalidConfigurationException.class);
        assertThat(queue.limits().workers()).isEqualTo(2);
        assertThatThrownBy(() -> new QueueLimits(0, 0, 1, 1, Map.of(GOOGLE, 0), -1, -1, Duration.ZERO))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSize(4));
    }
}
