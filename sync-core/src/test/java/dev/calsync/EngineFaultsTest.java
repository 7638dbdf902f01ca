package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.job.JobStatus;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.provider.CalendarSession;
import dev.calsync.testing.ScriptedProvider;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host's or an adapter's code does wrong leaves no run without an end, and stops nothing else. */
class EngineFaultsTest {
    private final SyncWorld world = new SyncWorld(3);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void listenerThatThrowsAnError_stopsNothing() {
        UserSync alice = world.engine(builder -> builder.listener(event -> {
                    throw new NoClassDefFoundError("com/example/Metrics");
                }))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        world.team.put(event("a", "A"));
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void sessionThatCannotBeClosed_endsItsRunAllTheSame() {
        boolean[] broken = {false};
        UserSync alice = world.engineOver(new UnsteadyProvider.Line() {
                    @Override
                    public void hungUp(CalendarSession session) {
                        if (broken[0]) {
                            throw new IllegalStateException("the line does not hang up");
                        }
                    }
                })
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        broken[0] = true;
        for (int i = 0; i < 5; i++) {
            assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void errorInAProvider_isAFailedAttempt_andIsThrownOn() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        int[] calls = {0};
        world.provider.beforeCall(call -> {
            if (call == ScriptedProvider.Call.CHANGES && calls[0]++ == 0) {
                throw new NoClassDefFoundError("com/example/Missing");
            }
        });
        alice.syncNow(team);
        assertThatThrownBy(() -> world.pass(Duration.ofMinutes(1))).isInstanceOf(NoClassDefFoundError.class);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.told(SyncEvent.RetryPlanned.class)).hasSize(1);
        assertThat(world.told(SyncEvent.RunFinished.class)).hasSize(1);
    }
}
