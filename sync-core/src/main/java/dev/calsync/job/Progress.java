package dev.calsync.job;

import java.util.OptionalLong;

/**
 * How far a run is.
 *
 * @param phase what it is doing, one word such as {@code pull} or {@code push}
 * @param done how many items are done in this phase, not negative
 * @param total how many there are in all, when that is known
 */
public record Progress(String phase, long done, OptionalLong total) {

    /** So many of an unknown number. */
    public static Progress of(String phase, long done) {
        return new Progress(phase, done, OptionalLong.empty());
    }

    /** So many of so many. */
    public static Progress of(String phase, long done, long total) {
        return new Progress(phase, done, OptionalLong.of(total));
    }
}
