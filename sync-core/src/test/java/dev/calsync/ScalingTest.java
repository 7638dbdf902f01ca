package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.Priority;
import dev.calsync.model.CalendarRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine has as many workers as its work needs. */
class ScalingTest {
    private final SyncWorld world = new SyncWorld(16);

    @AfterEach
    void close() {
        world.close();
    }

    private List<CalendarRef> burst(String prefix, int users) {
        List<CalendarRef> all = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            String name = prefix + user;
            List<CalendarRef> refs = world.calendars(name, name, 4);
            world.ask(name, refs, Priority.NORMAL);
            all.addAll(refs);
        }
        return all;
    }

    @Test
    void burst_goesUpAndDownOnce() {
        List<Integer> beside = new ArrayList<>();
        Workload[] load = new Workload[1];
        load[0] = new Workload(world, Duration.ofMillis(100))
                .steps(ref -> 3)
                .whileRunning(ref -> beside.add(load[0].running("all")));
        world.engine(builder -> load[0].on(builder).batching(Duration.ZERO, 1).concurrency(Concurrency.workers(1, 8)));
        world.pass(Duration.ofSeconds(5));

        List<CalendarRef> all = burst("u", 60);
        world.pass(Duration.ofMinutes(5));
        assertThat(all).noneMatch(ref -> world.work(ref).owed());
        // NORMAL work leaves a fifth of the workers to HIGH.
        assertThat(load[0].most("all")).isEqualTo(7);
        int top = beside.indexOf(7);
        for (int i = top; i < beside.size() - 60; i += 20) {
            // Fewer for a moment: some have just become free.
            assertThat(Collections.max(beside.subList(i, i + 20)))
                    .as("it stays up while the backlog lasts")
                    .isEqualTo(7);
        }
        assertThat(top).as("it goes up at once").isBetween(0, 60);

        beside.clear();
        burst("v", 1);
        world.pass(Duration.ofSeconds(10));
        assertThat(beside).hasSize(12).containsOnly(1);
    }

    @Test
    void steadyTrickle_needsOneWorker() {
        Workload load = new Workload(world, Duration.ofMillis(200));
        List<CalendarRef> refs = world.calendars("alice", "acc", 1);
        world.engine(builder -> load.on(builder).concurrency(Concurrency.workers(1, 8)));

        for (int i = 0; i < 60; i++) {
            world.ask("alice", refs, Priority.NORMAL);
            world.pass(Duration.ofSeconds(5));
        }

        assertThat(load.starts).hasSize(60);
        assertThat(load.most("all")).isEqualTo(1);
    }

    @Test
    void desiredNodes_isWhatTheBurstNeeds() {
        Workload load = new Workload(world, Duration.ofSeconds(1));
        CalendarSync engine = world.engine(
                builder -> load.on(builder).batching(Duration.ZERO, 1).concurrency(Concurrency.workers(2)));
        assertThat(engine.desiredNodes(Duration.ofSeconds(10))).isEqualTo(1);

        burst("u", 50);
        world.pass(Duration.ofSeconds(20));

        // 200 calendars less those of 20 seconds, a run of two seconds beside another, two workers, 10 seconds.
        assertThat(engine.desiredNodes(Duration.ofSeconds(10))).isBetween(12, 20);
        assertThat(engine.desiredNodes(Duration.ofMinutes(10))).isEqualTo(1);
        world.pass(Duration.ofMinutes(10));
        assertThat(engine.desiredNodes(Duration.ofSeconds(10))).isEqualTo(1);
    }
}
