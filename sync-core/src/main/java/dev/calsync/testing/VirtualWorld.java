package dev.calsync.testing;

import dev.calsync.system.Environment;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;
import dev.calsync.system.TimeSource;

/**
 * A world of its own: virtual time, a virtual runner, and ids and randomness that repeat themselves for the same seed.
 *
 * @param time the world's time
 * @param tasks the world's one thread
 * @param random the world's dice
 * @param ids the world's ids, which count up
 */
public record VirtualWorld(ManualTime time, VirtualTaskRunner tasks, RandomSource random, IdGenerator ids) {

    /** A world that begins with the year 2026. */
    public static VirtualWorld create(long seed) {
        ManualTime time = ManualTime.atNewYear();
        long[] count = {0};
        IdGenerator ids = () -> "id-" + String.valueOf(100_000_000 + ++count[0]).substring(1);
        return new VirtualWorld(time, new VirtualTaskRunner(time), RandomSource.seeded(seed), ids);
    }

    /** The doors for one engine in this world; closing its runner is what a crash of that engine looks like. */
    public Environment node() {
        return node(time);
    }

    /** The doors for one engine whose clock is not the world's. */
    Environment node(TimeSource clock) {
        return new Environment(clock, ids, random, tasks.node());
    }
}
