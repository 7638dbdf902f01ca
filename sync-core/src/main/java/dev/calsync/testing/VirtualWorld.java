package dev.calsync.testing;

import dev.calsync.system.Environment;
import dev.calsync.system.IdGenerator;
import dev.calsync.system.RandomSource;

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
        IdGenerator ids = () -> "id-" + String.format("%08d", ++count[0]);
        return new VirtualWorld(time, new VirtualTaskRunner(time), RandomSource.seeded(seed), ids);
    }

    /** The doors for one engine in this world; closing its runner is what a crash of that engine looks like. */
    public Environment node() {
        return new Environment(time, ids, random, tasks.node());
    }
}
