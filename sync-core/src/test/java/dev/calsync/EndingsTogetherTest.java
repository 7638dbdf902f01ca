package dev.calsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.calsync.job.Priority;
import dev.calsync.job.WorkOutcome;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.store.SyncStore;
import dev.calsync.store.WorkCompletion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that end at about the same time are written down together, and leave their places before that. */
class EndingsTogetherTest {
    private final SyncWorld world = new SyncWorld(11);

    @AfterEach
    void close() {
        world.close();
    }

    private List<CalendarRef> owed(int users, int calendars) {
        List<CalendarRef> all = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            List<CalendarRef> refs = world.calendars("u" + user, "acc" + user, calendars);
            world.ask("u" + user, refs, Priority.NORMAL);
            all.addAll(refs);
        }
        return all;
    }

    @Test
    void runsThatEndTogether_shareOneTransaction() {
        CountingStore counting = new CountingStore(world.store);
        List<CalendarRef> all = owed(40, 10);

        world.engine(builder -> builder.store(counting).worker(inner -> (job, context) -> WorkOutcome.completed()));
        world.pass(Duration.ofMinutes(1));

        assertThat(all).allSatisfy(calendar -> {
            assertThat(world.work(calendar).owed()).isFalse();
            assertThat(world.runs(calendar)).hasSize(1);
        });
        assertThat(world.told(SyncEvent.RunFinished.class)).hasSize(400);
        assertThat(counting.count("work.complete").calls).isLessThanOrEqualTo(100);
    }

    @Test
    void oneThatIsRefused_keepsNoOtherFromBeingWritten() {
        List<CalendarRef> all = owed(20, 2);
        CalendarRef poisoned = all.get(7);
        SyncStore refusing = new BrokenStore(world.store, "work", "complete", (drawer, args, call) -> {
            List<?> completions = (List<?>) args[0];
            if (completions.stream()
                    .anyMatch(one -> ((WorkCompletion) one).lease().calendar().equals(poisoned))) {
                throw new IllegalStateException("not this one");
            }
            return call.with(args);
        });

        world.engine(builder -> builder.store(refusing).worker(inner -> (job, context) -> WorkOutcome.completed()));
        world.pass(Duration.ofSeconds(10));

        for (CalendarRef calendar : all) {
            assertThat(world.runs(calendar)).hasSize(calendar.equals(poisoned) ? 0 : 1);
        }
    }
}
