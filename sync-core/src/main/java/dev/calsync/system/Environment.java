package dev.calsync.system;

/**
 * The four doors to the outside, together: time, ids, randomness and threads. One engine uses one of these throughout.
 *
 * @param time what the time is
 * @param ids fresh ids
 * @param random randomness; must be unguessable outside tests
 * @param tasks threads
 */
public record Environment(TimeSource time, IdGenerator ids, RandomSource random, TaskRunner tasks) {

    /** The machine's clock, version 7 UUIDs, secure randomness, and threads named after {@code instance}. */
    public static Environment system(String instance) {
        TimeSource time = TimeSource.system();
        RandomSource random = RandomSource.secure();
        return new Environment(time, IdGenerator.uuidV7(time, random), random, TaskRunner.threads(instance));
    }
}
