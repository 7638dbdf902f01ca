package dev.calsync.internal.engine;

import dev.calsync.model.CalendarRef;
import dev.calsync.store.NodeLease;
import java.time.Instant;
import java.util.List;

/** Turns claimed leases into runs. */
interface RunStarter {

    /** Claims what is still owed of these calendars, if it is due by then. */
    List<ActiveRun> claim(NodeLease node, List<CalendarRef> calendars, Instant dueBy);
}
