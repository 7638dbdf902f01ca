package dev.calsync.examples.bench;

import dev.calsync.CalendarSync;
import dev.calsync.Concurrency;
import dev.calsync.UserSync;
import dev.calsync.listener.SyncEvent;
import dev.calsync.memory.MemorySyncStore;
import dev.calsync.schedule.SyncSchedule;
import dev.calsync.testing.ScriptedProvider;
import dev.calsync.testing.VirtualWorld;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A day of many calendars, each synced every 15 minutes, on virtual time and one thread: the engine's own cost. Ten
 * calendars a user; nothing changes in them.
 */
final class VirtualDay {
    private static final int CALENDARS_PER_USER = 10;
    private static final int HOURS = 24;
    private static final int FIRST_HEAP_HOUR = 2;
    private static final int RUNS_PER_HOUR = 4;

    private final int calendars;
    private final PrintStream out;
    private final AtomicLong runs = new AtomicLong();

    VirtualDay(int calendars, PrintStream out) {
        this.calendars = calendars;
        this.out = out;
    }

    /**
     * How the day went.
     *
     * @param seconds what it took, without setting it up
     * @param heapRatio the live heap after the last hour, by that after the second
     * @param runs how many runs ended in it
     */
    record Day(double seconds, double heapRatio, long runs) {}

    /** How many runs a day has. */
    long expectedRuns() {
        return (long) calendars * RUNS_PER_HOUR * HOURS;
    }

    Day live() throws InterruptedException {
        VirtualWorld world = VirtualWorld.create(1);
        ScriptedProvider provider = new ScriptedProvider();
        for (int i = 0; i < CALENDARS_PER_USER; i++) {
            provider.calendar("calendar-" + i);
        }
        try (CalendarSync sync = CalendarSync.builder()
                .store(MemorySyncStore.create(world.time()))
                .provider(provider)
                .concurrency(Concurrency.workers(64).perUser(CALENDARS_PER_USER))
                .environment(world.node())
                .listener(this::count)
                .build()) {
            for (int i = 0; i < calendars / CALENDARS_PER_USER; i++) {
                UserSync user = sync.forUser("user-" + i);
                user.calendars(user.connect(provider.account("user-" + i)));
                user.schedule(SyncSchedule.every(Duration.ofMinutes(15)).allCalendars());
            }
            sync.start();
            return hours(world);
        }
    }

    private Day hours(VirtualWorld world) {
        long nanos = 0;
        long firstHeapBytes = 0;
        for (int hour = 1; hour <= HOURS; hour++) {
            long begun = System.nanoTime();
            world.tasks().runFor(Duration.ofHours(1));
            long took = System.nanoTime() - begun;
            nanos += took;
            if (hour == FIRST_HEAP_HOUR) {
                firstHeapBytes = liveHeapBytes();
            }
            out.printf("  hour %d: %.1f s, %d runs so far%n", hour, took / 1e9, runs.get());
        }
        return new Day(nanos / 1e9, (double) liveHeapBytes() / firstHeapBytes, runs.get());
    }

    private void count(SyncEvent event) {
        if (event instanceof SyncEvent.RunFinished) {
            runs.incrementAndGet();
        }
    }

    private static long liveHeapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
