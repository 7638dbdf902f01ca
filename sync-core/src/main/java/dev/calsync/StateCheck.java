package dev.calsync;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.StateKind;
import java.util.Map;

/**
 * What a look at everything that is kept for a calendar found.
 *
 * @param calendar which calendar
 * @param rows how many rows were looked at
 * @param damaged how many of each kind were damaged or missing; kinds with none are left out. What can be rebuilt is being
 *     rebuilt, by a full sync that was asked for
 * @param newer how many rows a newer version of Calsync wrote: they are whole, and wait for that version
 */
public record StateCheck(CalendarRef calendar, long rows, Map<StateKind, Integer> damaged, int newer) {

    /** Copies what it is given. */
    public StateCheck {
        damaged = Map.copyOf(damaged);
    }

    /** Whether all of it is as it was written. */
    public boolean sound() {
        return damaged.isEmpty() && newer == 0;
    }
}
