package dev.calsync.testing;

import dev.calsync.store.Lease;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process of a simulated fleet, for as long as it lives: what it still does once it is gone has no effect. */
final class SimulatedProcess {
    private final String name;
    /** The last run of each calendar that wrote something here, by user and calendar. */
    private final Map<String, Lease> fenced = new HashMap<>();

    private boolean gone;

    SimulatedProcess(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean gone() {
        return gone;
    }

    void end() {
        gone = true;
    }

    /** The lease of the run that asks about a calendar: it has just read something under it. */
    @Nullable
    Lease fenced(String calendarId, String user) {
        return fenced.get(user + "/" + calendarId);
    }

    void fenced(Lease lease) {
        fenced.put(lease.user() + "/" + lease.calendar().calendarId(), lease);
    }
}
