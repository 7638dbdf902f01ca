package dev.calsync;

import static dev.calsync.SyncWorld.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.calsync.error.StoreUnavailableException;
import dev.calsync.error.ThrottledException;
import dev.calsync.job.JobStatus;
import dev.calsync.job.Priority;
import dev.calsync.job.SyncJob;
import dev.calsync.listener.SyncEvent;
import dev.calsync.model.CalendarRef;
import dev.calsync.pacing.BudgetRule;
import dev.calsync.pacing.BudgetScope;
import dev.calsync.pacing.PermitRate;
import dev.calsync.pacing.ProviderLimits;
import dev.calsync.provider.CalendarSession;
import dev.calsync.system.Environment;
import dev.calsync.system.TimeSource;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.UnsteadyProvider;
import dev.calsync.testing.WatchedStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
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

    /** As an answer with Retry-After: 0 or with a date that is past. */
    @Test
    void throttledWithAHintThatIsPast_stillPauses() {
        assertPaced(() -> ThrottledException.after("slow down", Duration.ZERO));
        assertPaced(() -> ThrottledException.until("slow down", world.now().minusSeconds(60)));
    }

    @Test
    void storeThatFailsInEachRun_isNotAskedWithoutAPause() {
        assertPaced(() -> new StoreUnavailableException("the store is away"));
    }

    private void assertPaced(Supplier<RuntimeException> failure) {
        try (SyncWorld own = new SyncWorld(1)) {
            UserSync alice = own.engine().forUser("alice");
            CalendarRef team = own.connect(alice);
            own.provider.beforeCall(call -> {
                throw failure.get();
            });
            Instant begun = own.now();
            alice.syncNow(team);
            while (own.told(SyncEvent.RunStarted.class).size() < 10) {
                own.world.tasks().runNext();
            }
            assertThat(Duration.between(begun, own.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
            assertThat(own.told(SyncEvent.RetryPlanned.class)).isEmpty();
        }
    }

    @Test
    void claimsThatFailForAWhile_areMadeOnceTheStoreIsBack() {
        boolean[] away = {true};
        BrokenStore store = new BrokenStore(world.store, "work", "claim", (drawer, args, call) -> {
            if (away[0]) {
                throw new StoreUnavailableException("the store is away");
            }
            return call.with(args);
        });
        CalendarRef calendar = world.calendars("alice", "acc", 1).get(0);
        world.engine(builder -> builder.store(store));
        world.ask("alice", List.of(calendar), Priority.NORMAL);
        world.pass(Duration.ofSeconds(40));
        assertThat(world.runs(calendar)).isEmpty();

        away[0] = false;
        world.pass(Duration.ofSeconds(5));

        assertThat(world.runs(calendar)).hasSize(1);
    }

    @Test
    void nodeWhoseClockIsSlow_keepsToTheHint() {
        Duration behind = Duration.ofMinutes(5);
        TimeSource slow = new TimeSource() {
            @Override
            public Instant now() {
                return world.now().minus(behind);
            }

            @Override
            public long nanoTime() {
                return world.world.time().nanoTime();
            }
        };
        Environment doors = new Environment(
                slow,
                world.world.ids(),
                world.world.random(),
                world.world.tasks().node());
        UserSync alice = world.engine(builder -> builder.environment(doors)).forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofMinutes(4)));
        alice.syncNow(team);
        world.pass(Duration.ofMinutes(3));
        assertThat(world.told(SyncEvent.RunStarted.class)).hasSize(1);
        world.pass(Duration.ofMinutes(2));
        assertThat(world.told(SyncEvent.RunStarted.class)).hasSize(2);
    }

    /** The store's clock jumps, so its lease is over and this node cannot know; no page is written that would tell. */
    @Test
    void cursorThatIsRefusedAfterTheLeaseWasLost_isNotFollowedByAnotherCall() {
        int[] calls = {0};
        boolean[] armed = {false};
        UserSync alice = world.engineOver(new UnsteadyProvider.Line() {
                    @Override
                    public void calling(CalendarSession session, String calendarId) {
                        calls[0]++;
                        if (armed[0]) {
                            armed[0] = false;
                            calls[0] = 1;
                            world.world.time().jump(Duration.ofMinutes(5));
                        }
                    }
                })
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.COMPLETED);
        world.team.expireCursors();
        armed[0] = true;
        alice.syncNow(team);
        while (world.told(SyncEvent.LeaseLost.class).isEmpty()) {
            world.world.tasks().runNext();
        }
        assertThat(calls[0]).isEqualTo(1);
    }

    /** It reads before it writes; if it read again when it goes on, there would be nothing left for the writing again. */
    @Test
    void runThatIsRefusedHalfWay_goesOnWithWhatItCouldNotDo() {
        PermitRate slow = new PermitRate(12, Duration.ofMinutes(1), 1, false);
        UserSync alice = world.engine(builder -> builder.limits(
                        world.provider.id(), ProviderLimits.NONE.withRule(new BudgetRule(BudgetScope.MAILBOX, slow))))
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        world.syncNow(alice, team);
        world.syncNow(alice, team);
        alice.events(team).put(event("a", "A"));
        world.pass(Duration.ofMinutes(2));
        assertThat(world.team.events()).containsKey("a");
    }

    /** They read at the same time, and then nothing is left for any of them to write with. */
    @Test
    void calendarsOfOneMailbox_doNotKeepEachOtherFromItsBudgetForEver() {
        PermitRate slow = new PermitRate(12, Duration.ofMinutes(1), 3, false);
        List.of("b", "c", "d").forEach(world.provider::calendar);
        UserSync alice = world.engine(builder -> builder.limits(
                                world.provider.id(),
                                ProviderLimits.NONE.withRule(new BudgetRule(BudgetScope.MAILBOX, slow)))
                        .concurrency(Concurrency.workers(4).perUser(4))
                        .batching(Duration.ZERO, 1))
                .forUser("alice");
        List<CalendarRef> calendars = world.connectAll(alice);
        calendars.forEach(calendar -> world.syncNow(alice, calendar));
        calendars.forEach(calendar -> alice.events(calendar).put(event("a", "A")));
        world.pass(Duration.ofMinutes(5));
        assertThat(calendars)
                .allSatisfy(calendar -> assertThat(
                                world.provider.calendar(calendar.calendarId()).events())
                        .containsKey("a"));
    }

    /** This node's idea of the store's time is as old as its last look; what it puts off must not lie in the past by then. */
    @Test
    void storeClockSetForwardDuringARun_putsOffForAsLongAsWasMeant() {
        Duration[] jump = {Duration.ZERO};
        UserSync alice = world.engineOver(new UnsteadyProvider.Line() {
                    @Override
                    public void calling(CalendarSession session, String calendarId) {
                        world.world.time().jump(jump[0]);
                    }
                })
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        jump[0] = Duration.ofSeconds(12);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofSeconds(10)));
        alice.syncNow(team);
        while (world.told(SyncEvent.RunDeferred.class).isEmpty()) {
            world.world.tasks().runNext();
        }
        jump[0] = Duration.ZERO;
        world.pass(Duration.ofSeconds(8));
        assertThat(world.told(SyncEvent.RunStarted.class)).hasSize(1);
        world.pass(Duration.ofSeconds(8));
        assertThat(world.told(SyncEvent.RunStarted.class)).hasSize(2);
    }

    @Test
    void throttledBeyondTime_waitsForADay() {
        UserSync alice = world.engine().forUser("alice");
        CalendarRef team = world.connect(alice);
        world.provider.failNext(ThrottledException.after("slow down", Duration.ofSeconds(Long.MAX_VALUE)));
        alice.syncNow(team);
        world.pass(Duration.ofHours(23));
        assertThat(world.told(SyncEvent.RunFinished.class)).isEmpty();
        world.pass(Duration.ofHours(2));
        assertThat(world.told(SyncEvent.RunFinished.class)).hasSize(1);
    }

    /** Some clients say so when a time ran out. */
    @Test
    void interruptThatNobodyAskedFor_isAFailedAttempt() throws InterruptedException {
        boolean[] broken = {false};
        UserSync alice = world.engineOver(new UnsteadyProvider.Line() {
                    @Override
                    public void onTheWay(CalendarSession session) throws InterruptedException {
                        if (broken[0]) {
                            throw new InterruptedException("timeout");
                        }
                    }
                })
                .forUser("alice");
        CalendarRef team = world.connect(alice);
        broken[0] = true;
        assertThat(world.syncNow(alice, team)).isEqualTo(JobStatus.DEAD);
    }

    @Test
    void endThatTheStoreRefuses_isTriedAgain_andHoldsNothing() {
        boolean[] refuses = {true};
        try (SyncWorld own =
                new SyncWorld(1, () -> refuses[0] ? WatchedStore.Fault.END_REFUSED : WatchedStore.Fault.NONE)) {
            UserSync alice = own.engine().forUser("alice");
            CalendarRef team = own.connect(alice);
            SyncJob job = alice.syncNow(team);
            own.pass(Duration.ofSeconds(30));
            refuses[0] = false;
            own.pass(Duration.ofMinutes(2));
            assertThat(alice.job(job.id()).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(own.told(SyncEvent.RunStarted.class)).hasSize(2);
        }
    }

    @Test
    void handedBackWork_isNotToldAsFinished() {
        world.provider.pageSize(1);
        CalendarSync engine = world.engine();
        UserSync alice = engine.forUser("alice");
        CalendarRef team = world.connect(alice);
        for (int i = 0; i < 10; i++) {
            world.team.put(event("uid-" + i, "Event " + i));
        }
        alice.syncNow(team);
        for (int i = 0; i < 6; i++) {
            world.world.tasks().runNext();
        }
        engine.close();
        assertThat(world.told(SyncEvent.RunFinished.class)).isEmpty();
        assertThat(world.told(SyncEvent.RunDeferred.class)).hasSize(1);
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
