package dev.calsync.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What goes wrong in a simulation, and when: more in bad weather, nothing in good. */
final class Weather {
    private static final int NESTED_MAX = 2;
    private static final int NESTED_TASKS_MAX = 100;
    static final Duration LONG = Duration.ofSeconds(20);
    private static final int MINUTES_MAX = 5;

    private final SimulatedWorld world;
    private final Dice dice;
    private boolean over;
    private boolean inEngine;
    private int nested;
    private int line = 30;
    private int listeners = 40;
    private int store = 400;
    private Duration providerAhead = Duration.ZERO;
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
        switch (dice.below(15)) {
            case 13, 14 -> skewProvider();
            case 10, 11, 12 -> world.rot().strike();
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

    /** By how much the provider's clock is ahead of ours; less than zero if it is behind. */
    Duration providerAhead() {
        return providerAhead;
    }

    private void skewProvider() {
        Duration span = someMinutes();
        boolean ahead = dice.oneIn(2);
        world.happened(ahead ? Occurrence.PROVIDER_CLOCK_AHEAD : Occurrence.PROVIDER_CLOCK_BEHIND);
        providerAhead = ahead ? span : span.negated();
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

    /** Whether something goes wrong that does in one of so many cases. */
    boolean fails(int chance) {
        return bad() && dice.oneIn(chance);
    }

    /** What becomes of a process's next transaction. */
    WatchedStore.Fault storeFault(SimulatedProcess process) {
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

    /** Others go on while this one waits. */
    void meanwhile(Occurrence what, Runnable others) {
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
    void standStill(SimulatedProcess process, Occurrence what) {
        meanwhile(what, () -> {
            world.fleet().freeze(process);
            world.time().advance(dice.upTo(LONG));
            world.runTasks(dice.below(NESTED_TASKS_MAX));
            world.fleet().thaw(process);
        });
    }

    /** The line by which a process reaches the provider. */
    UnsteadyProvider.Line line(SimulatedProcess process) {
        return new BadLine(world, this, process, dice);
    }

    /** Whether things may go wrong now. */
    boolean bad() {
        return !over && inEngine;
    }

    /** Whether engines run, and not somebody who calls them. */
    boolean inEngine() {
        return inEngine;
    }

    /** One in so many requests goes wrong. */
    int line() {
        return line;
    }

    /** A listener is told something. */
    void listening(SimulatedProcess process) {
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
