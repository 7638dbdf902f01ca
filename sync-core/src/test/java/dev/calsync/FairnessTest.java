package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.Priority;
import dev.calsync.job.SyncType;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.AccountId;
import dev.calsync.model.CalendarRef;
import dev.calsync.model.ProviderId;
import dev.calsync.model.UserId;
import dev.calsync.store.RunRecord;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who runs next, beside how many others. */
class FairnessTest {
    private final SyncWorld world = new SyncWorld(12);

    @AfterEach
    void close() {
        world.close();
    }

    private Workload load(Duration step) {
        return new Workload(world, step);
    }

    @Test
    void limits_areReachedAndNeverExceeded() {
        ProviderId second = ProviderId.of("second");
        ScriptedProvider other = new ScriptedProvider(second);
        Map<AccountId, Object> providers = new HashMap<>();
        List<CalendarRef> all = new ArrayList<>();
        for (int user = 0; user < 6; user++) {
            for (int account = 0; account < 3; account++) {
                ProviderId provider = account == 2 ? second : world.provider.id();
                String id = "u" + user + "-" + account;
                List<CalendarRef> refs = world.calendars(provider, "u" + user, id, user == 0 ? 60 : 20);
                providers.put(AccountId.of(id), provider);
                world.ask("u" + user, refs, Priority.values()[(user + account) % 3]);
                all.addAll(refs);
            }
        }
        Workload load = load(Duration.ofMillis(10))
                .steps(ref -> 1 + Math.floorMod(ref.hashCode(), 7))
                .provider(providers::get);

        world.engine(builder -> load.on(builder)
                .provider(other)
                .batching(Duration.ZERO, 1)
                .concurrency(Concurrency.workers(12).perUser(4).perAccount(3).perProvider(second, 5)));
        world.pass(Duration.ofMinutes(2));

        assertThat(all).noneMatch(ref -> world.work(ref).owed());
        assertThat(load.most("all")).isEqualTo(12);
        assertThat(load.most(second)).isEqualTo(5);
        assertThat(load.most.get(UserId.of("u0"))).isEqualTo(4);
        assertThat(load.most.get(AccountId.of("u0-0"))).isEqualTo(3);
        for (int user = 1; user < 6; user++) {
            assertThat(load.most(UserId.of("u" + user))).isBetween(2, 4);
            for (int account = 0; account < 3; account++) {
                assertThat(load.most(AccountId.of("u" + user + "-" + account))).isBetween(1, 3);
            }
        }
    }

    @Test
    void resyncs_neverFillAllWorkers() {
        Workload load = load(Duration.ofMillis(50)).steps(ref -> 20);
        for (int user = 0; user < 30; user++) {
            List<CalendarRef> refs = world.calendars("u" + user, "acc" + user, 2);
            world.ask("u" + user, refs, SyncType.FULL, Priority.LOW, world.now());
        }
        List<CalendarRef> urgent = world.calendars("urgent", "urgent", 1);
        List<CalendarRef> normal = world.calendars("normal", "normal", 1);
        world.engine(builder -> load.on(builder).batching(Duration.ZERO, 1).concurrency(Concurrency.workers(10)));
        world.pass(Duration.ofSeconds(5));
        assertThat(load.most("all")).isEqualTo(6);

        int begun = load.starts.size();
        world.ask("normal", normal, Priority.NORMAL);
        world.ask("urgent", urgent, Priority.HIGH);
        world.pass(Duration.ofSeconds(3));

        assertThat(load.place(urgent.get(0))).as("a worker is free").isLessThanOrEqualTo(begun + 6);
        assertThat(load.firstStart(urgent.get(0))).isNotNull();
        assertThat(load.firstStart(normal.get(0))).isNotNull();
        world.pass(Duration.ofMinutes(5));
        assertThat(load.most(Priority.LOW))
                .as("10 less a fifth for HIGH and one for NORMAL")
                .isEqualTo(6);
        assertThat(load.starts).hasSize(62);
    }

    @Test
    void longRunOfLowPriority_yieldsToStrongerWorkAndGoesOnWhereItWas() {
        List<CalendarRef> large = world.calendars("alice", "large", 1);
        List<CalendarRef> small = world.calendars("bob", "small", 1);
        for (int i = 0; i < 40; i++) {
            world.provider.calendar("large-0").put(SyncWorld.event("uid-" + i, "Event " + i));
        }
        world.provider.calendar("small-0");
        world.provider.pageSize(1).beforeCall(call -> world.world.time().advance(Duration.ofSeconds(1)));
        world.ask("alice", large, SyncType.FULL, Priority.LOW, world.now());
        world.engine(builder -> builder.concurrency(Concurrency.workers(1)));
        world.pass(Duration.ofSeconds(5));
        assertThat(world.work(large.get(0)).running()).isTrue();

        world.ask("bob", small, Priority.NORMAL);
        Instant asked = world.now();
        world.pass(Duration.ofMinutes(3));

        List<RunRecord> runs = world.runs(large.get(0));
        assertThat(runs).hasSize(2).allSatisfy(run -> assertThat(run.attempt()).isEqualTo(1));
        RunRecord between = world.runs(small.get(0)).get(0);
        assertThat(between.startedAt())
                .isBetween(runs.get(0).endedAt(), runs.get(1).startedAt())
                .isBefore(asked.plusSeconds(12));
        long requests =
                runs.stream().mapToLong(run -> run.cost().changeRequests()).sum();
        assertThat(requests).as("no page is fetched twice").isEqualTo(40);
        assertThat(world.work(large.get(0)).owed()).isFalse();
    }

