package dev.calsync.store.jdbc;

import dev.calsync.system.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The database's clock, known without asking it each time. Once a second it is asked, and between two answers this
 * machine's monotonic clock counts on; so a transaction needs no statement for the time, and all nodes agree to within half
 * a round trip, whatever their own clocks show.
 *
 * <p>A monotonic clock stands still while a machine sleeps. Its wall clock does not, so when the two disagree the database
 * is asked at once.
 *
 * <p>Small differences between answers never turn time back: it waits until the clock has caught up. Only a real step back
 * of the database's clock is followed. Thread-safe.
 */
final class DatabaseClock implements StoreClock {
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);
    private static final long STEP_MICROS = TimeUnit.SECONDS.toMicros(1);
    private static final long DISAGREEMENT_MICROS = TimeUnit.MILLISECONDS.toMicros(20);

    private final TimeSource machine;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
    private volatile @Nullable Answer answer;

    DatabaseClock(TimeSource machine) {
        this.machine = machine;
    }

    /** What the database said, and when that was by the machine's two clocks. */
    private record Answer(long micros, long nanos, long wallMicros) {}

    @Override
    public Instant now(Question database) {
        Answer known = answer;
        if (known == null || isOld(known)) {
            known = ask(database);
            answer = known;
        }
        return Micros.instant(forward(known.micros + sinceMicros(known)));
    }

    private boolean isOld(Answer known) {
        long counted = sinceMicros(known);
        long byTheWall = Micros.of(machine.now()) - known.wallMicros;
        return counted >= TimeUnit.MICROSECONDS.convert(ASK_EVERY)
                || Math.abs(byTheWall - counted) > DISAGREEMENT_MICROS;
    }

    private long sinceMicros(Answer known) {
        return TimeUnit.NANOSECONDS.toMicros(machine.nanoTime() - known.nanos);
    }

    private Answer ask(Question database) {
        long before = machine.nanoTime();
        long micros = database.micros();
        long after = machine.nanoTime();
        long halfway = (after - before) / 2;
        return new Answer(micros, after - halfway, Micros.of(machine.now()) - TimeUnit.NANOSECONDS.toMicros(halfway));
    }

    private long forward(long micros) {
        return latest.accumulateAndGet(micros, (last, next) -> next < last && last - next < STEP_MICROS ? last : next);
    }
}
