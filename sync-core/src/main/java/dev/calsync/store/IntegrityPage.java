package dev.calsync.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a look at some of a calendar's rows found.
 *
 * @param rows how many were looked at
 * @param damaged how many of each kind are damaged or missing; kinds with none are left out
 * @param newer how many a newer version wrote: they are whole, and cannot be read here
 * @param next where to go on; null when all were looked at
 */
public record IntegrityPage(
        int rows,
        Map<StateKind, Integer> damaged,
        int newer,
        @Nullable String next) {

    /** Copies what it is given. */
    public IntegrityPage {
        damaged = Map.copyOf(damaged);
    }
}