    @Test
    void longRunOfNormalPriority_doesNotYield() {
        List<CalendarRef> large = world.calendars("alice", "large", 1);
        List<CalendarRef> small = world.calendars("bob", "small", 1);
        Workload load = load(Duration.ofSeconds(1)).steps(ref -> ref.equals(large.get(0)) ? 40 : 1);
        world.ask("alice", large, SyncType.FULL, Priority.NORMAL, world.now());
        world.engine(builder -> load.on(builder).concurrency(Concurrency.workers(1)));
        world.pass(Duration.ofSeconds(5));

        world.ask("bob", small, Priority.HIGH);
        world.pass(Duration.ofMinutes(2));

        assertThat(world.told(SyncEvent.RunDeferred.class)).isEmpty();
        assertThat(load.starts).hasSize(2);
    }

    /** The bound that the queue states: twice the ageing and one round of all users who have work. */
    @Test
    void lowWork_startsWithinItsBoundWhileStrongerWorkNeverEnds() {
        Duration ageing = Duration.ofMinutes(1);
        List<CalendarRef> busy = new ArrayList<>();
        for (int user = 0; user < 5; user++) {
            busy.addAll(world.calendars("busy" + user, "busy" + user, 3));
        }
        List<CalendarRef> patient = world.calendars("patient", "patient", 2);
        Workload load = load(Duration.ofSeconds(1));
        load.whileRunning(ref -> {
            if (busy.contains(ref)) {
                world.ask(ref.account().value(), List.of(ref), Priority.HIGH);
            }
        });
        busy.forEach(ref -> world.ask(ref.account().value(), List.of(ref), Priority.HIGH));
        world.ask("patient", patient, Priority.LOW);
        Instant due = world.now();
        world.engine(builder -> load.on(builder)
                .batching(Duration.ZERO, 1)
                .concurrency(Concurrency.workers(1).ageing(ageing)));

        world.pass(Duration.ofMinutes(4));

        // k-th of its user, six users, one worker, runs of a second; the look that finds it comes within another.
        for (int k = 1; k <= 2; k++) {
            Instant first = load.firstStart(patient.get(k - 1));
            assertThat(first)
                    .isNotNull()
                    .isAfterOrEqualTo(due.plus(ageing.multipliedBy(2)))
                    .isBeforeOrEqualTo(due.plus(ageing.multipliedBy(2)).plusSeconds(k * 6L + 1));
        }
        for (CalendarRef ref : busy) {
            assertThat(load.firstStart(ref)).isNotNull();
        }
    }

    @Test
    void singleCalendarBesideTenThousand_isPassedByAtMostOneTurnOfTheOther() {
        List<CalendarRef> many = world.calendars("alice", "many", 10_000);
        List<CalendarRef> single = world.calendars("bob", "single", 1);
        Workload load = load(Duration.ofMillis(100));
        world.ask("alice", many, Priority.NORMAL);
        CalendarSync engine = world.engine(builder -> load.on(builder)
                .batching(Duration.ZERO, 1)
                .concurrency(Concurrency.workers(2).perUser(2)));
        world.pass(Duration.ofSeconds(20));

        int begun = load.starts.size();
        engine.forUser("bob").syncNow(single, SyncType.INCREMENTAL, Priority.NORMAL);
        world.pass(Duration.ofSeconds(2));

        assertThat(begun).isGreaterThan(100);
        assertThat(load.place(single.get(0))).isBetween(begun, begun + 2);
    }

    @Test
    void urgentWork_doesNotWaitForABacklogOfFiftyThousand() {
        for (int user = 0; user < 500; user++) {
            List<CalendarRef> refs = world.calendars("u" + user, "acc" + user, 100);
            world.ask("u" + user, refs, SyncType.FULL, Priority.LOW, world.now());
        }
        List<CalendarRef> urgent = world.calendars("urgent", "urgent", 1);
        Workload load = load(Duration.ofMillis(250)).steps(ref -> 4);
        CalendarSync engine = world.engine(
                builder -> load.on(builder).batching(Duration.ZERO, 1).concurrency(Concurrency.workers(4)));
        world.pass(Duration.ofSeconds(10));

        int begun = load.starts.size();
        engine.forUser("urgent").syncNow(urgent.get(0));
        world.pass(Duration.ofSeconds(2));

        assertThat(begun).isGreaterThan(10);
        assertThat(load.place(urgent.get(0)))
                .as("at most the step under way comes first")
                .isBetween(begun, begun + 2);
        assertThat(load.starts.get(load.place(urgent.get(0))).priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void clockSetBackByHours_delaysNothingThatIsAskedForAfterwards() {
        List<CalendarRef> calendars = world.calendars("alice", "acc", 3);
        Workload load = load(Duration.ofMillis(10));
        CalendarSync engine = world.engine(load::on);
        world.ask("alice", calendars.subList(0, 1), Priority.NORMAL);
        world.pass(Duration.ofMinutes(1));
        assertThat(load.starts).hasSize(1);

        world.world.time().jump(Duration.ofHours(-5));
        world.ask("alice", calendars.subList(1, 2), Priority.NORMAL);
        world.pass(Duration.ofSeconds(3));
        engine.forUser("alice").syncNow(calendars.get(2));
        world.pass(Duration.ofSeconds(3));

        assertThat(load.starts).hasSize(3);
    }
}
