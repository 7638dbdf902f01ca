package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.error.TransientException;
import dev.calsync.job.Priority;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.RetryPolicy;
import dev.calsync.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service or an account that fails again and again is left alone for a while, by all engines on a store. */
class BreakersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SyncWorld world = new SyncWorld(15);
    private final List<Instant> sent = new ArrayList<>();
    private boolean down;

    @AfterEach
    void close() {
        world.close();
    }

    @BeforeEach
    void countRequests() {
        world.provider.beforeCall(call -> {
            sent.add(world.now());
            if (down) {
                throw new TransientException("the server is in trouble");
            }
        });
    }

    /** Each account has a service of its own, so that only its own breaker is in play. */
    private void servicesOfTheirOwn() {
        world.provider.services(account -> "host-" + account.id());
    }

    private List<CalendarRef> account(String user, String account, int calendars) {
        List<CalendarRef> refs = world.calendars(user, account, calendars);
        refs.forEach(ref -> world.provider.calendar(ref.calendarId()));
        return refs;
    }

    private CalendarSync engine(String node) {
        return world.engine(builder -> builder.node(node)
                .retry(RetryPolicy.exponential(SECOND, SECOND.multipliedBy(2)).withMaxRetries(50)));
    }

    private List<RunRecord> failures(CalendarRef calendar) {
        return world.runs(calendar).stream()
                .filter(run -> "the server is in trouble".equals(run.detail()))
                .toList();
    }

    @Test
    void fiveFailuresInARow_leaveTheAccountAloneAndBurnNoMoreAttempts() {
        servicesOfTheirOwn();
        CalendarRef calendar = account("alice", "acc", 1).get(0);
        down = true;
        engine("one");
        world.ask("alice", List.of(calendar), Priority.NORMAL);
        while (sent.size() < 5) {
            world.pass(SECOND);
        }
        Instant opened = sent.get(4);

        world.pass(Duration.between(world.now(), opened.plusSeconds(30)).minusMillis(1));
        assertThat(sent).hasSize(5);
        assertThat(world.work(calendar).attempts()).isEqualTo(5);
        assertThat(world.work(calendar).reason()).contains("failed too often in a row");

        // It comes back within a minute after that, and fails: another 60 seconds.
        world.pass(Duration.ofSeconds(61));
        assertThat(sent).hasSize(6);
        assertThat(world.work(calendar).attempts()).isEqualTo(6);
        Instant probed = sent.get(5);
        world.pass(Duration.between(world.now(), probed.plusSeconds(60)).minusMillis(1));
        assertThat(sent).hasSize(6);
        assertThat(world.work(calendar).attempts()).isEqualTo(6);

        down = false;
        world.pass(Duration.ofMinutes(2));
        assertThat(world.work(calendar).owed()).isFalse();
        assertThat(world.told(SyncEvent.DeadLettered.class)).isEmpty();
        assertThat(world.store.<Integer>inTransaction(
                        tx -> tx.breakers().notClosed(9).size()))
                .isZero();
    }

    @Test
    void host_isLeftAloneForAllItsAccounts_andOthersGoOn() {
        world.provider.services(account -> account.id().value().startsWith("bad") ? "bad" : "good");
        List<CalendarRef> bad = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            bad.addAll(account("u" + i, "bad" + i, 1));
        }
        CalendarRef good = account("good", "good", 1).get(0);
        down = true;
        engine("one");
        for (int i = 0; i < 5; i++) {
            world.ask("u" + i, bad.subList(i, i + 1), Priority.NORMAL);
        }
        world.pass(Duration.ofMillis(500));
        assertThat(sent).hasSize(5);

        world.ask("u5", bad.subList(5, 6), Priority.HIGH);
        world.pass(Duration.ofSeconds(20));
        assertThat(sent).hasSize(5);
        assertThat(world.work(bad.get(5)).attempts()).isZero();
        down = false;
        world.ask("good", List.of(good), Priority.NORMAL);
        world.pass(Duration.ofSeconds(2));

        assertThat(sent).hasSize(6);
        assertThat(world.work(good).owed()).isFalse();
    }

    @Test
    void afterTheOpenTime_oneProbeGoesOutAndItsSuccessLetsTheRestComeSpread() {
        List<CalendarRef> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.addAll(account("u" + i, "acc" + i, 1));
        }
        down = true;
        engine("one");
        for (int i = 0; i < 5; i++) {
            world.ask("u" + i, all.subList(i, i + 1), Priority.NORMAL);
        }
        world.pass(SECOND);
        Instant open = sent.get(4);
        for (int i = 5; i < 40; i++) {
            world.ask("u" + i, all.subList(i, i + 1), Priority.NORMAL);
        }
        world.pass(Duration.ofSeconds(20));
        assertThat(sent).hasSize(5);
        down = false;
        sent.clear();

        world.pass(Duration.ofSeconds(90));

        assertThat(all).noneMatch(ref -> world.work(ref).owed());
        assertThat(sent).hasSize(40).allSatisfy(at -> assertThat(at).isAfterOrEqualTo(open.plusSeconds(30)));
        for (Instant at : sent) {
            assertThat(sent.stream()
                            .filter(other -> !other.isBefore(at) && other.isBefore(at.plusSeconds(2)))
                            .count())
                    .as("what waited together does not come back together")
                    .isLessThan(15);
        }
        assertThat(all.subList(5, 40))
                .allSatisfy(ref -> assertThat(world.runs(ref))
                        .allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1)));
    }

    @Test
    void whileTheProbeIsUnderWay_nobodyElseAsks() {
        List<CalendarRef> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.addAll(account("u" + i, "acc" + i, 1));
        }
        down = true;
        engine("one");
        for (int i = 0; i < 30; i++) {
            world.ask("u" + i, all.subList(i, i + 1), Priority.NORMAL);
        }
        world.pass(Duration.ofSeconds(20));
        int before = sent.size();

        world.pass(Duration.ofMinutes(2));

        assertThat(sent.size() - before)
                .as("one after 30 seconds, one after 60 more")
                .isBetween(1, 2);
    }

    @Test
    void breakerThatOpenedOnOneEngine_isOpenOnTheOtherWithinFiveSeconds() {
        List<CalendarRef> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.addAll(account("u" + i, "acc" + i, 1));
        }
        engine("one");
        engine("two");
        world.pass(Duration.ofSeconds(30));
        for (int i = 0; i < 40; i++) {
            world.ask("u" + i, all.subList(i, i + 1), Priority.NORMAL);
        }
        world.pass(Duration.ofSeconds(3));
        List<CalendarRef> first = servedBy("one", all);
        List<CalendarRef> second = servedBy("two", all);
        assertThat(first).hasSizeGreaterThan(10);
        assertThat(second).hasSizeGreaterThan(10);
        sent.clear();
        down = true;
        first.subList(0, 5).forEach(this::askAgain);
        world.pass(Duration.ofSeconds(5));
        int failed = sent.size();
        assertThat(failed).isEqualTo(5);

        second.forEach(this::askAgain);
        world.pass(Duration.ofSeconds(10));

        assertThat(sent).hasSize(failed);
        assertThat(second)
                .allSatisfy(ref -> assertThat(world.work(ref).attempts()).isZero());
    }

    private void askAgain(CalendarRef ref) {
        world.ask("u" + ref.account().value().substring(3), List.of(ref), Priority.NORMAL);
    }

    private List<CalendarRef> servedBy(String node, List<CalendarRef> all) {
        return all.stream()
                .filter(ref -> world.runs(ref).get(0).node().equals(node))
                .toList();
    }

    @Test
    void success_beginsTheCountAnew() {
        servicesOfTheirOwn();
        CalendarRef calendar = account("alice", "acc", 1).get(0);
        engine("one");
        for (int round = 0; round < 3; round++) {
            down = true;
            int before = failures(calendar).size();
            world.ask("alice", List.of(calendar), Priority.NORMAL);
            while (failures(calendar).size() < before + 4) {
                world.pass(Duration.ofMillis(100));
            }
            down = false;
            world.pass(Duration.ofSeconds(5));
            assertThat(world.work(calendar).owed()).isFalse();
        }

        assertThat(failures(calendar)).hasSize(12);
        assertThat(world.told(SyncEvent.RunDeferred.class)).isEmpty();
    }
}
