package dev.calsync.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.InvalidConfigurationException;
import dev.calsync.pacing.WorkerScaling.Load;
import dev.calsync.pacing.WorkerScaling.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkerScalingTest {
    private static final Duration RUN = Duration.ofSeconds(2);

    private final WorkerScaling scaling = WorkerScaling.between(1, 32);
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void burst_goesUpAndDownAgain_withoutFlapping() {
        for (int seed = 0; seed < 20; seed++) {
            List<Integer> workers = simulate(new Random(seed), second -> second == 60 ? 2_000 : 0, 900);
            int peak = workers.stream().mapToInt(Integer::intValue).max().orElseThrow();
            assertThat(peak).isEqualTo(32);
            assertThat(workers.get(0)).isEqualTo(1);
            assertThat(workers.get(workers.size() - 1)).isEqualTo(1);
            int top = workers.indexOf(peak);
            assertThat(workers.subList(0, top + 1)).isSorted();
            assertThat(workers.subList(top, workers.size()))
                    .isSortedAccordingTo((one, other) -> Integer.compare(other, one));
        }
    }

    @Test
    void steadyNoisyLoad_settlesWithEnoughWorkers() {
        Random arrivals = new Random(7);
        List<Integer> workers = simulate(new Random(8), second -> arrivals.nextInt(5), 3_600);
        List<Integer> settled = workers.subList(1_800, workers.size());
        long changes = 0;
        for (int i = 1; i < settled.size(); i++) {
            changes += settled.get(i).equals(settled.get(i - 1)) ? 0 : 1;
        }
        assertThat(changes).isLessThan(30);
        assertThat(settled).allMatch(count -> count >= 3 && count <= 12);
    }

    private interface Arrivals {
        int at(int second);
    }

    private List<Integer> simulate(Random random, Arrivals arrivals, int seconds) {
        Plan plan = scaling.begin();
        Deque<Integer> queued = new ArrayDeque<>();
        List<Integer> ends = new ArrayList<>();
        List<Integer> workers = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            int at = second;
            ends.removeIf(end -> end <= at);
            for (int i = arrivals.at(second); i > 0; i--) {
                queued.add(second);
            }
            while (!queued.isEmpty() && ends.size() < plan.workers()) {
                queued.remove();
                ends.add(second + 1 + random.nextInt(3));
            }
            Duration oldest = queued.isEmpty() ? Duration.ZERO : Duration.ofSeconds(second - queued.element());
            plan = scaling.next(plan, new Load(queued.size(), oldest, ends.size(), RUN), start.plusSeconds(second));
            workers.add(plan.workers());
        }
        return workers;
    }

    @Test
    void backlogThatNobodyIsFreeFor_addsWorkersAtOnce() {
        Plan plan = scaling.next(new Plan(4, null, 4), new Load(100, Duration.ofSeconds(1), 4, RUN), start);
        assertThat(plan.workers()).isEqualTo(20);
        Plan late = scaling.next(new Plan(4, null, 4), new Load(2, Duration.ofSeconds(11), 4, RUN), start);
        assertThat(late.workers()).isEqualTo(6);
    }

    @Test
    void backlogBesideFreeWorkers_addsNone() {
        Plan plan = scaling.next(new Plan(4, null, 4), new Load(1_000, Duration.ofHours(1), 3, RUN), start);
        assertThat(plan.workers()).isEqualTo(4);
    }

    @Test
    void fewerWorkers_areEnoughForTheWholeCalmTime_first() {
        Plan plan = new Plan(8, null, 8);
        Load idle = new Load(0, Duration.ZERO, 0, RUN);
        plan = scaling.next(plan, idle, start);
        plan = scaling.next(plan, new Load(0, Duration.ZERO, 5, RUN), start.plusSeconds(30));
        plan = scaling.next(plan, idle, start.plusSeconds(59));
        assertThat(plan.workers()).isEqualTo(8);
        plan = scaling.next(plan, idle, start.plusSeconds(60));
        assertThat(plan.workers()).isEqualTo(5);
        plan = scaling.next(plan, idle, start.plusSeconds(120));
        assertThat(plan.workers()).isEqualTo(1);
    }

    @Test
    void clockThatGoesBack_startsTheCalmTimeAnew() {
        Load idle = new Load(0, Duration.ZERO, 0, RUN);
        Plan plan = scaling.next(new Plan(8, start, 1), idle, start.minusSeconds(600));
        assertThat(plan.workers()).isEqualTo(8);
        assertThat(scaling.next(plan, idle, start.minusSeconds(540)).workers()).isEqualTo(1);
    }

    @Test
    void desiredNodes_workOffTheBacklogInTime() {
        Duration target = Duration.ofMinutes(1);
        assertThat(WorkerScaling.desiredNodes(0, RUN, target, 16)).isEqualTo(1);
        assertThat(WorkerScaling.desiredNodes(480, RUN, target, 16)).isEqualTo(1);
        assertThat(WorkerScaling.desiredNodes(481, RUN, target, 16)).isEqualTo(2);
        assertThat(WorkerScaling.desiredNodes(48_000, RUN, target, 16)).isEqualTo(100);
        assertThat(WorkerScaling.desiredNodes(Long.MAX_VALUE, RUN, target, 1)).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> WorkerScaling.desiredNodes(1, RUN, Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badBounds_areRefusedTogether() {
        assertThatThrownBy(() -> new WorkerScaling(0, -1, Duration.ZERO, Duration.ZERO))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        refused -> assertThat(refused.faults()).hasSize(4));
    }
}
