package dev.calsync;

import dev.calsync.error.AuthorizationRevokedException;
import dev.calsync.error.CorruptStateException;
import dev.calsync.error.ThrottledException;
import dev.calsync.error.TransientException;
import dev.calsync.error.UnrecoverableException;
import dev.calsync.provider.CalendarSession;
import dev.calsync.provider.EventWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** What goes wrong in a simulation, and when: more in bad weather, nothing in good. */
final class Weather implements UnsteadyProvider.Line {
    private static final int NESTED_MAX = 2;

    private final Simulation simulation;
    private final SplittableRandom random;
    private boolean over;
    private boolean inEngine;
    private int nested;
    private int line = 30;
    private int listeners = 20;
    private Instant storeAwayUntil = Instant.MIN;
    private int storeFlaky = 400;

    Weather(Simulation simulation) {
        this.simulation = simulation;
        this.random = simulation.random.split();
    }

    /** Faults stop. */
    void clear() {
        over = true;
    }

    void change() {
        switch (random.nextInt(6)) {
            case 0 -> line = 4 + random.nextInt(60);
            case 1 -> listeners = 3 + random.nextInt(50);
            case 2 -> {
                count("store outage");
                storeAwayUntil = simulation.now().plusSeconds(random.nextInt(40));
            }
            case 3 -> storeFlaky = 20 + random.nextInt(1000);
            case 4 -> {
                count("clock forward");
                simulation.world.time().jump(Duration.ofSeconds(random.nextInt(300)));
            }
            default -> {
                count("clock back");
                simulation.world.time().jump(Duration.ofSeconds(-random.nextInt(300)));
            }
        }
    }

    /** Runs engines; what escapes from a task is a fault of the engine. */
    void inEngine(Runnable tasks) {
        boolean before = inEngine;
        inEngine = true;
        try {
            tasks.run();
        } finally {
            inEngine = before;
        }
    }

    /** Does something from outside, where nothing fails. */
    void outside(Runnable action) {
        boolean before = inEngine;
        inEngine = false;
        try {
            action.run();
        } finally {
            inEngine = before;
        }
    }

    WatchedStore.Fault storeFault() {
        if (over || !inEngine) {
            return WatchedStore.Fault.NONE;
        }
        if (simulation.now().isBefore(storeAwayUntil)) {
            count("store away");
            return WatchedStore.Fault.BEFORE;
        }
        if (random.nextInt(storeFlaky) == 0) {
            count("store failed");
            return WatchedStore.Fault.BEFORE;
        }
        if (random.nextInt(storeFlaky) == 0) {
            count("commit unanswered");
            return WatchedStore.Fault.AFTER_COMMIT;
        }
        return WatchedStore.Fault.NONE;
    }

    @Override
    public void onTheWay(CalendarSession session) throws InterruptedException {
        if (over || !inEngine) {
            return;
        }
        linger();
        fail();
    }

    @Override
    public void writing(String calendarId, EventWrite write) {
        String uid = write instanceof EventWrite.Create create
                ? create.series().uid()
                : write instanceof EventWrite.Update update
                        ? update.target().uid()
                        : ((EventWrite.Delete) write).current().series().uid();
        simulation.keys.put(write.idempotencyKey(), calendarId + "/" + uid);
    }

    @Override
    public void answered(CalendarSession session) throws InterruptedException {
        if (over || !inEngine) {
            return;
        }
        linger();
        if (random.nextInt(line) == 0) {
            count("broken answer");
            throw new TransientException("the connection broke before the answer came");
        }
    }

    @Override
    public void hungUp(CalendarSession session) {
        if (!over && inEngine && random.nextInt(listeners) == 0) {
            count("close failed");
            throw new IllegalStateException("the line does not hang up");
        }
    }

    /** A listener is told something. */
    void listening() {
        if (over || !inEngine || random.nextInt(listeners) != 0) {
            return;
        }
        count("listener threw");
        if (random.nextBoolean()) {
            throw new IllegalStateException("a listener fails");
        }
        throw new AssertionError("a listener fails badly");
    }

    private void linger() {
        switch (random.nextInt(line)) {
            case 0 -> {
                count("frozen");
                simulation.world.time().advance(Duration.ofMillis(random.nextInt(20_000)));
            }
            case 1 -> {
                if (nested < NESTED_MAX) {
                    count("slow call");
                    nested++;
                    try {
                        simulation.runFor(Duration.ofMillis(random.nextInt(20_000)));
                    } finally {
                        nested--;
                    }
                }
            }
            case 2 -> {
                if (nested < NESTED_MAX) {
                    count("acted during a call");
                    simulation.somebodyActs();
                }
            }
            case 3 -> {
                if (nested < NESTED_MAX) {
                    count("frozen, then others");
                    simulation.world.time().advance(Duration.ofMillis(random.nextInt(20_000)));
                    nested++;
                    try {
                        simulation.runTasks(random.nextInt(100));
                    } finally {
                        nested--;
                    }
                }
            }
            default -> {}
        }
    }

    private void fail() throws InterruptedException {
        if (random.nextInt(line) != 0) {
            return;
        }
        switch (random.nextInt(40)) {
            case 0 -> {
                count("unrecoverable");
                throw new UnrecoverableException("the calendar is broken");
            }
            case 1, 2 -> {
                count("revoked");
                throw new AuthorizationRevokedException("the password is no longer accepted");
            }
            case 3, 4 -> {
                count("corrupt");
                throw new CorruptStateException("what is stored cannot be read");
            }
            case 5, 6 -> {
                count("undeclared");
                throw new IllegalStateException("nobody declared this");
            }
            case 7, 8 -> {
                count("interrupted");
                throw new InterruptedException("by somebody else's mistake");
            }
            case 9, 10, 11, 12, 13, 14, 15, 16 -> throttle();
            default -> {
                count("transient");
                throw new TransientException("the server is in trouble");
            }
        }
    }

    private void throttle() {
        count("throttled");
        throw switch (random.nextInt(4)) {
            case 0 -> ThrottledException.unhinted("slow down");
            case 1 -> ThrottledException.until("slow down", simulation.now().plusSeconds(random.nextInt(600) - 60));
            case 2 -> ThrottledException.after("slow down", Duration.ZERO);
            default -> ThrottledException.after("slow down", Duration.ofSeconds(random.nextInt(600)));
        };
    }

    private void count(String what) {
        simulation.count(what);
    }
}
