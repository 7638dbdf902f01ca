package dev.calsync.testing;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnreachableException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.model.Account;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.EventWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What goes wrong in a simulation, and when: more in bad weather, nothing in good. */
final class Weather {
    private static final int NESTED_MAX = 2;
    private static final int NESTED_TASKS_MAX = 100;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CRASHES = 60;
    private static final int MINUTES_MAX = 5;

    private final SimulatedWorld world;
    private final Dice dice;
    private boolean over;
    private boolean inEngine;
    private int nested;
    private int line = 30;
    private int listeners = 40;
    private int store = 400;
    private Instant storeAwayUntil = Instant.MIN;

    Weather(SimulatedWorld world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    /** Faults stop. */
    void clear() {
        over = true;
    }

    void change() {
        switch (dice.below(10)) {
            case 0 -> line = 4 + dice.below(60);
            case 1 -> listeners = 6 + dice.below(60);
            case 2 -> store = 20 + dice.below(1000);
            case 3 -> {
                world.happened(Occurrence.STORE_OUTAGE);
                storeAwayUntil = world.time().now().plusSeconds(dice.below(40));
            }
            case 4 -> jumpAll(Occurrence.CLOCK_FORWARD, someMinutes());
            case 5 -> jumpAll(Occurrence.CLOCK_BACK, someMinutes().negated());
            case 6 -> jumpOne(Occurrence.NODE_CLOCK_FORWARD, someMinutes());
            case 7 -> jumpOne(Occurrence.NODE_CLOCK_BACK, someMinutes().negated());
            default -> freezeOne();
        }
    }

    private Duration someMinutes() {
        return dice.upTo(Duration.ofMinutes(MINUTES_MAX));
    }

    private void jumpAll(Occurrence what, Duration span) {
        world.happened(what);
        world.time().jump(span);
        world.calls().clockJumped(span);
    }

    private void jumpOne(Occurrence what, Duration span) {
        List<SimulatedNode> running = world.fleet().running();
        if (!running.isEmpty()) {
            world.happened(what);
            dice.of(running).clock().ahead(span);
        }
    }

    private void freezeOne() {
        List<SimulatedNode> running = world.fleet().running();
        if (!running.isEmpty()) {
            SimulatedNode node = dice.of(running);
            world.happened(Occurrence.FROZEN_BETWEEN_STEPS, node.name());
            world.fleet().freeze(node);
            world.tasks().schedule("thaw", dice.upTo(LONG), () -> world.fleet().thaw(node));
        }
    }

    /** Runs engines, where things fail. */
    void inEngine(Runnable tasks) {
        as(true, tasks);
    }

    /** Does something from outside, where nothing fails. */
    void outside(Runnable action) {
        as(false, action);
    }

    private void as(boolean engine, Runnable action) {
        boolean before = inEngine;
        inEngine = engine;
        try {
            action.run();
        } finally {
            inEngine = before;
        }
    }

    private boolean fails(int chance) {
        return !over && inEngine && dice.oneIn(chance);
    }

    /** What becomes of a process's next transaction. */
    WatchedStore.Fault storeFault(Fleet.Process process) {
        if (process.gone()) {
            return WatchedStore.Fault.BEFORE;
        }
        if (over || !inEngine) {
            return WatchedStore.Fault.NONE;
        }
        if (world.time().now().isBefore(storeAwayUntil)) {
            world.happened(Occurrence.STORE_AWAY);
            return WatchedStore.Fault.BEFORE;
        }
        if (!dice.oneIn(store)) {
            return WatchedStore.Fault.NONE;
        }
        switch (dice.below(12)) {
            case 0 -> {
                world.fleet().crash(process, Occurrence.CRASHED_BEFORE_A_COMMIT);
                return WatchedStore.Fault.BEFORE;
            }
            case 1 -> {
                world.fleet().crash(process, Occurrence.CRASHED_AFTER_A_COMMIT);
                return WatchedStore.Fault.AFTER_COMMIT;
            }
            case 2 -> {
                world.happened(Occurrence.END_REFUSED);
                return WatchedStore.Fault.END_REFUSED;
            }
            case 3, 4, 5, 6, 7 -> {
                world.happened(Occurrence.STORE_FAILED);
                return WatchedStore.Fault.BEFORE;
            }
            default -> {
                world.happened(Occurrence.COMMIT_UNANSWERED);
                return WatchedStore.Fault.AFTER_COMMIT;
            }
        }
    }

    /** The line by which a process reaches the provider. */
    UnsteadyProvider.Line line(Fleet.Process process) {
        return new UnsteadyProvider.Line() {
            @Override
            public void opened(CalendarSession session, Account account) {
                world.calls().opened(session, process, account.user().value(), inEngine);
            }

            @Override
            public void calling(CalendarSession session, String calendarId) {
                refuseIfGone(process);
                world.calls().calling(session, calendarId);
            }

            @Override
            public void onTheWay(CalendarSession session) throws InterruptedException {
                refuseIfGone(process);
                if (!over && inEngine) {
                    linger(process);
                    refuseIfGone(process);
                    fail(process, session);
                }
            }

            @Override
            public void writing(String calendarId, EventWrite write) {
                world.calls().writing(calendarId, write);
            }

            @Override
            public void answered(CalendarSession session) {
                if (!over && inEngine) {
                    linger(process);
                    breakAnswer(process);
                }
                refuseIfGone(process);
            }

            @Override
            public void hungUp(CalendarSession session) {
                world.calls().closed(session);
                if (!process.gone() && fails(listeners)) {
                    world.happened(Occurrence.CLOSE_FAILED);
                    throw new IllegalStateException("the line does not hang up");
                }
            }
        };
    }

    private static void refuseIfGone(Fleet.Process process) {
        if (process.gone()) {
            throw new TransientException("this process is gone");
        }
    }

    private void linger(Fleet.Process process) {
        switch (dice.below(line)) {
            case 0 -> {
                world.happened(Occurrence.STALLED);
                world.time().advance(dice.upTo(LONG));
            }
            case 1 -> meanwhile(Occurrence.SLOW_CALL, () -> world.runFor(dice.upTo(LONG)));
            case 2 ->
                meanwhile(Occurrence.ACTED_DURING_A_CALL, () -> world.people().act());
            case 3 -> standStill(process, Occurrence.FROZEN_DURING_A_CALL);
            default -> {}
        }
    }

    /** Others go on while this one waits. */
    private void meanwhile(Occurrence what, Runnable others) {
        if (nested < NESTED_MAX) {
            world.happened(what);
            nested++;
            try {
                others.run();
            } finally {
                nested--;
            }
        }
    }

    /** The whole process stands still, and the others do not. */
    private void standStill(Fleet.Process process, Occurrence what) {
        meanwhile(what, () -> {
            world.fleet().freeze(process);
            world.time().advance(dice.upTo(LONG));
            world.runTasks(dice.below(NESTED_TASKS_MAX));
            world.fleet().thaw(process);
        });
    }

    private void breakAnswer(Fleet.Process process) {
        if (dice.oneIn(line)) {
            world.happened(Occurrence.BROKEN_ANSWER);
            throw new TransientException("the connection broke before the answer came");
        }
        if (dice.oneIn(line * 8)) {
            meanwhile(Occurrence.TIMED_OUT_AFTER_THE_EFFECT, () -> world.runFor(TIMEOUT));
            throw new TransientException("no answer came in time");
        }
        if (dice.oneIn(line * CRASHES)) {
            world.fleet().crash(process, Occurrence.CRASHED_BEFORE_AN_ANSWER);
        }
    }

    private void fail(Fleet.Process process, CalendarSession session) throws InterruptedException {
        if (dice.oneIn(line * CRASHES)) {
            world.fleet().crash(process, Occurrence.CRASHED_BEFORE_A_REQUEST);
            refuseIfGone(process);
        }
        if (!dice.oneIn(line)) {
            return;
        }
        switch (dice.below(40)) {
            case 0 -> {
                world.happened(Occurrence.UNRECOVERABLE);
                throw new UnrecoverableException("the calendar is broken");
            }
            case 1, 2 -> {
                world.happened(Occurrence.REVOKED);
                throw new AuthorizationRevokedException("the password is no longer accepted");
            }
            case 3, 4 -> {
                world.happened(Occurrence.CORRUPT);
                throw new CorruptStateException("what is stored cannot be read");
            }
            case 5, 6 -> {
                world.happened(Occurrence.UNDECLARED);
                throw new IllegalStateException("nobody declared this");
            }
            case 7, 8 -> {
                world.happened(Occurrence.INTERRUPTED);
                throw new InterruptedException("by somebody else's mistake");
            }
            case 9, 10 -> {
                world.happened(Occurrence.UNREACHABLE);
                throw new UnreachableException("nobody answers at that address");
            }
            case 11, 12, 13, 14 -> {
                meanwhile(Occurrence.TIMED_OUT, () -> world.runFor(TIMEOUT));
                throw new TransientException("no answer came in time");
            }
            case 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> throttle(session);
            default -> {
                world.happened(Occurrence.TRANSIENT);
                throw new TransientException("the server is in trouble");
            }
        }
    }

    private void throttle(CalendarSession session) {
        switch (dice.below(6)) {
            case 0, 1 -> {
                world.happened(Occurrence.THROTTLED_WITHOUT_A_HINT);
                world.calls().throttled(session, Duration.ZERO);
                throw ThrottledException.unhinted("slow down");
            }
            case 2 -> {
                world.happened(Occurrence.THROTTLED_UNTIL_A_PAST_TIME);
                world.calls().throttled(session, Duration.ZERO);
                throw ThrottledException.until("slow down", world.time().now().minusSeconds(dice.below(60)));
            }
            default -> {
                world.happened(Occurrence.THROTTLED_WITH_A_HINT);
                Duration hint = Duration.ofSeconds(dice.below(600));
                world.calls().throttled(session, hint);
                throw dice.oneIn(2)
                        ? ThrottledException.after("slow down", hint)
                        : ThrottledException.until(
                                "slow down", world.time().now().plus(hint));
            }
        }
    }

    /** A listener is told something. */
    void listening(Fleet.Process process) {
        if (!fails(listeners)) {
            return;
        }
        switch (dice.below(10)) {
            case 0 -> {
                if (dice.oneIn(4)) {
                    world.fleet().crash(process, Occurrence.CRASHED_IN_A_LISTENER);
                }
            }
            case 1, 2, 3, 4 -> standStill(process, Occurrence.SLOW_LISTENER);
            case 5, 6, 7 -> {
                world.happened(Occurrence.LISTENER_THREW);
                throw new IllegalStateException("a listener fails");
            }
            default -> {
                world.happened(Occurrence.LISTENER_THREW);
                throw new AssertionError("a listener fails badly");
            }
        }
    }
}
